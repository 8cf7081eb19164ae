using System.Numerics;
using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>Reductions, shaping, windows, gathers and sorts, in the element type and in the declared order.</summary>
internal static class OrderedNumbers
{
    public static Array Compute<T>(Tensor node, Array[] inputs) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        Tensor from = node.Inputs[0];
        Func<T[]> x = () => (T[])inputs[0];
        return node.Operation switch
        {
            Reshape or Detach or Sloped or SlopedSoftmax or AllReduceSum => inputs[0],
            Permute permute => PermuteAxes(permute, node, x()),
            Broadcast broadcast => Read(node.Shape, x(), 0, broadcast.Strides(from.Shape, from.Shape.Strides())),
            Slice slice => ReadSlice(slice, node, x()),
            Pad pad => PutApart(pad, node, x()),
            Concatenate concatenate => Join<T>(concatenate, node, inputs),
            Sum sum => Rows<T, T>(from.Shape, sum.Axis, x(), 1, IsLast(from.Shape, sum.Axis)
                ? row => [OrderedSums.Lanes(row)]
                : row => [OrderedSums.Cut(row, sum.Cut)]),
            Max max => Rows<T, T>(from.Shape, max.Axis, x(), 1, row => [Largest(row)]),
            ArgMax max => Rows<T, int>(from.Shape, max.Axis, x(), 1, row => [FirstLargest(row)]),
            CumulativeSum running => Rows(from.Shape, running.Axis, x(), from.Shape[running.Axis], row => Running(row, running.Reverse)),
            ArgSort sort => Rows(from.Shape, sort.Axis, x(), from.Shape[sort.Axis], row => Order(row, sort.Descending)),
            WindowSum window => OrderedWindows.Sum(window.Window, node, x()),
            WindowSumGradient window => OrderedWindows.Spread(window.Window, node, x()),
            WindowArgMax window => OrderedWindows.ArgMax(window.Window, node, x()),
            WindowMax window => OrderedWindows.Largest(window.Window, node, x()),
            WindowMaxGradient window => OrderedWindows.AddAtLargest(window.Window, node, x(), (T[])inputs[1]),
            Gather gather => Pick(gather, node, x(), (int[])inputs[1]),
            ScatterAdd scatter => AddAt(scatter, node, (int[])inputs[0], (T[])inputs[1]),
            _ => throw new InvalidOperationException($"The ordered device does not know {node.Operation.Name} of {from.Type.Name()}."),
        };
    }

    private static bool IsLast(Shape shape, int axis) => shape.Extents[(shape.Axis(axis) + 1)..].IndexOfAnyExcept(1) < 0;

    private static T[] Read<T>(Shape shape, T[] values, long offset, long[] strides)
    {
        var result = new T[shape.Count];
        int at = 0;
        foreach (long place in Strided.Offsets(shape, offset, strides)) result[at++] = values[place];
        return result;
    }

    private static T[] PermuteAxes<T>(Permute permute, Tensor node, T[] values)
    {
        long[] strides = node.Inputs[0].Shape.Strides();
        return Read(node.Shape, values, 0, [.. permute.Axes.Select(axis => strides[axis])]);
    }

    private static T[] ReadSlice<T>(Slice slice, Tensor node, T[] values)
    {
        long[] strides = node.Inputs[0].Shape.Strides();
        long offset = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            offset += slice.Start[axis] * strides[axis];
            strides[axis] *= slice.Step[axis];
        }

        return Read(node.Shape, values, offset, strides);
    }

    private static T[] PutApart<T>(Pad pad, Tensor node, T[] values) where T : struct, INumber<T>
    {
        var result = new T[node.Count];
        Array.Fill(result, T.CreateTruncating(pad.Value));
        long[] strides = node.Shape.Strides();
        long offset = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            offset += pad.Before[axis] * strides[axis];
            strides[axis] *= pad.Between[axis] + 1;
        }

        int at = 0;
        foreach (long place in Strided.Offsets(node.Inputs[0].Shape, offset, strides)) result[place] = values[at++];
        return result;
    }

    private static T[] Join<T>(Concatenate concatenate, Tensor node, Array[] inputs)
    {
        var result = new T[node.Count];
        long[] strides = node.Shape.Strides();
        int axis = node.Shape.Axis(concatenate.Axis);
        long offset = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            T[] values = (T[])inputs[i];
            int at = 0;
            foreach (long place in Strided.Offsets(node.Inputs[i].Shape, offset, strides)) result[place] = values[at++];
            offset += node.Inputs[i].Shape[axis] * strides[axis];
        }

        return result;
    }

    private static R[] Rows<T, R>(Shape shape, int axis, T[] values, int extent, Func<T[], R[]> rule)
    {
        axis = shape.Axis(axis);
        int terms = shape[axis];
        int outer = (int)new Shape(shape.Extents[..axis]).Count, inner = (int)new Shape(shape.Extents[(axis + 1)..]).Count;
        var result = new R[outer * extent * inner];
        var row = new T[terms];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                for (int k = 0; k < terms; k++) row[k] = values[(o * terms + k) * inner + i];
                R[] mapped = rule(row);
                for (int k = 0; k < extent; k++) result[(o * extent + k) * inner + i] = mapped[k];
            }
        }

        return result;
    }

    private static T Largest<T>(T[] row) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        // Floats, which alone have a −0, begin at minus infinity: 1 / −0.
        T largest = T.IsNegative(-T.Zero) ? T.One / -T.Zero : T.MinValue;
        foreach (T value in row) largest = T.Max(largest, value);
        return largest;
    }

    private static bool Precedes<T>(T a, T b) where T : struct, INumber<T> => a > b || (T.IsNaN(a) && !T.IsNaN(b));

    private static int FirstLargest<T>(T[] row) where T : struct, INumber<T>
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
            if (Precedes(row[i], row[best])) best = i;
        return best;
    }

    private static T[] Running<T>(T[] row, bool reverse) where T : struct, INumber<T>
    {
        var result = new T[row.Length];
        T sum = T.Zero;
        for (int i = 0; i < row.Length; i++)
        {
            int at = reverse ? row.Length - 1 - i : i;
            result[at] = sum = sum + row[at];
        }

        return result;
    }

    // Insertion: plainly stable.
    private static int[] Order<T>(T[] row, bool descending) where T : struct, INumber<T>
    {
        var order = new int[row.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int place = i;
            for (; place > 0 && (descending ? Precedes(row[i], row[order[place - 1]]) : Precedes(row[order[place - 1]], row[i])); place--)
                order[place] = order[place - 1];
            order[place] = i;
        }

        return order;
    }

    private static T[] Pick<T>(Gather gather, Tensor node, T[] values, int[] indices)
    {
        var result = new T[node.Count];
        Shape from = node.Inputs[0].Shape;
        Visit(from, from.Axis(gather.Axis), indices, (row, place) => result[place] = values[row]);
        return result;
    }

    private static T[] AddAt<T>(ScatterAdd scatter, Tensor node, int[] indices, T[] values) where T : struct, INumber<T>
    {
        var result = new T[node.Count];
        Visit(node.Shape, scatter.Axis, indices, (row, place) => result[row] = result[row] + values[place]);
        return result;
    }

    private static void Visit(Shape rowsShape, int axis, int[] indices, Action<int, int> pair)
    {
        int outer = (int)new Shape(rowsShape.Extents[..axis]).Count, inner = (int)new Shape(rowsShape.Extents[(axis + 1)..]).Count, rows = rowsShape[axis];
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < indices.Length; i++)
                for (int j = 0; j < inner; j++) pair((o * rows + indices[i]) * inner + j, (o * indices.Length + i) * inner + j);
    }
}
