using System.Runtime.InteropServices;
using Glissade.Devices.Reference;

namespace Glissade.Tests.Proof;

/// <summary>
/// What random graphs are too small for: sizes at which a kernel is parted among threads, sums are cut more than once, and blocks make several levels of pairs.
/// Extents are drawn anew in every round, most of them no multiple of anything.
/// </summary>
public sealed class LargeShapesTests
{
    private const int Rounds = 3;

    private static readonly Device[] s_devices =
    [
        .. from threads in (int[])[1, 2, 3, 8] from emits in (bool[])[true, false] select Device.CreateCpu(new CpuOptions { Threads = threads, EmitsCode = emits && new CpuOptions().EmitsCode }),
    ];

    private static readonly Dictionary<string, Func<SeededNumbers, Tensor[]>> s_formulas = new()
    {
        ["a map over one row"] = static random => Of(random, [Between(random, 8_000, 40_000)], static x => [(x.Exp() + x).Tanh(), x.Sin() * 2]),
        ["a map over a few rows"] = static random => Of(random, [Between(random, 2, 5), Between(random, 4_000, 12_000)], static x => [(x - x.Narrow(1, 0, 1)).Tanh(), (x * x.Narrow(0, 1, 1)).Exp()]),
        ["sums along the last axis"] = static random => Of(random, [Between(random, 1, 2), Between(random, 8_000, 66_000)], static x => [x.Sum(1), x.Square().Mean(1), x.Max(1)]),
        ["sums of up to seventeen blocks"] = static random => Of(random, [Between(random, 70_000, 72_000)], x => [.. Enumerable.Range(1, 17).Select(blocks => x.Narrow(0, 0, blocks * 4096 - random.Below(4000)).Sum())]),
        ["a softmax along the last axis"] = static random => Of(random, [Between(random, 1, 2), Between(random, 8_000, 40_000)], static x => [x.Softmax(1)]),
        ["sums down few columns"] = static random => Of(random, [Between(random, 5_000, 13_000), Between(random, 2, 9)], static x => [x.Sum(0), x.Exp().Sum(0), x.LogSumExp(0)]),
        ["sums down many columns"] = static random => Of(random, [Between(random, 5, 20), Between(random, 2_000, 7_000)], static x => [x.Exp().Sum(0), x.Softmax(0)]),
        ["sums along many short rows"] = static random => Of(random, [Between(random, 8, 900), Between(random, 2, 48)], static x =>
            [x.Softmax(1), x.LogSoftmax(1) + x.Sum(1, keepDimensions: true), x.Exp().Sum(1), (x - x.Max(1, keepDimensions: true)).Square().Mean(1), (x * 9).Cast(DType.Int32).Sum(1), -x.Permute(1, 0).Softmax(0)]),
        ["the gradient of a softmax over a few classes"] = static random =>
            Gradients(random, [Between(random, 9, 300), 5], [5, Between(random, 2, 12)], static (x, w) => x.MatMul(w).LogSoftmax(1).Narrow(1, 1, 1)),
        ["a column's product with something done to it"] = static random =>
            Gradients(random, [Between(random, 500, 9_000), Between(random, 2, 120)], [1, 1], static (x, w) => (x.MatMul(x.Narrow(0, 3, 1).Transpose()) + w).Sigmoid() * x.Narrow(1, 0, 1)),
        ["forward and back through one output"] = static random =>
        {
            int columns = Between(random, 2, 130);
            return Gradients(random, [Between(random, 3, 13_000), columns], [columns, 1], static (x, w) => x.MatMul(w).Sigmoid());
        },
        ["a transposed matrix times a column"] = static random => Of(random, [Between(random, 300, 9_000), Between(random, 2, 120)], static x =>
            [x.Transpose().MatMul(x.Narrow(1, 1, 1)), (x.Transpose().MatMul(x.Narrow(1, 0, 1)) + 1).Tanh() * x.Narrow(0, 0, 1).Transpose()]),
        ["a stack of transposed matrices times columns"] = static random => Of(random, [3, Between(random, 30, 90), Between(random, 2, 70)], static x =>
            [(x.Permute(0, 2, 1).MatMul(x.Narrow(2, 1, 1)) * 0.1).Exp()]),
        ["a transposed matrix times a matrix with something done to it"] = static random => Of(random, [Between(random, 100, 300), Between(random, 70, 200)], static x =>
            [(x.Transpose().MatMul(x) * 0.01).Tanh()]),
        ["operands that are cheaper to compute again"] = static random =>
            Gradients(random, [Between(random, 20, 90), Between(random, 20, 60)], [1, 1], static (x, w) => x.MatMul(x.Transpose()).Narrow(1, 0, 1) * 0.1 + (x * 0.9 + w).MatMul((x.Square() * 0.5).Transpose())),
        ["sums of integers"] = static random => Of(random, [2, Between(random, 4_000, 20_000)], static x => [(x * 50).Cast(DType.Int32).Sum(1), (x.Sign() * x.Sign() * -50).Cast(DType.Int32).Max(1)]),
        ["sums with different cuts"] = static random => Of(random, [Between(random, 300, 2_000), 3], x =>
            [.. Enumerable.Range(0, 3).Select(_ => Tensor.Apply(new Operations.Sum(0, Between(random, 20, 400)), x)), x.Sum(0)]),
        ["running sums"] = static random => Of(random, [3, Between(random, 3_000, 9_000), 2], static x => [x.CumulativeSum(1), x.CumulativeSum(0, reverse: true)]),
        ["many rows added up"] = static random => Of(random, [Between(random, 33_000, 50_000)], x =>
        {
            int extent = Between(random, 2, 60);
            return [x.ScatterAdd(Indices(random, (int)x.Count, extent), extent)];
        }),
        ["many rows added up and something done to them"] = static random => Of(random, [Between(random, 300, 900), Between(random, 20, 200)], x =>
        {
            int extent = Between(random, 200, 6_000);
            Tensor sums = x.ScatterAdd(Indices(random, x.Shape[0], extent), extent);
            return [(sums + x.Narrow(0, 0, 1)).Tanh(), x.ScatterAdd(Indices(random, x.Shape[0], 50), 50) * 2];
        }),
        ["many rows chosen"] = static random => Of(random, [Between(random, 2, 60), Between(random, 1, 3)], x => [x.Gather(Indices(random, 20_000, x.Shape[0]))]),
        ["the gradient of a convolution"] = static random =>
            Gradients(random, [Between(random, 2, 4), 2, Between(random, 40, 60), Between(random, 40, 60)], [3, 2, 2, 3], static (x, w) => x.Convolve(w)),
        ["a convolution with something done to it"] = static random => Of(random, [3, 4, Between(random, 9, 60), Between(random, 9, 40)], x =>
        {
            Tensor weights = x.Narrow(2, 0, 3).Narrow(3, 0, 3).Permute(1, 0, 2, 3) * 0.1, bias = x.Narrow(0, 0, 1).Narrow(2, 0, 1).Narrow(3, 0, 1);
            weights = Tensor.Concatenate(1, weights, weights.Narrow(1, 0, 1));
            Tensor Convolved(double factor, int stride = 1) => x.Convolve(weights * factor, [stride, 1], [1, 1], [1, 1]);
            Tensor bare = Convolved(4);
            return
            [
                (Convolved(1) + bias).Relu(), (Convolved(2) + x.Narrow(1, 1, 1)).Tanh(), Convolved(3) * x.Narrow(0, 0, 1).Narrow(1, 0, 1).Narrow(2, 0, 1),
                bare, bare + x.Narrow(3, 2, 1), (Convolved(5, random.Below(3) + 1) * 0.5).Exp(),
            ];
        }),
        ["a convolution whose planes are pooled"] = static random => Of(random, [Between(random, 1, 2), 4, Between(random, 70, 110), Between(random, 70, 110)], x =>
        {
            Tensor weights = Tensor.Concatenate(0, [.. Enumerable.Range(0, 6).Select(i => x.Narrow(0, 0, 1).Narrow(2, i, 3).Narrow(3, i, 3))]), bias = x.Narrow(0, 0, 1).Narrow(1, 0, 1).Narrow(2, 0, 1).Narrow(3, 0, 1);
            Tensor kept = (x.Convolve(weights * 3) + bias).Tanh();
            return [(x.Convolve(weights, before: [1, 1]) + bias).Relu().WindowMax([2, 2], [2, 2]), (x.Convolve(weights * 2, [2, 1]) + 1).WindowSum([3, 3], [2, 2], [1, 1]), kept.WindowMax([3, 3], [2, 2], [1, 1]), kept * 2];
        }),
        ["the gradients of a convolution of many channels"] = static random => Gradients(
            random, [Between(random, 1, 9), Between(random, 16, 20), Between(random, 6, 15), Between(random, 12, 16)], [Between(random, 48, 64), 0, 3, 3],
            static (x, w) => (x.Tanh().Convolve(w * 0.1, before: [1, 1], after: [1, 0]) + x.Narrow(1, 0, 1).Narrow(2, 0, 1).Narrow(3, 0, 1)).Relu()),
        ["a convolution of many channels whose planes are pooled"] = static random => Of(random, [Between(random, 1, 9), 24, Between(random, 9, 25), Between(random, 12, 16)], x =>
        {
            Tensor weights = Tensor.Concatenate(0, [.. Enumerable.Range(0, 24).Select(i => x.Narrow(0, 0, 1).Narrow(2, i % 6, 3).Narrow(3, i % 9, 3))]) * 0.1, bias = x.Narrow(0, 0, 1).Narrow(1, 0, 1).Narrow(2, 0, 1).Narrow(3, 0, 1);
            Tensor kept = (x.Convolve(weights) + bias).Tanh();
            return [(x.Convolve(weights * 2, before: [1, 1], after: [1, 1]) + bias).Relu().WindowMax([2, 2], [2, 2]), (x.Convolve(weights * 3, after: [2, 1]) + 1).WindowSum([3, 3], [2, 2], [1, 1]), kept.WindowMax([3, 3], [2, 2], [1, 1]), kept * 2];
        }),
        ["a convolution of volumes with something done to it"] = static random => Of(random, [2, 3, Between(random, 3, 9), Between(random, 3, 12), Between(random, 3, 12)], x =>
        {
            Tensor weights = x.Narrow(2, 0, 1).Narrow(3, 0, 3).Narrow(4, 0, 2);
            return [(x.Convolve(weights) + 1).Relu(), x.Convolve(weights * 2, before: [0, 1, 1], after: [0, 1, 0]) + x.Narrow(1, 0, 1).Narrow(2, 0, 1), x.Convolve(weights * 3, before: [0, 1, 1], after: [0, 1, 0]) * x.Narrow(3, 0, 1).Narrow(1, 0, 1)];
        }),
        ["the gradient of a convolution with something done to it"] = random =>
        {
            int stride = Between(random, 1, 2);
            return Gradients(random, [Between(random, 2, 4), 3, Between(random, 20, 40), Between(random, 20, 40)], [4, 3, 3, 3], (x, w) => (x * x.Narrow(3, 0, 1)).Relu().Convolve(w, [stride, stride], [1, 1], [1, 1]).Relu());
        },
        ["the gradient of a product over a batch"] = static random =>
            Gradients(random, [Between(random, 20, 40), Between(random, 200, 400), 3], [3, 4], static (x, w) => x.MatMul(w).Tanh()),
        ["a stack of products with something done to them"] = static random => Of(random, [Between(random, 2, 4), Between(random, 2, 4), Between(random, 20, 90), Between(random, 20, 60)], static x =>
            [(x.Narrow(0, 0, 1).MatMul(x.Transpose()) + x.Narrow(-1, 0, 1)).Tanh(), (x.Permute(1, 0, 2, 3).MatMul(x.Narrow(0, 0, 1).Permute(1, 0, 3, 2)) * 2).Exp(), x.MatMul(x.Narrow(0, 0, 1).Transpose()).Relu()]),
        ["a stack of large products, each with an operand of its own"] = static random =>
        {
            int inner = Between(random, 20, 60), columns = Between(random, 90, 150);
            return Of(random, [3, inner, columns], x => [(x.Permute(0, 2, 1).MatMul(x) * 0.1 + x.Narrow(1, 0, 1)).Tanh() * x.Narrow(1, 1, 1).Permute(0, 2, 1)]);
        },
        ["a large product with a long sum and something done to it"] = static random => Of(random, [Between(random, 90, 140), Between(random, 1_000, 1_300)], static x => [(x.MatMul(x.Transpose()) * 0.01).Tanh()]),
    };

    public static TheoryData<string> Names => [.. s_formulas.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_device_gives_the_bits_of_the_ordered_one(string name)
    {
        for (int round = 0; round < Rounds; round++)
        {
            Tensor[] outputs = s_formulas[name](new SeededNumbers((ulong)(round + 1)));
            byte[][] expected = Run(new OrderedDevice(), outputs);
            foreach (Device device in s_devices)
                foreach ((byte[] wanted, byte[] got, int i) in expected.Zip(Run(device, outputs), Enumerable.Range(0, outputs.Length)))
                    Assert.True(wanted.AsSpan().SequenceEqual(got), $"{name}, round {round}: output {i} of shape {outputs[i].Shape} differs on {device.Name}");
        }
    }

    // Two runs: in the second one weights may lie in other forms.
    private static byte[][] Run(Device device, Tensor[] outputs)
    {
        Workspace workspace = device.Compile(new Step { Outputs = outputs }).CreateWorkspace();
        workspace.Run();
        byte[][] first = Read(workspace, outputs);
        workspace.Run();
        byte[][] second = Read(workspace, outputs);
        for (int i = 0; i < first.Length; i++) Assert.True(first[i].AsSpan().SequenceEqual(second[i]), $"output {i} of shape {outputs[i].Shape} differs in a second run on {device.Name}");
        return second;
    }

    private static byte[][] Read(Workspace workspace, Tensor[] outputs) =>
        [.. outputs.Select(output => output.Type switch
        {
            DType.Int32 => MemoryMarshal.AsBytes(workspace.Read<int>(output)).ToArray(),
            DType.Float64 => MemoryMarshal.AsBytes(workspace.Read<double>(output)).ToArray(),
            _ => MemoryMarshal.AsBytes(workspace.Read<float>(output)).ToArray(),
        })];

    private static Tensor[] Of(SeededNumbers random, int[] extents, Func<Tensor, Tensor[]> formula) =>
        [.. formula(Leaf(random, extents, DType.Float32)), .. formula(Leaf(random, extents, DType.Float64))];

    private static Tensor[] Gradients(SeededNumbers random, int[] extents, int[] weights, Func<Tensor, Tensor, Tensor> formula)
    {
        Parameter x = Leaf(random, extents, DType.Float32), w = Leaf(random, [.. weights.Select(extent => extent == 0 ? extents[1] : extent)], DType.Float32);
        return Gradient.Of(formula(x, w).Square().Sum(), x, w);
    }

    private static Parameter Leaf(SeededNumbers random, int[] extents, DType type)
    {
        var leaf = new Parameter("x", new Shape(extents), type);
        if (type == DType.Float32) foreach (ref float value in leaf.ForWriting().Span<float>()) value = (float)(random.Uniform() * 4 - 2);
        else foreach (ref double value in leaf.ForWriting().Span<double>()) value = random.Uniform() * 4 - 2;
        return leaf;
    }

    private static int Between(SeededNumbers random, int least, int most) => least + random.Below(most - least + 1);

    private static Tensor Indices(SeededNumbers random, int count, int extent) => Tensor.From(Enumerable.Range(0, count).Select(_ => random.Below(extent)).ToArray());
}
