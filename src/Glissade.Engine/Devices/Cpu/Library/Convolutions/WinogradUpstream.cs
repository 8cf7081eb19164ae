using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// The gradients of outputs for <see cref="Winograd"/>'s gradient of weights: from a band of some planes to the sixteen values of each of its tiles, which lie as
/// [value, tile, plane], the planes of a panel side by side.
/// </summary>
internal sealed unsafe class WinogradUpstream<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly long _height, _width, _tiles;

    /// <param name="height">Rows of a plane.</param>
    /// <param name="width">Of a row.</param>
    /// <param name="rows">Rows of tiles in a band, at most.</param>
    public WinogradUpstream(int height, int width, long rows)
    {
        (_height, _width, _tiles) = (height, width, Winograd.Tiles(width));
        Size = (2 * rows * width + 1) * Panel;
    }

    /// <summary>Elements of memory while it works.</summary>
    public long Size { get; }

    /// <summary>Planes side by side.</summary>
    private static long Panel => 2 * W.Count;

    /// <summary>Works out some rows of tiles.</summary>
    /// <param name="planes">The first plane.</param>
    /// <param name="count">How many planes: a panel at most.</param>
    /// <param name="row">The first row of tiles.</param>
    /// <param name="rows">How many.</param>
    /// <param name="memory">As large as <see cref="Size"/>.</param>
    /// <param name="to">The first values.</param>
    /// <param name="step">From there to the second values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Transform(T* planes, long count, long row, long rows, T* memory, T* to, long step)
    {
        T* zeros = memory, turned = memory + Panel;
        new Span<T>(zeros, (int)Panel).Clear();
        Packing<T, V, W>.Panel(planes + 2 * row * _width, 1, _height * _width, Math.Min(2 * rows, _height - 2 * row) * _width, count, turned);
        for (long r = row; r < row + rows; r++, turned += 2 * _width * Panel)
        {
            for (long t = 0; t < _tiles; t++, to += Panel)
            {
                // Beyond the plane there is nothing.
                bool right = 2 * t + 1 < _width, below = 2 * r + 1 < _height;
                T* corner = turned + 2 * t * Panel, under = corner + _width * Panel;
                Tile(corner, right ? corner + Panel : zeros, below ? under : zeros, right && below ? under + Panel : zeros, count, to, step);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile(T* a, T* b, T* c, T* d, long count, T* to, long step)
    {
        for (long lane = 0; lane < count; lane += Vector<T>.Count)
        {
            Vector<T> upper0 = Vector.Load(a + lane), upper1 = Vector.Load(b + lane), lower0 = Vector.Load(c + lane), lower1 = Vector.Load(d + lane);
            Row(upper0, upper1, to + lane, step);
            Row(upper0 + lower0, upper1 + lower1, to + 4 * step + lane, step);
            Row(upper0 - lower0, upper1 - lower1, to + 8 * step + lane, step);
            Row(lower0, lower1, to + 12 * step + lane, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(Vector<T> left, Vector<T> right, T* to, long step)
    {
        left.Store(to);
        (left + right).Store(to + step);
        (left - right).Store(to + 2 * step);
        right.Store(to + 3 * step);
    }
}
