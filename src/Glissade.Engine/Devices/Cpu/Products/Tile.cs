using System.Runtime.InteropServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>One call of a tile kernel: a few rows by one or two vectors of columns, over a stretch of the inner dimension.</summary>
internal unsafe struct Tile<T>
    where T : unmanaged
{
    public T* A;
    public long ARowStride;
    public long AInnerStride;

    /// <summary>From tile to tile in a copy of A that lies term after term; 0 for rows that follow each other.</summary>
    public long ATileStride;

    /// <summary>A row of B lies side by side, whether in place or copied into a panel.</summary>
    public T* B;
    public long BInnerStride;

    /// <summary>Where the terms of B lie, in bytes from it, if they are no fixed distance apart; A's rows then each lie side by side, or it is a copy that lies term after term.</summary>
    public long* Places;

    /// <summary>
    /// Where the second vector begins. Less than a vector's length makes the two overlap: a tile of any width between
    /// one and two vectors, without reading or writing a column too many. Overlapped columns are computed twice, to the same bits.
    /// </summary>
    public long Second;

    public long Depth;

    /// <summary>Where the panel of B is copied to, row after row, while it is first used; null if it is not.</summary>
    public T* Copy;

    /// <summary>The partial sums to continue; null to begin at zero.</summary>
    public T* Start;
    public long StartRowStride;

    /// <summary>Where the sums go.</summary>
    public T* End;
    public long EndRowStride;

    /// <summary>What an epilogue will read of these rows and columns.</summary>
    public FetchedRows Ahead;

    /// <summary>Add the sums to what lies there: a partial is complete and joins the total.</summary>
    public bool AddToEnd;
}

/// <summary>
/// A number known when code is compiled: the size of a struct. The JIT knows sizes and types of structs before it reads on, so that a branch never taken costs it nothing; what a static
/// property gives it learns only after it has compiled both branches.
/// </summary>
internal interface INumber;

/// <summary>No struct is this small: to be compared as a type.</summary>
internal readonly struct Zero : INumber;

[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct One : INumber;

[StructLayout(LayoutKind.Sequential, Size = 2)]
internal readonly struct Two : INumber;

[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct Three : INumber;

[StructLayout(LayoutKind.Sequential, Size = 4)]
internal readonly struct Four : INumber;

[StructLayout(LayoutKind.Sequential, Size = 5)]
internal readonly struct Five : INumber;

[StructLayout(LayoutKind.Sequential, Size = 6)]
internal readonly struct Six : INumber;

[StructLayout(LayoutKind.Sequential, Size = 7)]
internal readonly struct Seven : INumber;

[StructLayout(LayoutKind.Sequential, Size = 8)]
internal readonly struct Eight : INumber;

[StructLayout(LayoutKind.Sequential, Size = 9)]
internal readonly struct Nine : INumber;

[StructLayout(LayoutKind.Sequential, Size = 10)]
internal readonly struct Ten : INumber;

[StructLayout(LayoutKind.Sequential, Size = 11)]
internal readonly struct Eleven : INumber;

[StructLayout(LayoutKind.Sequential, Size = 12)]
internal readonly struct Twelve : INumber;
