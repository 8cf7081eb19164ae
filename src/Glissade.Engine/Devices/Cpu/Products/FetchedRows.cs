using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// Rows of up to three arrays that an epilogue will read beside the product: an optimizer's moments, say, which have not been touched since the last step. While tiles are multiplied
/// they come from the caches that cores share to the second level; the epilogue would wait for them.
/// </summary>
internal unsafe struct FetchedRows
{
    public const int MostArrays = 3;

    public byte* First;
    public byte* Second;
    public byte* Third;

    /// <summary>How many arrays there are.</summary>
    public int Arrays;

    /// <summary>From row to row, in all of them.</summary>
    public long RowBytes;

    /// <summary>Fetches some rows and goes on to those behind them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fetch(int rows, int bytes)
    {
        if (!Sse.IsSupported) return;
        for (; rows > 0; rows--)
        {
            Line(First, bytes);
            if (Arrays > 1) Line(Second, bytes);
            if (Arrays > 2) Line(Third, bytes);
            First += RowBytes;
            Second += RowBytes;
            Third += RowBytes;
        }
    }

    /// <summary>Goes on without fetching.</summary>
    public void Skip(long rows)
    {
        First += rows * RowBytes;
        Second += rows * RowBytes;
        Third += rows * RowBytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Line(byte* from, int bytes)
    {
        for (int i = 0; i < bytes; i += 64) Sse.Prefetch1(from + i);
    }
}
