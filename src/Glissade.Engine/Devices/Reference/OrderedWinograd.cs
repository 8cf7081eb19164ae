using System.Numerics;
using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary><see cref="Winograd"/>'s order, tile by tile as it is declared.</summary>
internal static class OrderedWinograd
{
    /// <summary>Sums over channels and taps for every place of a grid.</summary>
    /// <param name="source">[batch, channels, height, width].</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="rows">Filters, or channels on the way back.</param>
    /// <param name="grid">Height and width of the places.</param>
    /// <param name="offset">Where in the source the first place begins to look.</param>
    /// <param name="window">The nine weights of a row and channel, in the order in which a place meets them.</param>
    public static T[] Planes<T>(T[] source, Shape shape, int rows, (int Height, int Width) grid, (int Y, int X) offset, Func<int, int, T[]> window) where T : struct, IFloatingPointIeee754<T>
    {
        int channels = shape[1], height = shape[2], width = shape[3];
        T[][][] weights = [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, channels).Select(channel => Twice(window(row, channel), 3, Weights)).ToArray())];
        var result = new T[shape[0] * rows * grid.Height * grid.Width];
        for (int example = 0; example < shape[0]; example++)
        {
            for (int y = 0; y < grid.Height; y += 2)
            {
                for (int x = 0; x < grid.Width; x += 2)
                {
                    T[][] inputs = [.. Enumerable.Range(0, channels).Select(channel => Twice(Tile(channel), 4, Inputs))];
                    for (int row = 0; row < rows; row++)
                    {
                        T[] products = [.. Enumerable.Range(0, Winograd.Products).Select(i => OrderedSums.Products<T>(channels, SummationOrder.Block, false, c => (weights[row][c][i], inputs[c][i])))];
                        T[] outputs = Twice(products, 4, Outputs);
                        for (int i = 0; i < 4; i++)
                            if (y + i / 2 < grid.Height && x + i % 2 < grid.Width) result[((example * rows + row) * grid.Height + y + i / 2) * grid.Width + x + i % 2] = outputs[i];
                    }

                    T[] Tile(int channel) => [.. Enumerable.Range(0, 16).Select(i =>
                    {
                        int from = y + i / 4 + offset.Y, at = x + i % 4 + offset.X;
                        return from < 0 || from >= height || at < 0 || at >= width ? T.Zero : source[((example * channels + channel) * height + from) * width + at];
                    })];
                }
            }
        }

        return result;
    }

    /// <summary>The gradient of the weights.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="input">Their shape.</param>
    /// <param name="y">The gradient of the outputs.</param>
    /// <param name="output">Their shape.</param>
    /// <param name="offset">Where in the inputs the first output begins to look.</param>
    /// <param name="begin">What the first cut is added to; null for nothing.</param>
    public static T[] Weights<T>(T[] x, Shape input, T[] y, Shape output, (int Y, int X) offset, T[]? begin) where T : struct, IFloatingPointIeee754<T>
    {
        (int filters, int channels, int batch) = (output[1], input[1], input[0]);
        (int down, int along) = (Winograd.Tiles(output[2]), Winograd.Tiles(output[3]));
        T[][][] values = Squares(x, input, 4, offset, Inputs), gradients = Squares(y, output, 2, default, Upstream);
        var result = new T[filters * channels * 9];
        int terms = down * along, examples = Winograd.ExamplesOfCut(output[2], output[3]);
        for (int filter = 0; filter < filters; filter++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                for (int first = 0; first < Math.Max(1, batch); first += examples)
                {
                    int count = Math.Min(examples, batch - first);
                    T[] sums = [.. Enumerable.Range(0, Winograd.Products).Select(i => OrderedSums.Products<T>(
                        count * terms, int.MaxValue, false, k => (values[(first + k / terms) * channels + channel][k % terms][i], gradients[(first + k / terms) * filters + filter][k % terms][i])))];
                    T[] nine = Twice(sums, 4, WeightGradient);
                    for (int tap = 0; tap < 9; tap++)
                    {
                        int at = (filter * channels + channel) * 9 + tap;
                        result[at] = first > 0 ? result[at] + nine[tap] : begin is null ? nine[tap] : begin[at] + nine[tap];
                    }
                }
            }
        }

        return result;

        // For every plane and tile the sixteen values.
        T[][][] Squares(T[] planes, Shape shape, int side, (int Y, int X) from, Func<T[], T[]> transform) => [.. Enumerable.Range(0, shape[0] * shape[1]).Select(plane =>
            Enumerable.Range(0, down * along).Select(tile => Twice([.. Enumerable.Range(0, side * side).Select(i =>
            {
                int row = tile / along * 2 + i / side + from.Y, column = tile % along * 2 + i % side + from.X;
                return row < 0 || row >= shape[2] || column < 0 || column >= shape[3] ? T.Zero : planes[(plane * shape[2] + row) * shape[3] + column];
            })], side, transform)).ToArray())];
    }

    // A square's columns each go through a transform, then the rows of what that gives.
    private static T[] Twice<T>(T[] square, int side, Func<T[], T[]> transform)
    {
        T[][] columns = [.. Enumerable.Range(0, side).Select(j => transform([.. Enumerable.Range(0, side).Select(i => square[i * side + j])]))];
        return [.. Enumerable.Range(0, columns[0].Length).SelectMany(i => transform([.. columns.Select(column => column[i])]))];
    }

    private static T[] Inputs<T>(T[] d) where T : INumber<T> => [d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]];

    private static T[] Weights<T>(T[] g) where T : IFloatingPointIeee754<T>
    {
        T half = T.One / (T.One + T.One), outer = g[0] + g[2];
        return [g[0], (outer + g[1]) * half, (outer - g[1]) * half, g[2]];
    }

    private static T[] Outputs<T>(T[] m) where T : INumber<T> => [m[0] + m[1] + m[2], m[1] - m[2] - m[3]];

    private static T[] Upstream<T>(T[] y) where T : INumber<T> => [y[0], y[0] + y[1], y[0] - y[1], y[1]];

    private static T[] WeightGradient<T>(T[] m) where T : IFloatingPointIeee754<T>
    {
        T half = T.One / (T.One + T.One), middle = (m[1] + m[2]) * half;
        return [m[0] + middle, (m[1] - m[2]) * half, middle - m[3]];
    }
}
