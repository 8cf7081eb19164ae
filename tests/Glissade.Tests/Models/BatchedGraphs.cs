using Glissade.Tests.Proof;

namespace Glissade.Tests.Models;

/// <summary>
/// Random models over a batch: every value is [batch, 4], and every operation leads back to that, through other shapes, types and orders. What is chosen depends on the seed alone, never on the batch.
/// </summary>
internal sealed class BatchedGraphs
{
    private const int Width = 4;

    private readonly ulong _seed;
    private readonly Parameter _weights = new("weights", new Shape(Width, Width)), _bias = new("bias", new Shape(Width)), _filter = new("filter", new Shape(1, 1, 3));
    private readonly Tensor _table;

    public BatchedGraphs(ulong seed)
    {
        _seed = seed;
        var random = new SeededNumbers(seed ^ 77);
        foreach (State state in new State[] { _weights, _bias, _filter })
            state.Set<float>([.. Enumerable.Range(0, (int)state.Count).Select(_ => (float)(random.Uniform() * 2 - 1))]);
        _table = Tensor.From([.. Enumerable.Range(0, 5 * Width).Select(_ => (float)random.Uniform())], new Shape(5, Width));
    }

    public static int Kinds => 30;

    public Dictionary<State, string> Names => new() { [_weights] = "layer/weights", [_bias] = "layer/bias", [_filter] = "filter" };

    public (Input[] Inputs, (string Name, Tensor Tensor)[] Outputs) Build(int batch)
    {
        var random = new SeededNumbers(_seed);
        var x = new Input("x", new Shape(batch, Width));
        var y = new Input("y", new Shape(batch, Width));
        var seed = new Input("seed", DType.Int32);
        List<Tensor> values = [x, y];
        for (int count = 3 + random.Below(8); count > 0; count--)
        {
            using (Provenance.Enter($"layer{random.Below(3)}", "f(x)"))
                values.Add(Next(random.Below(Kinds), values[^(1 + random.Below(Math.Min(3, values.Count)))], values[random.Below(values.Count)], seed, batch));
        }

        return ([x, y, seed], [("last", values[^1]), ("positive", values[^2].IsGreater(0)), ("first", values[^1].ArgMax(1))]);
    }

    private Tensor Next(int kind, Tensor a, Tensor b, Tensor seed, int batch)
    {
        var shape = new Shape(batch, Width);
        Tensor number = Tensor.Iota(new Shape(batch));
        switch (kind)
        {
            case 0: return (a * 0.5).Tanh() + b;
            case 1: return a - b.Sin() * Tensor.Scalar(-0.0);
            case 2: return a.MatMul(_weights) + _bias;
            case 3: return a.Softmax();
            case 4: return a.Sigmoid() * b;
            case 5: return a.LayerNorm();
            case 6: return a.Gelu() + a.LogSoftmax();
            case 7: return a - a.Sum(1, keepDimensions: true) / (b.Absolute().Max(1, keepDimensions: true) + 1);
            case 8: return a.Reshape(new Shape(batch * Width)).CumulativeSum(0, reverse: true).Reshape(shape);
            case 9: return a.Transpose().Sort(0).Transpose();
            case 10: return Tensor.Concatenate(0, a, b, a).Narrow(0, batch, batch);
            case 11: return a.Flip(0);
            case 12: return a.Gather(batch - 1 - number);
            case 13: return a.ScatterAdd(number, batch);
            case 14: return a.Reshape(new Shape(batch, 1, Width)).Convolve(_filter, before: [1]).Reshape(shape);
            case 15: return a.WindowMax([3], before: [1]);
            case 16: return a.WindowSum([2], after: [1], before: [0]);
            case 17: return Tensor.Select(a.IsLess(b) | b.IsEqual(0), a, b * double.PositiveInfinity);
            case 18: return ((a * 100).Cast(DType.Int32) & Tensor.Scalar(63, DType.Int32)).ShiftRight(1).Cast(DType.Float32);
            case 19: return a.Cast(DType.UInt8).Cast(DType.Float64).Cast(DType.Float32);
            case 20: return Tensor.Scan([b.Sum(0)], [a], (carries, items) => new ScanStep([carries[0] * 0.5 + items[0] * _bias], [carries[0].Softplus()]), reverse: true).Emitted[0];
            case 21: return Tensor.Scan([a.At(0, 1)], [a.Transpose()], (carries, items) => new ScanStep([carries[0].Tanh() + items[0]], [carries[0] + 1]), reverse: false).Emitted[0].Transpose();
            case 22: return a.MatMul(b.Transpose().MatMul(a));
            case 23: return a.ArgMax(1, keepDimensions: true).Cast(DType.Float32).BroadcastTo(shape) + a.TakeAlong(b.ArgSort(1), 1);
            case 24: return a + _table.Gather(a.Sign().Cast(DType.Int32) + 2).Sum(2);
            case 25: return a.Detach().AllReduceSum() - Tensor.RandomUniform(shape, "noise", seed, Tensor.Scalar(3, DType.Int32), Tensor.Scalar(0, DType.Int32)) * Tensor.RandomUniform(shape, "more noise", seed, Tensor.Scalar(3, DType.Int32), Tensor.Scalar(0, DType.Int32), firstRow: Tensor.Scalar(2, DType.Int32));
            case 26: return a.Pad([1, 0], [0, 2], double.NaN).Narrow(0, 1, batch).Narrow(1, 0, Width);
            case 27: return Tensor.FusedMultiplyAdd(a, b, a.Floor()).Log1p() + a.Softmax().Log();
            case 28: return Composite.Define("Swish", [a], a / (1 + (-a).Exp()), 1);
            default: return a.Reshape(new Shape(batch, 2, 2)).Permute(2, 0, 1).Permute(1, 0, 2).Reshape(shape);
        }
    }
}
