using Glissade.Operations;

namespace Glissade.Tests.Proof;

// Elementwise operations, and what may fall one way or the other.
internal sealed partial class BoundedArithmetic
{
    private static double[] ElementwiseBounds(Elementwise row, Tensor node, double[][] values, double[][] bounds, double[] result)
    {
        int second = row.Arity > 1 ? 1 : 0, third = row.Arity > 2 ? 2 : 0;
        var bound = new double[result.Length];
        double unit = HalfUlp(node.Type), least = Least(node.Type);
        bool real = node.Type.IsFloat();
        for (int i = 0; i < bound.Length; i++)
        {
            (double a, double b, double c) = (values[0][i], values[second][i], values[third][i]);
            (double da, double db, double dc) = (bounds[0][i], bounds[second][i], bounds[third][i]);
            if (row.Typing == Typing.Choice) bound[i] = da > 0 ? double.PositiveInfinity : a != 0 ? db : dc;
            else if (row.Typing == Typing.Compare) bound[i] = Math.Abs(a - b) > da + db ? 0 : Unless(da + db == 0);
            else if (!real) bound[i] = Unless(da + db + dc == 0);
            else bound[i] = Propagated(row.Code, a, b, da, db, dc, result[i]) is var error ? error + Rounded(row.Code, node.Type, unit) * (Math.Abs(result[i]) + error) + RoundedLeast(row.Code, least) : 0;
        }

        return bound;
    }

    private static double Unless(bool certain) => certain ? 0 : double.PositiveInfinity;

    /// <summary>What the errors of the inputs can make of the result.</summary>
    private static double Propagated(LoopCode code, double a, double b, double da, double db, double dc, double result) => code switch
    {
        LoopCode.Add or LoopCode.Subtract => da + db,
        LoopCode.Multiply => Math.Abs(a) * db + Math.Abs(b) * da + da * db,
        LoopCode.FusedMultiplyAdd => Math.Abs(a) * db + Math.Abs(b) * da + da * db + dc,
        LoopCode.Divide => Math.Abs(b) > db ? (da + Math.Abs(result) * db) / (Math.Abs(b) - db) : double.PositiveInfinity,
        LoopCode.Maximum or LoopCode.Minimum => Math.Max(da, db),
        LoopCode.Negate or LoopCode.Absolute or LoopCode.Sin or LoopCode.Cos or LoopCode.Tanh => da,
        LoopCode.Erf => 1.13 * da,
        LoopCode.Sign => Unless(da == 0 || Math.Abs(a) > da),
        LoopCode.Floor => Unless(Math.Floor(a - da) == Math.Floor(a + da)),
        LoopCode.Round => Unless(Math.Round(a - da) == Math.Round(a + da)),
        _ when da == 0 => 0,
        LoopCode.SquareRoot => a >= da ? da / (result + Math.Sqrt(a - da)) : double.PositiveInfinity,
        LoopCode.Exp or LoopCode.Expm1 => Math.Exp(a + da) * Math.Min(1, da) + (da > 1 ? Math.Exp(a + da) : 0),
        LoopCode.Log => a > da ? da / (a - da) : double.PositiveInfinity,
        LoopCode.Log1p => 1 + a > da ? da / (1 + a - da) : double.PositiveInfinity,
        _ => throw new NotSupportedException($"The error analysis does not know {code}."),
    };

    /// <summary>What the operation itself rounds, relative to its result.</summary>
    private static double Rounded(LoopCode code, DType type, double unit) => code switch
    {
        LoopCode.Negate or LoopCode.Absolute or LoopCode.Sign or LoopCode.Floor or LoopCode.Round or LoopCode.Maximum or LoopCode.Minimum => 0,
        // Two units in the last place, and what the float64 formula may be off: erf's series, and Kahan's expm1 and log1p, by several.
        LoopCode.Erf => 4 * unit + (type == DType.Float64 ? 80 : 8) * HalfUlp64,
        LoopCode.Expm1 or LoopCode.Log1p => 4 * unit + 16 * HalfUlp64,
        LoopCode.Exp or LoopCode.Log or LoopCode.Sin or LoopCode.Cos or LoopCode.Tanh => 4 * unit + 4 * HalfUlp64,
        _ => unit,
    };

    private static double RoundedLeast(LoopCode code, double least) => Rounded(code, DType.Float32, 1) == 0 ? 0 : 2 * least;

    private static double[] CastBounds(Tensor node, double[] values, double[] bounds, double[] result)
    {
        DType from = node.Inputs[0].Type, to = node.Type;
        var bound = new double[result.Length];
        for (int i = 0; i < bound.Length; i++)
        {
            (double value, double error) = (values[i], bounds[i]);
            bound[i] = to switch
            {
                DType.Float32 when from is DType.Float64 or DType.Int32 => error + HalfUlp(to) * (Math.Abs(value) + error) + Least(to),
                DType.Float32 or DType.Float64 => error,
                _ when error == 0 => 0,
                DType.Bool => Unless(Math.Abs(value) > error),
                _ => Unless(Math.Truncate(value - error) == Math.Truncate(value + error)),
            };
        }

        return bound;
    }

    /// <summary>The rule over rows of values and of bounds along an axis of the node's input.</summary>
    private static double[] Rows(Tensor node, int axis, double[] values, double[] bounds, int extent, Func<double[], double[], double[]> rule)
    {
        Shape shape = node.Inputs[0].Shape;
        axis = shape.Axis(axis);
        int terms = shape[axis], outer = (int)new Shape(shape.Extents[..axis]).Count, inner = (int)new Shape(shape.Extents[(axis + 1)..]).Count;
        var result = new double[outer * extent * inner];
        double[] row = new double[terms], errors = new double[terms];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                for (int k = 0; k < terms; k++) (row[k], errors[k]) = (values[(o * terms + k) * inner + i], bounds[(o * terms + k) * inner + i]);
                double[] mapped = rule(row, errors);
                for (int k = 0; k < extent; k++) result[(o * extent + k) * inner + i] = mapped[k];
            }
        }

        return result;
    }

    // Certain when every other is certainly smaller than the best, or when nothing in the row is uncertain.
    private static double FirstLargestBound(double[] row, double[] errors)
    {
        if (Array.TrueForAll(errors, static error => error == 0)) return 0;
        int best = 0;
        for (int i = 0; i < row.Length; i++)
            if (row[i] > row[best]) best = i;
        for (int i = 0; i < row.Length; i++)
            if (i != best && !(row[i] + errors[i] < row[best] - errors[best])) return double.PositiveInfinity;
        return 0;
    }

    private static double[] WindowPlaceBounds(Window window, Shape windows, Shape from, double[] values, double[] bounds) => WindowShapes.Visit(from, windows, window, (plane, taps) =>
    {
        int[] inside = [.. taps.Where(tap => tap >= 0).Select(tap => plane + tap)];
        return FirstLargestBound([.. inside.Select(tap => values[tap])], [.. inside.Select(tap => bounds[tap])]);
    });

    // A value's place is certain when all others certainly stand on one side of it.
    private static double[] OrderBounds(double[] row, double[] errors, bool descending)
    {
        var bounds = new double[row.Length];
        if (Array.TrueForAll(errors, static error => error == 0)) return bounds;
        Array.Fill(bounds, double.PositiveInfinity);
        if (Array.Exists(row, double.IsNaN)) return bounds;
        int[] order = [.. Enumerable.Range(0, row.Length).OrderBy(i => row[i])];
        bool ascends = true;
        double highest = double.NegativeInfinity;
        var lowest = new double[row.Length + 1];
        lowest[^1] = double.PositiveInfinity;
        for (int place = row.Length - 1; place >= 0; place--) lowest[place] = Math.Min(lowest[place + 1], row[order[place]] - errors[order[place]]);
        var certain = new bool[row.Length];
        for (int place = 0; place < row.Length; place++)
        {
            bool before = ascends;
            highest = Math.Max(highest, row[order[place]] + errors[order[place]]);
            ascends = highest < lowest[place + 1];
            certain[place] = before && ascends;
        }

        if (descending) Array.Reverse(certain);
        for (int place = 0; place < row.Length; place++)
            if (certain[place]) bounds[place] = 0;
        return bounds;
    }
}
