using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>The inputs of <see cref="Winograd"/>: from a band of a plane to the sixteen values of each of its tiles, the tiles side by side.</summary>
internal sealed unsafe class WinogradInputs<T>
    where T : unmanaged
{
    private readonly ConvolutionAxis _down, _along;
    private readonly long _tiles, _half, _line, _reach;

    /// <param name="axes">What each place sees.</param>
    /// <param name="rows">Rows of tiles in a band, at most.</param>
    public WinogradInputs(ConvolutionAxis[] axes, long rows)
    {
        (_down, _along) = (axes[0], axes[1]);
        _tiles = Winograd.Tiles(_along.Places);
        _half = (_tiles + 3L * Vector<T>.Count) / Vector<T>.Count * Vector<T>.Count;
        _line = (2 * rows + 2) * _half;
        _reach = (_along.Source + 2L * Vector<T>.Count - 1) / (2 * Vector<T>.Count) * (2 * Vector<T>.Count);
        Size = 2 * _line + _reach;
        SourcePlane = (long)_down.Source * _along.Source;
    }

    /// <summary>
    /// So many elements, or a few more: an odd number of cache lines. At distances of a power of two rows, and values, would all fall on the same few sets of a cache.
    /// </summary>
    public static long OddLines(long elements)
    {
        long line = 64 / sizeof(T);
        return ((elements + line - 1) / line | 1) * line;
    }

    /// <summary>Elements of memory while it works.</summary>
    public long Size { get; }

    /// <summary>Elements of a plane.</summary>
    public long SourcePlane { get; }

    /// <summary>Works out some rows of tiles. Behind the last value of a channel so many more as a vector has are written, but not meant.</summary>
    /// <param name="planes">The first example's first plane.</param>
    /// <param name="examples">How many examples.</param>
    /// <param name="planesOfExample">How many planes one has.</param>
    /// <param name="channels">How many of them are meant.</param>
    /// <param name="row">The first row of tiles.</param>
    /// <param name="rows">How many.</param>
    /// <param name="memory">As large as <see cref="Size"/>.</param>
    /// <param name="to">The first values of the first channel: example after example.</param>
    /// <param name="line">From channel to channel.</param>
    /// <param name="step">From the first values to the second ones.</param>
    public void Transform(T* planes, long examples, long planesOfExample, long channels, long row, long rows, T* memory, T* to, long line, long step)
    {
        new Span<T>(memory, checked((int)Size)).Clear();
        for (long example = 0; example < examples; example++, to += rows * _tiles)
        {
            T* plane = planes + example * planesOfExample * SourcePlane;
            for (long channel = 0; channel < channels; channel++) Transform(plane + channel * SourcePlane, row, rows, memory, to + channel * line, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform(T* plane, long row, long rows, T* memory, T* to, long step)
    {
        T* even = memory, odd = memory + _line;
        Part(plane, 2 * row + Math.Min(_down.Offsets[0], _down.Offsets[2]), 2 * rows + 2, even, odd, memory + 2 * _line);
        for (long r = 0; r < rows; r++, even += 2 * _half, odd += 2 * _half, to += _tiles)
        {
            for (long t = 0; t < _tiles; t += Vector<T>.Count)
            {
                // The four columns of a tile stand at t among the even and the odd ones, and at t + 1.
                T* e = even + t, o = odd + t, values = to + t;
                Vector<T> a1 = Vector.Load(e + _half), b1 = Vector.Load(o + _half), c1 = Vector.Load(e + _half + 1), d1 = Vector.Load(o + _half + 1);
                Vector<T> a2 = Vector.Load(e + 2 * _half), b2 = Vector.Load(o + 2 * _half), c2 = Vector.Load(e + 2 * _half + 1), d2 = Vector.Load(o + 2 * _half + 1);
                Columns(Vector.Load(e) - a2, Vector.Load(o) - b2, Vector.Load(e + 1) - c2, Vector.Load(o + 1) - d2, values, step);
                Columns(a1 + a2, b1 + b2, c1 + c2, d1 + d2, values + 4 * step, step);
                Columns(a2 - a1, b2 - b1, c2 - c1, d2 - d1, values + 8 * step, step);
                e += 3 * _half;
                o += 3 * _half;
                Columns(a1 - Vector.Load(e), b1 - Vector.Load(o), c1 - Vector.Load(e + 1), d1 - Vector.Load(o + 1), values + 12 * step, step);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d, T* to, long step)
    {
        (a - c).Store(to);
        (b + c).Store(to + step);
        (c - b).Store(to + 2 * step);
        (b - d).Store(to + 3 * step);
    }

    /// <summary>Copies rows with their margins of zeros, even columns to one place and odd ones to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Part(T* plane, long first, long rows, T* even, T* odd, T* line)
    {
        long width = _along.Source, left = -Math.Min(_along.Offsets[0], _along.Offsets[2]), columns = 2 * _tiles + 2;
        for (long row = first; row < first + rows; row++, even += _half, odd += _half)
        {
            if (row < 0 || row >= _down.Source)
            {
                new Span<T>(even, (int)_half).Clear();
                new Span<T>(odd, (int)_half).Clear();
                continue;
            }

            // Whole vectors reach into the next row, which the last one does not have.
            T* from = plane + row * width;
            FetchAhead.Lines(from + SourcePlane, width * sizeof(T));
            if (row * width + _reach > SourcePlane)
            {
                new Span<T>(from, _along.Source).CopyTo(new Span<T>(line, _along.Source));
                from = line;
            }

            if (left % 2 == 0) Part(from, even + left / 2, odd + left / 2);
            else Part(from, odd + left / 2, even + left / 2 + 1);

            // Only what whole vectors reach of the next row: the rest of the margins stays as it was cleared.
            for (long column = left + width; column < Math.Min(columns, left + _reach); column++) (column % 2 == 0 ? even : odd)[column / 2] = default;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Part(T* from, T* first, T* second)
    {
        for (long i = 0; i < _reach; i += 2 * Vector<T>.Count, first += Vector<T>.Count, second += Vector<T>.Count)
        {
            if (VectorPairs.AreFast<T>())
            {
                (Vector<T> left, Vector<T> right) = VectorPairs.Load(from + i);
                left.Store(first);
                right.Store(second);
                continue;
            }

            for (long j = 0; j < Vector<T>.Count; j++) (first[j], second[j]) = (from[i + 2 * j], from[i + 2 * j + 1]);
        }
    }
}
