using System.Numerics;
using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>Windows of the last axes, their taps row-major.</summary>
internal static class OrderedWindows
{
    public static T[] Sum<T>(Window window, Tensor node, T[] values) where T : struct, INumber<T> =>
        Visit(window, node, (plane, taps) =>
        {
            T sum = T.Zero;
            foreach (int tap in taps)
                if (tap >= 0) sum += values[plane + tap];
            return sum;
        });

    public static int[] ArgMax<T>(Window window, Tensor node, T[] values) where T : struct, INumber<T> =>
        Visit(window, node, (plane, taps) =>
        {
            int best = -1;
            foreach (int tap in taps)
            {
                if (tap < 0) continue;
                T value = values[plane + tap];
                if (best < 0 || value > values[best] || (T.IsNaN(value) && !T.IsNaN(values[best]))) best = plane + tap;
            }

            return best;
        });

    private static R[] Visit<R>(Window window, Tensor node, Func<int, IEnumerable<int>, R> rule)
    {
        Shape from = node.Inputs[0].Shape;
        int[] spatial = [.. from.Extents[^window.Rank..]], outputs = [.. node.Shape.Extents[^window.Rank..]];
        int plane = (int)new Shape(spatial).Count, planes = (int)new Shape(from.Extents[..^window.Rank]).Count, at = 0;
        var result = new R[node.Count];
        for (int p = 0; p < planes; p++)
            foreach (int[] output in Window.Indices(outputs)) result[at++] = rule(p * plane, window.Taps(spatial, output));
        return result;
    }
}
