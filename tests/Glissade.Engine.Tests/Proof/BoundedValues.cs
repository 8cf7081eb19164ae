using Glissade.Devices.Reference;
using Glissade.Operations;

namespace Glissade.Tests.Proof;

/// <summary>A value by the float64 formula, and how far any device that keeps to the declared order may be from it.</summary>
internal readonly record struct Bounded(double Value, double Bound);

/// <summary>Evaluates a graph in float64 and carries an error bound along.</summary>
internal sealed class BoundedDevice : ReferenceDevice
{
    public override string Name => "bounded";

    public override ReferenceArithmetic Arithmetic => BoundedArithmetic.Instance;
}

/// <summary>
/// Running error analysis (Higham, Accuracy and Stability of Numerical Algorithms, chapter 3): every rounding adds half a unit in the last place, the elementary functions two, a sum as
/// many as its declared order has additions one after the other; errors of the inputs pass on by what the operation can at most make of them. Where a comparison,
/// a rounding to an integer or a choice could fall the other way within its inputs' bounds, the bound is infinite and the element is not compared.
/// The float64 formula rounds too, and its roundings are counted in.
/// </summary>
internal sealed partial class BoundedArithmetic : ReferenceArithmetic
{
    public static readonly BoundedArithmetic Instance = new();

    private const double HalfUlp64 = 1.0 / (1L << 53);

    public override Array Load(Storage storage, long count, DType type) =>
        Array.ConvertAll((double[])Float64Arithmetic.Instance.Load(storage, count, type), static value => new Bounded(value, 0));

    public override void Save(Array values, DType type, Storage target) => Float64Arithmetic.Instance.Save(Values(values), type, target);

    public override Array Room(long count, DType type) => new Bounded[count];

    public override int IndexAt(Array values, int place) => (int)((Bounded[])values)[place].Value;

    public override Array Compute(Tensor node, Array[] inputs)
    {
        double[][] values = [.. inputs.Select(Values)], bounds = [.. inputs.Select(Bounds)];
        double[] result = node.Operation.Evaluate(node, values);
        double[] bound = BoundsOf(node, values, bounds, result);
        bool single = node.Type == DType.Float32, moves = node.Operation is Shaping or Gather;
        var bounded = new Bounded[result.Length];
        for (int i = 0; i < bounded.Length; i++)
        {
            // Beyond the largest float32 a device has infinity. A value that is only moved stays what it is, NaN included.
            bool lost = !(bound[i] >= 0) || (!moves && (!double.IsFinite(result[i]) || (single && Math.Abs(result[i]) + bound[i] >= float.MaxValue)));
            bounded[i] = new Bounded(result[i], lost ? double.PositiveInfinity : bound[i]);
        }

        return bounded;
    }

    private static double[] Values(Array values) => Array.ConvertAll((Bounded[])values, static value => value.Value);

    private static double[] Bounds(Array values) => Array.ConvertAll((Bounded[])values, static value => value.Bound);

    /// <summary>Half a unit in the last place of a type, relative, and of the float64 formula besides.</summary>
    private static double HalfUlp(DType type) => (type == DType.Float32 ? 1.0 / (1 << 24) : HalfUlp64) + HalfUlp64;

    /// <summary>What a result below the normal numbers may lose.</summary>
    private static double Least(DType type) => type == DType.Float32 ? float.Epsilon : double.Epsilon;

    private static double[] BoundsOf(Tensor node, double[][] values, double[][] bounds, double[] result)
    {
        Operation operation = node.Operation;
        switch (operation)
        {
            case Elementwise row: return ElementwiseBounds(row, node, values, bounds, result);
            case Cast: return CastBounds(node, values[0], bounds[0], result);
            case Pad pad: return (pad with { Value = 0 }).Evaluate(node, bounds);
            case Shaping: return operation.Evaluate(node, bounds);
            case Sum or CumulativeSum or WindowSum or WindowSumGradient or ScatterAdd: return SumBounds(node, values, bounds);
            case MatrixProduct or Convolution or ConvolutionInputGradient or ConvolutionWeightGradient: return ProductBounds(node, values, bounds);
            case Gather gather: return GatherBounds(gather, node, values, bounds);
            case Max max: return Along.Reduce(node.Inputs[0].Shape, max.Axis, bounds[0], static row => row.Length == 0 ? 0 : row.Max());
            case ArgMax max: return Rows(node, max.Axis, values[0], bounds[0], 1, static (row, errors) => [FirstLargestBound(row, errors)]);
            case ArgSort sort: return Rows(node, sort.Axis, values[0], bounds[0], node.Inputs[0].Shape[sort.Axis], (row, errors) => OrderBounds(row, errors, sort.Descending));
            case WindowArgMax window:
                return WindowPlaceBounds(window.Window, node.Shape, node.Inputs[0].Shape, values[0], bounds[0]);
            case WindowMax window:
                return WindowShapes.Visit(node.Inputs[0].Shape, node.Shape, window.Window, (plane, taps) => taps.Where(tap => tap >= 0).Max(tap => bounds[0][plane + tap]));
            case WindowMaxGradient window:
                return SumBounds(node, values, [WindowPlaceBounds(window.Window, node.Inputs[1].Shape, node.Shape, values[0], bounds[0]), bounds[1]]);
            case Iota or RandomBits:
                return Filled(result.Length, bounds.Any(static bound => bound[0] > 0) ? double.PositiveInfinity : 0);
            default: throw new NotSupportedException($"The error analysis does not know {operation.Name}.");
        }
    }

    private static double[] Filled(int length, double value)
    {
        var filled = new double[length];
        Array.Fill(filled, value);
        return filled;
    }

    private static double[] Magnitudes(double[] values) => Array.ConvertAll(values, Math.Abs);

    /// <summary>The longest chain of additions in the declared order of this many terms.</summary>
    private static double Chain(long terms, long cut, bool lanes)
    {
        if (!lanes) return Math.Min(terms, cut) + (double)terms / cut;
        double parts = Math.Ceiling((double)terms / cut);
        return Math.Min(terms, cut) / (double)SummationOrder.Lanes + 6 + parts;
    }

    private static double[] SumBounds(Tensor node, double[][] values, double[][] bounds)
    {
        Operation operation = node.Operation;
        int summed = operation is ScatterAdd or WindowMaxGradient ? 1 : 0;
        Shape from = node.Inputs[summed].Shape;
        // Integers are exact or unknown, and what is unknown anywhere may be unknown everywhere.
        if (node.Type == DType.Int32 || (summed == 1 && bounds[0].Any(static bound => bound > 0)))
            return Filled((int)node.Count, bounds.Any(static bound => bound.Any(static error => error > 0)) ? double.PositiveInfinity : 0);

        double chain = operation switch
        {
            Sum sum => Chain(from[sum.Axis], sum.Cut, from.Extents[(from.Axis(sum.Axis) + 1)..].IndexOfAnyExcept(1) < 0 && sum.Cut >= SummationOrder.Block),
            CumulativeSum running => from[running.Axis],
            WindowSum window => window.Window.Extent.Count,
            WindowSumGradient window => window.Window.Extent.Count,
            WindowMaxGradient window => window.Window.Extent.Count,
            _ => node.Inputs[0].Count,
        };
        double[] magnitude = Magnitudes(values[summed]);
        double[] sums = operation.Evaluate(node, summed == 1 ? [values[0], magnitude] : [magnitude]);
        double[] errors = operation.Evaluate(node, summed == 1 ? [values[0], bounds[1]] : [bounds[0]]);
        // On the way a sum may reach any part of what its terms come to, and beyond the largest number there is no way back.
        double huge = node.Type == DType.Float32 ? float.MaxValue : double.MaxValue;
        return [.. sums.Zip(errors, (sum, error) => sum + error < huge ? error + Rounding(chain, node.Type) * (sum + error) * 1.01 : double.PositiveInfinity)];
    }

    private static double[] ProductBounds(Tensor node, double[][] values, double[][] bounds)
    {
        Operation operation = node.Operation;
        Shape first = node.Inputs[0].Shape, second = node.Inputs[1].Shape;
        (long terms, long cut, bool lanes) = operation switch
        {
            MatrixProduct product => (first[product.TransposeLeft ? -2 : -1], product.Cut, product.Lanes),
            Convolution => (new Shape(second.Extents[1..]).Count, SummationOrder.Block, false),
            ConvolutionInputGradient => (second[0] * new Shape(second.Extents[2..]).Count, SummationOrder.Block, false),
            _ => (second[0] * new Shape(second.Extents[2..]).Count, (long)SummationOrder.Block, false),
        };
        double[] a = Magnitudes(values[0]), b = Magnitudes(values[1]);
        double[] wideA = [.. a.Zip(bounds[0], static (value, error) => value + error)], wideB = [.. b.Zip(bounds[1], static (value, error) => value + error)];
        double[] fromB = operation.Evaluate(node, [wideA, bounds[1]]), fromA = operation.Evaluate(node, [bounds[0], b]), all = operation.Evaluate(node, [wideA, wideB]);
        double chain = Chain(terms, cut, lanes), least = terms * Least(node.Type);
        if (values.Length > 2)
        {
            // What the sums begin with is one term more.
            for (int i = 0; i < all.Length; i++) (all[i], fromA[i]) = (all[i] + Math.Abs(values[2][i]) + bounds[2][i], fromA[i] + bounds[2][i]);
            chain++;
        }

        double huge = node.Type == DType.Float32 ? float.MaxValue : double.MaxValue;
        return [.. all.Select((sum, i) => sum < huge ? fromA[i] + fromB[i] + Rounding(chain, node.Type) * sum * 1.01 + least : double.PositiveInfinity)];
    }

    private static double Rounding(double chain, DType type) => (chain + 1) * (type == DType.Float32 ? HalfUlp(type) : 2 * HalfUlp(type)) + chain * 16 * HalfUlp64;

    private static double[] GatherBounds(Gather gather, Tensor node, double[][] values, double[][] bounds)
    {
        double[] result = gather.Evaluate(node, [bounds[0], values[1]]);
        int inner = (int)new Shape(node.Inputs[0].Shape.Extents[(node.Inputs[0].Shape.Axis(gather.Axis) + 1)..]).Count;
        for (int i = 0; i < result.Length; i++)
            if (bounds[1][i / inner % bounds[1].Length] > 0) result[i] = double.PositiveInfinity;
        return result;
    }
}
