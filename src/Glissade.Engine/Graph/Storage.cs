using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Glissade;

/// <summary>
/// A block of memory that kernels address by pointer: it never moves, starts at a cache line, and is given back by the collector like any other
/// object. Whoever keeps a pointer into it keeps the storage as well.
/// </summary>
internal sealed unsafe class Storage
{
    /// <summary>The alignment, and the width of the widest vector, in bytes.</summary>
    public const int Alignment = 64;

    // Pinned for ever by its heap, so the pointer stays true as long as this field is reachable.
    private readonly Line[] _lines;

    /// <param name="bytes">The size; zero is fine.</param>
    /// <param name="zeroed">Whether to clear the memory. If not, it holds whatever was there.</param>
    public Storage(long bytes, bool zeroed = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);

        // One line more than needed: arrays start at a multiple of 8 bytes only.
        long lines = bytes / Alignment + (bytes % Alignment == 0 ? 1 : 2);
        if (lines > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes,
                $"A block of memory holds at most {(Array.MaxLength - 2L) * Alignment} bytes; split the data into more tensors.");
        }

        _lines = zeroed
            ? GC.AllocateArray<Line>((int)lines, pinned: true)
            : GC.AllocateUninitializedArray<Line>((int)lines, pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_lines));
        Pointer = (byte*)((start + (Alignment - 1)) & ~(nuint)(Alignment - 1));
        Bytes = bytes;
    }

    /// <summary>The first byte, at a multiple of <see cref="Alignment"/>. Never null.</summary>
    public byte* Pointer { get; }

    /// <summary>The size that was asked for.</summary>
    public long Bytes { get; }

    /// <summary>All of the memory as elements of one type. More than 2³¹ elements do not fit in a span: take a part of them.</summary>
    public Span<T> Span<T>() where T : unmanaged
    {
        long count = Bytes / sizeof(T);
        if (count * sizeof(T) != Bytes)
        {
            throw new InvalidOperationException($"{Bytes} bytes are no whole number of {typeof(T).Name} elements of {sizeof(T)} bytes.");
        }

        if (count > int.MaxValue)
        {
            throw new InvalidOperationException($"{count} elements do not fit in one span; ask for a part with Span(start, count).");
        }

        return Over<T>(0, (int)count);
    }

    /// <summary>Some elements of one type, counted from the start of the memory.</summary>
    public Span<T> Span<T>(long start, int count) where T : unmanaged
    {
        long fits = Bytes / sizeof(T);
        if (start < 0 || count < 0 || start > fits - count)
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"Elements {start} to {start + count} were asked for; there are {fits}.");
        }

        return Over<T>(start * sizeof(T), count);
    }

    // Made from a reference into the array, not from the pointer: a span then keeps the memory, even when whoever gave it is garbage.
    private Span<T> Over<T>(long bytes, int count) where T : unmanaged
    {
        ref byte first = ref Unsafe.As<Line, byte>(ref MemoryMarshal.GetArrayDataReference(_lines));
        nint offset = (nint)(Pointer - (byte*)Unsafe.AsPointer(ref first)) + (nint)bytes;
        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref first, offset)), count);
    }

    /// <summary>The widest plain element, so that a 32-bit length reaches far beyond any machine's memory.</summary>
    [StructLayout(LayoutKind.Sequential, Size = Alignment)]
    private struct Line;
}
