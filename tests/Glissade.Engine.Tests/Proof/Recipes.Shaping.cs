using Glissade.Operations;

namespace Glissade.Tests.Proof;

// Recipes that move elements about, add them up, or multiply matrices.
internal static partial class Recipes
{
    private static Tensor? Reshape(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Any(c.Next()) is not { } x) return null;
        switch (c.Below(4))
        {
            case 0: return x.Reshape(-1);
            case 1: return x.ExpandDimension(c.Below(x.Rank + 1));
            case 2 when x.Count % 2 == 0: return x.Reshape(new Shape(2, (int)x.Count / 2));
            case 3 when x.Count % 3 == 0: return x.Reshape(new Shape((int)x.Count / 3, 3));
            default:
                int[] extents = [.. x.Shape.Extents];
                Array.Reverse(extents);
                return x.Reshape(new Shape(extents));
        }
    }

    private static Tensor? Permute(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Any(c.Next()) is not { } x) return null;
        int[] axes = [.. Enumerable.Range(0, x.Rank)];
        for (int i = axes.Length - 1; i > 0; i--)
        {
            int other = c.Below(i + 1);
            (axes[i], axes[other]) = (axes[other], axes[i]);
        }

        return x.Permute(axes);
    }

    private static Tensor? Slice(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Any(c.Next()) is not { } x) return null;
        int axis = c.Axis(x), extent = x.Shape[axis];
        if (extent == 0) return null;
        int start = c.Below(extent), step = 1 + c.Below(3);
        if (c.Once(2)) return x.SliceAxis(axis, start, 1 + c.Below((extent - 1 - start) / step + 1), step);
        return c.Once(8) ? x.Narrow(axis, start, 0) : x.SliceAxis(axis, start, 1 + c.Below(start / step + 1), -step);
    }

    private static Tensor? Pad(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Any(c.Next()) is not { } x || x.Rank == 0) return null;
        int[] before = new int[x.Rank], after = new int[x.Rank], between = new int[x.Rank];
        int axis = c.Axis(x);
        (before[axis], after[axis], between[axis]) = (c.Below(4), c.Below(4), c.Below(3));
        after[c.Axis(x)] = c.Below(3);
        double value = x.Type.IsFloat() ? c.Below(5) * 0.3 - 0.6 : c.Below(2);
        return Tensor.Apply(new Operations.Pad(new Shape(before), new Shape(after), new Shape(between), c.Once(2) ? 0 : value), x);
    }

    private static Tensor? Concatenate(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Any(c.Next()) is not { } x || x.Rank == 0) return null;
        int axis = c.Axis(x);
        Tensor Fitting() => b.Pick(c.Next(), tensor => tensor.Type == x.Type && tensor.Rank == x.Rank && tensor.Shape.With(axis, 0).Equals(x.Shape.With(axis, 0)))!;
        return c.Once(2) ? Tensor.Concatenate(axis, x, Fitting()) : Tensor.Concatenate(axis, Fitting(), x, Fitting());
    }

    private static Tensor? Sum(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Number(c.Next()) is not { } x) return null;
        switch (c.Below(5))
        {
            case 0: return x.Sum();
            case 1: return x.Sum(c.Axis(x), c.Once(2));
            case 2:
                int mask = c.Next();
                return x.Sum([.. Enumerable.Range(0, x.Rank).Where(axis => (mask >> axis & 1) != 0)], c.Once(2));
            case 3 when x.Type.IsFloat(): return x.Mean(c.Axis(x));
            default: return Tensor.Apply(new Sum(c.Axis(x), 1 + c.Below(20)), x);
        }
    }

    private static Tensor? Sort(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Any(c.Next()) is not { } x) return null;
        int axis = c.Axis(x);
        // The reference sorts by insertion.
        if (x.Shape[axis] > 300) x = x.Narrow(axis, 0, 300);
        return c.Once(2) ? x.Sort(axis, c.Once(2)) : x.ArgSort(axis, c.Once(2));
    }

    // Any int32 values become indices by clamping, so that no shrunk case runs out of range.
    private static Tensor Clamped(Tensor indices, int extent) =>
        Tensor.Minimum(Tensor.Maximum(indices, Tensor.Scalar(0, DType.Int32)), Tensor.Scalar(extent - 1, DType.Int32));

    private static Tensor? Gather(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Any(c.Next()) is not { } x) return null;
        int axis = c.Axis(x);
        if (x.Shape[axis] == 0) return null;
        Tensor indices = Clamped(b.Integer(c.Next()) ?? Tensor.Iota(new Shape(1 + c.Below(20))), x.Shape[axis]);
        return c.Once(4) ? x.TakeAlong(CaseBuilder.Fit(indices, x.Shape.With(axis, 1 + c.Below(5))), axis) : x.Gather(indices, axis);
    }

    private static Tensor? ScatterAdd(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Number(c.Next()) is not { } x) return null;
        int axis = c.Axis(x), extent = 1 + c.Below(10);
        Tensor source = b.Integer(c.Next()) ?? Tensor.Iota(new Shape(x.Shape[axis]));
        return x.ScatterAdd(Clamped(CaseBuilder.Fit(source, new Shape(x.Shape[axis])), extent), extent, axis);
    }

    private static Tensor? MatrixProduct(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Pick(c.Next(), static tensor => tensor.Type.IsFloat() && tensor.Rank > 0) is not { } x) return null;
        Tensor source = b.Pick(c.Next(), tensor => tensor.Type == x.Type)!;
        int inner = x.Shape[-1], columns = c.Once(4) ? 1 : 1 + b.Extent(c.Next()) % 70;
        if (x.Count * columns > 100_000) return null;
        if (x.Rank == 1 || c.Once(3)) return x.MatMul(CaseBuilder.Fit(source, c.Once(4) ? new Shape(inner) : new Shape(inner, columns)));

        bool transposeLeft = c.Once(2), transposeRight = c.Once(2);
        if (transposeLeft) inner = x.Shape[-2];
        int[] extents = [.. x.Shape.Extents];
        (extents[^2], extents[^1]) = transposeRight ? (columns, inner) : (inner, columns);
        int cut = c.Once(3) ? 1 + c.Below(20) : SummationOrder.Block;
        Tensor product = Operations.MatrixProduct.Of(x, CaseBuilder.Fit(source, new Shape(extents)), transposeLeft, transposeRight, cut, 1 + c.Below(3));
        bool begins = product.Operation is MatrixProduct { Lanes: false } && c.Once(3);
        return begins ? Tensor.Apply(product.Operation, [.. product.Inputs, CaseBuilder.Fit(source, product.Shape)]) : product;
    }

    private static Tensor? Convolution(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Float(c.Next()) is not { } source) return null;
        int spatial = 1 + c.Below(c.Once(3) ? 3 : 2), groups = 1 + c.Below(2), batch = c.Below(4), channels = groups * (1 + c.Below(2)), filters = groups * (1 + c.Below(3));
        int most = spatial switch { 1 => 40, 2 => 8, _ => 5 };
        int Small(int limit) => 1 + c.Below(limit);
        int[] extent = new int[spatial], window = new int[spatial], stride = new int[spatial], before = new int[spatial], after = new int[spatial], dilation = new int[spatial];
        for (int axis = 0; axis < spatial; axis++)
        {
            (window[axis], stride[axis], dilation[axis]) = (Small(3), Small(3), c.Once(3) ? 2 : 1);
            int reach = (window[axis] - 1) * dilation[axis] + 1;
            (before[axis], after[axis]) = (c.Below(reach), c.Below(reach));
            extent[axis] = Math.Max(reach - before[axis] - after[axis], Small(most));
        }

        Tensor x = CaseBuilder.Fit(source, new Shape([batch, channels, .. extent]));
        Tensor weights = CaseBuilder.Fit(b.Pick(c.Next(), tensor => tensor.Type == x.Type)!, new Shape([filters, channels / groups, .. window]));
        return x.Convolve(weights, stride, before, after, dilation, groups);
    }

    private static Tensor? Windows(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Float(c.Next()) is not { } x || x.Rank == 0) return null;
        int spatial = 1 + c.Below(Math.Min(2, x.Rank));
        bool largest = c.Once(2);
        int[] window = new int[spatial], stride = new int[spatial], before = new int[spatial], after = new int[spatial], dilation = new int[spatial];
        for (int axis = 0; axis < spatial; axis++)
        {
            (window[axis], stride[axis], dilation[axis]) = (1 + c.Below(4), 1 + c.Below(3), c.Once(3) ? 2 : 1);
            int reach = (window[axis] - 1) * dilation[axis] + 1;
            (before[axis], after[axis]) = (c.Below(reach), c.Below(reach));
        }

        if (!largest) return x.WindowSum(window, stride, before, after, dilation);
        // The same by the places, which the gradient of a gradient of pooling gathers by.
        return c.Once(3)
            ? x.Reshape(-1).Gather(Tensor.Apply(new WindowArgMax(new Window(new Shape(window), new Shape(stride), new Shape(before), new Shape(after), new Shape(dilation))), x))
            : x.WindowMax(window, stride, before, after, dilation);
    }
}
