using System.Numerics;
using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>Windows of the last axes, their taps row-major.</summary>
internal static class OrderedWindows
{
    public static T[] Sum<T>(Window window, Tensor node, T[] values) where T : struct, INumber<T> =>
        Visit(window, node.Inputs[0].Shape, node.Shape, (plane, taps) =>
        {
            T sum = T.Zero;
            foreach (int tap in taps)
                if (tap >= 0) sum += values[plane + tap];
            return sum;
        });

    public static int[] ArgMax<T>(Window window, Tensor node, T[] values) where T : struct, INumber<T> => ArgMax(window, node.Inputs[0].Shape, node.Shape, values);

    private static int[] ArgMax<T>(Window window, Shape from, Shape to, T[] values) where T : struct, INumber<T> =>
        Visit(window, from, to, (plane, taps) =>
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

    public static T[] Largest<T>(Window window, Tensor node, T[] values) where T : struct, INumber<T> => [.. ArgMax(window, node, values).Select(place => values[place])];

    public static T[] Spread<T>(Window window, Tensor node, T[] given) where T : struct, INumber<T>
    {
        var result = new T[node.Count];
        int at = 0;
        Visit<int>(window, node.Shape, node.Inputs[0].Shape, (plane, taps) =>
        {
            foreach (int tap in taps)
                if (tap >= 0) result[plane + tap] += given[at];
            return at++;
        });
        return result;
    }

    public static T[] AddAtLargest<T>(Window window, Tensor node, T[] values, T[] given) where T : struct, INumber<T>
    {
        var result = new T[node.Count];
        int at = 0;
        foreach (int place in ArgMax(window, node.Shape, node.Inputs[1].Shape, values)) result[place] += given[at++];
        return result;
    }

    private static R[] Visit<R>(Window window, Shape from, Shape to, Func<int, IEnumerable<int>, R> rule)
    {
        int[] spatial = [.. from.Extents[^window.Rank..]], outputs = [.. to.Extents[^window.Rank..]];
        int plane = (int)new Shape(spatial).Count, planes = (int)new Shape(from.Extents[..^window.Rank]).Count, at = 0;
        var result = new R[to.Count];
        for (int p = 0; p < planes; p++)
            foreach (int[] output in Window.Indices(outputs)) result[at++] = rule(p * plane, window.Taps(spatial, output));
        return result;
    }
}
