using Glissade.Compiler;
using Glissade.Devices.Reference;
using Glissade.Operations;

namespace Glissade.Tests.Support;

/// <summary>Formulas taken literally, in a thousand bits: what a rescue has to agree with.</summary>
internal sealed class OnPaper : ReferenceArithmetic
{
    public static readonly OnPaper Instance = new();

    /// <summary>The values of expressions in a parameter, whose values are given, as numbers in float64.</summary>
    public static double[][] Evaluate(IReadOnlyList<Tensor> roots)
    {
        var program = new ReferenceProgram(roots, Prepare.Literally);
        Array[] results = program.Run(Instance, leaf => leaf is State state
            ? Instance.Load(state.Storage, leaf.Count, leaf.Type)
            : Instance.Load(((Constant)leaf).Storage, leaf.Count, leaf.Type));
        return [.. results.Select(result => ((BigFloat[])result).Select(value => value.ToDouble()).ToArray())];
    }

    public override Array Load(Storage storage, long count, DType type) =>
        ((double[])Float64Arithmetic.Instance.Load(storage, count, type)).Select(BigFloat.From).ToArray();

    public override void Save(Array values, DType type, Storage target) => throw new NotSupportedException();

    public override Array Room(long count, DType type) => new BigFloat[count];

    public override int IndexAt(Array values, int place) => (int)((BigFloat[])values)[place].ToDouble();

    public override Array Compute(Tensor node, Array[] inputs)
    {
        BigFloat[][] x = [.. inputs.Cast<BigFloat[]>()];
        switch (node.Operation)
        {
            case Elementwise row:
                return Enumerable.Range(0, (int)node.Count).Select(i => Of(row.Code, x[0][i], x[Math.Min(1, row.Arity - 1)][i], x[row.Arity - 1][i])).ToArray();
            case Cast or Detach or Sloped or SlopedSoftmax:
                return x[0];
            case Iota:
                return node.Operation.Evaluate(node, []).Select(BigFloat.From).ToArray();
            case Sum sum:
                return Reduce(node.Inputs[0].Shape, sum.Axis, x[0], (a, b) => a + b);
            case Max max:
                return Reduce(node.Inputs[0].Shape, max.Axis, x[0], (a, b) => !a.IsNumber || !b.IsNumber ? BigFloat.None : a.CompareTo(b) < 0 ? b : a);
            case ScatterAdd scatter:
                var sums = new BigFloat[node.Count];
                Array.Fill(sums, BigFloat.Zero);
                IndexedRows.Visit(node.Shape, scatter.Axis, [.. x[0].Select(index => index.ToDouble())], (row, place) => sums[row] += x[1][place]);
                return sums;
            default:
                // Everything else moves elements: it is given their numbers, counted from 1, and 0 is what it pads with.
                double[] numbers = [.. Enumerable.Range(1, x[0].Length).Select(i => (double)i)];
                BigFloat[] all = node.Operation is Concatenate ? [.. x.SelectMany(part => part)] : x[0];
                double[][] rest = node.Operation is Concatenate ? Numbered(x) : [numbers, .. x.Skip(1).Select(indices => indices.Select(index => index.ToDouble()).ToArray())];
                return node.Operation.Evaluate(node, rest).Select(number => number == 0 ? BigFloat.Zero : all[(int)number - 1]).ToArray();
        }
    }

    private static double[][] Numbered(BigFloat[][] parts)
    {
        double next = 1;
        return [.. parts.Select(part => part.Select(_ => next++).ToArray())];
    }

    private static BigFloat Of(LoopCode code, BigFloat a, BigFloat b, BigFloat c) => code switch
    {
        LoopCode.Add => a + b,
        LoopCode.Subtract => a - b,
        LoopCode.Multiply => a * b,
        LoopCode.Divide => a / b,
        LoopCode.Maximum => a.CompareTo(b) < 0 ? b : a,
        LoopCode.Minimum => a.CompareTo(b) < 0 ? a : b,
        LoopCode.FusedMultiplyAdd => a * b + c,
        LoopCode.Negate => -a,
        LoopCode.Absolute => a.Sign < 0 ? -a : a,
        LoopCode.Sign => BigFloat.From(a.Sign),
        LoopCode.SquareRoot => BigFloat.SquareRoot(a),
        LoopCode.Exp => BigFloat.Exp(a),
        LoopCode.Expm1 => BigFloat.Exp(a) - BigFloat.One,
        LoopCode.Log => BigFloat.Log(a),
        LoopCode.Log1p => BigFloat.Log(BigFloat.One + a),
        LoopCode.Tanh => BigFloat.Tanh(a),
        LoopCode.Equal => a.IsNumber && b.IsNumber && a.CompareTo(b) == 0 ? BigFloat.One : BigFloat.Zero,
        LoopCode.Less => a.CompareTo(b) < 0 ? BigFloat.One : BigFloat.Zero,
        LoopCode.LessOrEqual => a.IsNumber && b.IsNumber && a.CompareTo(b) <= 0 ? BigFloat.One : BigFloat.Zero,
        LoopCode.And => a * b,
        LoopCode.Or => a.IsZero ? b : a,
        LoopCode.Not => BigFloat.One - a,
        LoopCode.Select => a.IsZero ? c : b,
        _ => throw new NotSupportedException($"{code} has no value on paper yet."),
    };

    private static BigFloat[] Reduce(Shape shape, int axis, BigFloat[] values, Func<BigFloat, BigFloat, BigFloat> join)
    {
        int terms = shape[axis], inner = 1;
        for (int i = axis + 1; i < shape.Rank; i++) inner *= shape[i];
        return Enumerable.Range(0, values.Length / terms).Select(row =>
        {
            int first = row / inner * terms * inner + row % inner;
            return Enumerable.Range(1, terms - 1).Aggregate(values[first], (sum, k) => join(sum, values[first + k * inner]));
        }).ToArray();
    }
}
