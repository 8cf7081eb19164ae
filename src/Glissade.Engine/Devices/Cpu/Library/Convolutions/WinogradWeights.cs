using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>The windows of <see cref="Winograd"/>, from nine weights to the sixteen factors of a tile: for each of them the rows and channels of a product.</summary>
internal sealed unsafe class WinogradWeights<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly long _channels;
    private readonly int[] _taps;
    private readonly WeightTiles<T, V, W> _plain;

    /// <param name="extents">Channels and rows.</param>
    /// <param name="isBack">Whether the taps are met in the reverse order, as on the way back.</param>
    public WinogradWeights(ConvolutionExtents extents, bool isBack)
    {
        _channels = extents.Channels;
        _plain = new WeightTiles<T, V, W>(extents, extents.Channels * 9, true);
        Plain = new WeightTiles<T, V, W>(extents, extents.Channels * 9, false);
        Factors = new WeightTiles<T, V, W>(extents with { Groups = Winograd.Products }, extents.Channels, true);
        _taps = new int[9];
        for (int i = 0; i < 9; i++) _taps[i] = isBack ? 8 - i : i;
    }

    /// <summary>The nine weights, as they are to be given: row after row.</summary>
    public WeightTiles<T, V, W> Plain { get; }

    /// <summary>Elements of a tile of them laid out.</summary>
    public long Room => _plain.TileStride;

    /// <summary>The sixteen factors: a group for each.</summary>
    public WeightTiles<T, V, W> Factors { get; }

    /// <summary>From the nine weights to the factors of some tiles of rows.</summary>
    /// <param name="rows">The nine weights.</param>
    /// <param name="factors">The factors of the first tile.</param>
    /// <param name="step">From there to its second factors.</param>
    /// <param name="tile">The first tile.</param>
    /// <param name="end">The tile after the last.</param>
    /// <param name="memory"><see cref="Room"/> for a tile laid out.</param>
    public void Transform(T* rows, T* factors, long step, long tile, long end, T* memory)
    {
        for (; tile < end; tile++, factors += Factors.TileStride)
        {
            _plain.LayOut(rows, tile, memory);
            Tile(memory, factors, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile(T* from, T* to, long step)
    {
        for (long channel = 0; channel < _channels; channel++, from += 9 * W.TileRows, to += W.TileRows)
        {
            // What is stored beyond the rows of a tile, the next channel overwrites; behind the last one there is room.
            for (long row = 0; row < W.TileRows; row += Vector<T>.Count) Window(from + row, to + row, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Window(T* from, T* to, long step)
    {
        int[] taps = _taps;
        Vector<T> half = new Vector<T>(Scalars.Of<T>(0.5f));
        Vector<T> a = At(from, taps[0]), b = At(from, taps[1]), c = At(from, taps[2]);
        Row(a, b, c, half, to, step);
        Vector<T> p = At(from, taps[6]), q = At(from, taps[7]), r = At(from, taps[8]);
        Row(p, q, r, half, to + 12 * step, step);
        (a, b, c) = (a + p, b + q, c + r);
        (p, q, r) = (At(from, taps[3]), At(from, taps[4]), At(from, taps[5]));
        Row((a + p) * half, (b + q) * half, (c + r) * half, half, to + 4 * step, step);
        Row((a - p) * half, (b - q) * half, (c - r) * half, half, to + 8 * step, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> At(T* from, int tap) => Vector.Load(from + tap * W.TileRows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> half, T* to, long step)
    {
        a.Store(to);
        Vector<T> outer = a + c;
        ((outer + b) * half).Store(to + step);
        ((outer - b) * half).Store(to + 2 * step);
        c.Store(to + 3 * step);
    }
}
