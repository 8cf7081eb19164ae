using System.Reflection;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Tests.Proof;

/// <summary>Every row's derivative, and the derivative of the derivative, against central differences.</summary>
public sealed class DerivativeTests
{
    /// <summary>A row or composite with a formula that uses it and inputs away from its kinks.</summary>
    private sealed record Entry(Func<Tensor[], Tensor> Formula, params (Shape Shape, double[] Values)[] Inputs);

    // By the row's or the composite's name; what follows a blank tells several entries of one row apart.
    private static readonly Dictionary<string, Entry> s_entries = new()
    {
        ["Add"] = new(x => x[0] + x[1] * x[1], Some(2, 3), Some(3)),
        ["Subtract"] = new(x => x[0] * x[0] - x[1], Some(2, 3), Some(2, 1)),
        ["Multiply"] = new(x => x[0] * x[1], Some(2, 3), Some(3)),
        ["Divide"] = new(x => x[0] / x[1], Some(2, 3), Positive(3)),
        ["Maximum"] = new(x => Tensor.Maximum(x[0], x[1]).Square(), Values(1, -2, 0.5), Values(0.5, 1, -1)),
        ["Minimum"] = new(x => Tensor.Minimum(x[0], x[1]).Square(), Values(1, -2, 0.5), Values(0.5, 1, -1)),
        ["FusedMultiplyAdd"] = new(x => Tensor.FusedMultiplyAdd(x[0], x[1], x[2]), Some(2, 3), Some(3), Some(2, 1)),
        ["Negate"] = new(x => (-x[0]).Square(), Some(4)),
        ["Absolute"] = new(x => x[0].Absolute() * x[0], Some(5)),
        ["SquareRoot"] = new(x => x[0].SquareRoot(), Positive(5)),
        ["Exp"] = new(x => x[0].Exp(), Some(5)),
        ["Expm1"] = new(x => x[0].Expm1(), Values(-1.5, -1e-3, 0, 0.02, 1.5)),
        ["Log"] = new(x => x[0].Log(), Positive(5)),
        ["Log1p"] = new(x => x[0].Log1p(), Values(-0.5, -1e-3, 0, 0.02, 1.5)),
        ["Sin"] = new(x => x[0].Sin(), Some(5)),
        ["Cos"] = new(x => x[0].Cos(), Some(5)),
        ["Tanh"] = new(x => x[0].Tanh(), Values(-3, -0.5, 0.01, 0.7, 2.5)),
        ["Erf"] = new(x => x[0].Erf(), Values(-2, -0.5, 0, 0.7, 1.5)),
        ["Select"] = new(x => Tensor.Select(x[0].IsLess(x[1]), x[0] * x[1], x[1].Square()), Values(1, -2, 0.5), Values(0.5, 1, -1)),
        ["Cast"] = new(x => x[0].Cast(DType.Float32).Square(), Some(4)),
        ["Gather"] = new(x => x[0].Gather(Tensor.From([2, 0, 2]), 1).Square(), Some(2, 3, 2)),
        ["Gather by several axes of indices"] = new(x => x[0].Gather(Tensor.From(new[,] { { 2, 0 }, { 1, 1 } })).Square(), Some(3, 2)),
        ["Gather along an axis"] = new(x => x[0].TakeAlong(Tensor.From(new[,] { { 2, 0 }, { 1, 1 } }), 1).Square(), Some(2, 3)),
        ["Gather in sorted order"] = new(x => x[0].Sort(1).Square() * 2, Some(2, 4)),
        ["ScatterAdd"] = new(x => x[0].ScatterAdd(Tensor.From([1, 3, 1]), 4, 1).Square(), Some(2, 3, 2)),
        ["Sum"] = new(x => x[0].Sum([0, 2]).Square(), Some(2, 3, 2)),
        ["Sum of everything"] = new(x => x[0].Sum().Square(), Some(2, 3, 2)),
        ["Max"] = new(x => x[0].Max(1).Square(), Some(3, 4)),
        ["CumulativeSum"] = new(x => x[0].CumulativeSum(1).Square(), Some(2, 4, 2)),
        ["CumulativeSum from the end"] = new(x => x[0].CumulativeSum(0, reverse: true).Square(), Some(4, 2)),
        ["Reshape"] = new(x => x[0].Reshape(3, 2).Square(), Some(2, 3)),
        ["Permute"] = new(x => x[0].Permute(2, 0, 1).Square(), Some(2, 3, 2)),
        ["Broadcast"] = new(x => x[0].BroadcastTo(new Shape(2, 3, 4)).Square(), Some(3, 1)),
        ["Slice"] = new(x => x[0].SliceAxis(1, 1, 2, 2).Square(), Some(2, 5)),
        ["Slice backwards"] = new(x => x[0].SliceAxis(1, 4, 2, -3).SliceAxis(0, 1, 2, -1).Square(), Some(2, 5)),
        ["Pad"] = new(x => Tensor.Apply(new Pad(new Shape(1, 0), new Shape(0, 2), new Shape(2, 1), 3), x[0]).Square(), Some(2, 3)),
        ["Concatenate"] = new(x => Tensor.Concatenate(1, x[0], x[1], x[0]).Square(), Some(2, 3), Some(2, 1)),
        ["AllReduceSum"] = new(x => x[0].AllReduceSum().Square(), Some(3)),
        ["MatrixProduct"] = new(x => x[0].MatMul(x[1]), Some(2, 3), Some(3, 4)),
        ["MatrixProduct that goes on"] = new(x => Tensor.Apply(new MatrixProduct(true, false, false), x), Some(3, 2), Some(3, 4), Some(2, 4)),
        ["MatrixProduct by a vector"] = new(x => x[0].MatMul(x[1]), Some(4, 3), Some(3)),
        ["MatrixProduct of a batch by one matrix"] = new(x => x[0].MatMul(x[1].Transpose()), Some(2, 3, 2), Some(4, 2)),
        ["Convolution"] = new(x => x[0].Convolve(x[1]), Some(1, 1, 4), Some(2, 1, 2)),
        ["ConvolutionInputGradient"] = new(x => Tensor.Apply(new ConvolutionInputGradient(Plain(2), new Shape(1, 1, 4)), x), Some(1, 2, 3), Some(2, 1, 2)),
        ["ConvolutionWeightGradient that goes on"] = new(x => Tensor.Apply(new ConvolutionWeightGradient(Plain(2), new Shape(2, 1, 2)), x), Some(1, 1, 4), Some(1, 2, 3), Some(2, 1, 2)),
        ["ConvolutionWeightGradient"] = new(x => Tensor.Apply(new ConvolutionWeightGradient(Plain(2), new Shape(2, 1, 2)), x), Some(1, 1, 4), Some(1, 2, 3)),
        ["WindowSum"] = new(x => x[0].WindowSum([2, 3], [2, 1], [1, 0], [0, 1], [1, 2]).Square(), Some(2, 4, 6)),
        ["WindowSum with places that no window reads"] = new(x => x[0].WindowSum([1], [3]).Square(), Some(2, 6)),
        ["WindowSumGradient"] = new(x => Tensor.Apply(new WindowSumGradient(new Window(new Shape(2), new Shape(2), new Shape(1), new Shape(1), new Shape(2)), new Shape(2, 7)), x[0]).Square(), Some(2, 4)),
        ["WindowMax"] = new(x => x[0].WindowMax([2, 2], [1, 2], [1, 0], [0, 1]).Square(), Some(2, 4, 3)),
        ["WindowMaxGradient"] = new(x => Tensor.Apply(new WindowMaxGradient(new Window(new Shape(3), new Shape(1), new Shape(1), new Shape(1), new Shape(1))), x[0], x[1]).Square(), Some(2, 5), Some(2, 5)),
        ["Scan"] = new(Recurrence(reverse: false), Some(3), Some(4, 3), Some(3, 3)),
        ["Scan backwards"] = new(Recurrence(reverse: true), Some(3), Some(4, 3), Some(3, 3)),
        ["ScanResult"] = new(CarriedTwo, Some(2), Some(), Some(3, 2), Some(2)),
        ["Scan differentiated by two losses"] = new(TwoLosses, Some(2), Some(3, 2), Some(2, 2)),
        ["Softmax"] = new(x => x[0].Softmax(1), Some(2, 4)),
        ["LogSoftmax"] = new(x => x[0].LogSoftmax(0), Some(3, 2)),
        ["LogSumExp"] = new(x => x[0].LogSumExp(1), Some(2, 4)),
        ["Sigmoid"] = new(x => x[0].Sigmoid(), Some(5)),
        ["LogSigmoid"] = new(x => x[0].LogSigmoid(), Some(5)),
        ["Softplus"] = new(x => x[0].Softplus(), Some(5)),
        ["ClampedLog"] = new(x => x[0].ClampedLog(), Positive(5)),
        ["ClampedLogOfPart"] = new(x => Tensor.ClampedLogOfPart(x[0], 1 - x[0]), Values(0.1, 0.3, 0.5, 0.8)),
        ["LayerNorm"] = new(x => x[0].LayerNorm(), Some(2, 4)),
        ["Gelu"] = new(x => x[0].Gelu(), Some(5)),
        ["Relu"] = new(x => x[0].Relu().Square(), Some(5)),
        ["Sloped"] = new(x => x[0].Sigmoid().Square(), Some(5)),
        ["SlopedSoftmax"] = new(x => (x[0] * 6).Softmax(1).Square(), Some(3, 4)),
        ["LogAddExp"] = new(x => Tensor.LogAddExp(x[0], x[1]), Some(4), Some(4)),
        ["OneMinusExp"] = new(x => x[0].OneMinusExp(), Values(-2, -0.5, -0.01, 0.3, 1)),
        ["LogOneMinusExp"] = new(x => x[0].LogOneMinusExp(), Values(-2, -1, -0.5, -0.2)),
        ["Arctangent"] = new(x => x[0].Arctangent(), Some(5)),
        ["LogCosh"] = new(x => x[0].LogCosh(), Some(5)),
        ["XLogX"] = new(x => x[0].XLogX(), Positive(5)),
        ["Hypotenuse"] = new(x => Tensor.Hypotenuse(x[0], x[1]), Some(4), Some(4)),
        ["Norm"] = new(x => x[0].Norm(1), Some(2, 3)),
        ["Normalize"] = new(x => x[0].Normalize(1), Some(2, 3)),
    };

    public static TheoryData<string> Names => [.. s_entries.Keys];

    public static TheoryData<int, int, int, int, int> Convolutions
    {
        get
        {
            var cases = new TheoryData<int, int, int, int, int>();
            for (int axes = 1; axes <= 3; axes++)
                for (int mask = 0; mask < 16; mask++) cases.Add(axes, 1 + (mask & 1), mask >> 1 & 1, 1 + (mask >> 2 & 1), 1 + (mask >> 3));
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_derivative_agrees_with_differences(string name)
    {
        Entry entry = s_entries[name];
        Differences.Check(entry.Formula, entry.Inputs);
    }

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void A_convolution_agrees_with_differences(int axes, int stride, int padding, int dilation, int groups)
    {
        int[] All(int value) => [.. Enumerable.Repeat(value, axes)];
        // The axes differ in extent, so that one taken for another is seen.
        int[] spatial = [.. Enumerable.Range(0, axes).Select(axis => 4 + axis)];
        var x = Some([2, 2, .. spatial]);
        var weights = Some([2, 2 / groups, .. All(2)]);
        Differences.Check(given => given[0].Convolve(given[1], All(stride), All(padding), All(0), All(dilation), groups).Square(), x, weights);
    }

    [Theory]
    [InlineData(false, false, 1)]
    [InlineData(false, true, 1)]
    [InlineData(true, false, 1)]
    [InlineData(true, true, 1)]
    [InlineData(false, false, 2)]
    [InlineData(false, true, 2)]
    [InlineData(true, false, 2)]
    [InlineData(true, true, 2)]
    public void A_matrix_product_agrees_with_differences(bool transposeLeft, bool transposeRight, int batch)
    {
        int[] left = transposeLeft ? [3, 2] : [2, 3], right = transposeRight ? [4, 3] : [3, 4];
        int[] before = batch == 1 ? [] : [batch];
        Differences.Check(
            x => MatrixProduct.Of(x[0], x[1], transposeLeft, transposeRight).Square(), Some([.. before, .. left]), Some([.. before, .. right]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Equal_largest_elements_share_the_gradient(int equal)
    {
        // Differences say nothing at a kink.
        var x = new Parameter("x", new Shape(2, 6));
        x.Set<float>([.. Enumerable.Range(0, 12).Select(i => i % 6 < equal ? 3f : i % 6 - 6)]);
        float[] gradient = Gradient.Of((x.Max(1) * Tensor.From([1f, 10])).Sum(), x)[0].ToArray<float>();
        Assert.Equal(Enumerable.Range(0, 12).Select(i => i % 6 < equal ? (i < 6 ? 1f : 10f) / equal : 0), gradient);
    }

    [Fact]
    public void Every_differentiable_row_and_every_composite_has_an_entry()
    {
        // These have integer results, cut on purpose, or are tested by what they stand for.
        Type[] others = [typeof(Leaf), typeof(CompositeCall), typeof(Elementwise), typeof(Iota), typeof(RandomBits), typeof(ArgMax), typeof(ArgSort), typeof(WindowArgMax), typeof(Detach)];
        IEnumerable<string> rows = typeof(Operation).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Operation)) && type.IsSealed && !others.Contains(type)).Select(type => type.Name)
            .Concat(Rows.All.Where(row => row.Rule is not null).Select(row => row.Name));
        string[] missing = [.. rows.Concat(Composites()).Where(name => !s_entries.ContainsKey(name))];
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entry_uses_its_row(string name)
    {
        Entry entry = s_entries[name];
        Tensor formula = entry.Formula([.. entry.Inputs.Select((input, i) => new Parameter($"x{i}", input.Shape, DType.Float64))]);
        Assert.Contains(name.Split(' ')[0], GraphWalk.Topological([formula, .. Prepare.Apply([formula])]).Select(node => node.Operation.Name));
    }

    // Every method of a tensor that calls a composite, found by calling all that need nothing but an axis.
    private static HashSet<string> Composites()
    {
        var x = new Parameter("x", new Shape(2, 3), DType.Float64);
        var names = new HashSet<string>();
        foreach (MethodInfo method in typeof(Tensor).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            ParameterInfo[] parameters = method.GetParameters();
            if (method.ReturnType != typeof(Tensor) || method.ContainsGenericParameters || !Array.TrueForAll(parameters, parameter => parameter.IsOptional || parameter.ParameterType == typeof(int))) continue;
            try
            {
                var result = (Tensor)method.Invoke(x, [.. parameters.Select(parameter => parameter.IsOptional ? parameter.DefaultValue : 1)])!;
                names.UnionWith(GraphWalk.Topological([result]).Select(node => node.Operation).OfType<CompositeCall>().Select(call => call.CompositeName));
            }
            catch (TargetInvocationException exception) when (exception.InnerException is ShapeException)
            {
                // Squeeze and its like do not fit this shape.
            }
        }

        Assert.Contains("Softmax", names);
        return names;
    }

    // h = tanh(h·W + x): carries, items and an invariant, and all of the states emitted.
    private static Func<Tensor[], Tensor> Recurrence(bool reverse) => x =>
    {
        ScanResults results = Tensor.Scan([x[0]], [x[1]], (carried, items) =>
        {
            Tensor next = (carried[0].MatMul(x[2]) + items[0]).Tanh();
            return new ScanStep([next], [next * items[0]]);
        }, reverse);
        return results.Emitted[0] * 0.5 + results.Carried[0];
    };

    // Two carried values that feed each other, an integer one that counts, an invariant used twice, and only the carried values read.
    private static Tensor CarriedTwo(Tensor[] x)
    {
        ScanResults results = Tensor.Scan([x[0], x[1], Tensor.Scalar(0, DType.Int32)], [x[2]], (carried, items) =>
        {
            Tensor sum = carried[0] * x[3] + items[0];
            return new ScanStep([sum.Sin() * carried[1], (carried[1] + (x[3] * sum).Sum()).Tanh(), carried[2] + 1], []);
        });
        return results.Carried[0] * results.Carried[1] + results.Carried[2].Cast(DType.Float64);
    }

    // Two backward scans read what one forward scan carried.
    private static Tensor TwoLosses(Tensor[] x)
    {
        Tensor h = Recurrence(reverse: false)(x);
        return Gradient.Of(h.Sum(), x[0])[0] * Gradient.Of(h.Square().Sum(), x[0])[0];
    }

    private static Convolution Plain(int extent) => new(new Window(new Shape(extent), new Shape(1), new Shape(0), new Shape(0), new Shape(1)), 1);

    // Spread over −1.6 to 1.6, no two equal and none near 0.
    private static (Shape, double[]) Some(params int[] extents)
    {
        var shape = new Shape(extents);
        return (shape, [.. Enumerable.Range(1, (int)shape.Count).Select(i => (i * 0.7548776662 % 1 + 0.05) * (i * 0.5698402910 % 1 < 0.5 ? -1.5 : 1.5))]);
    }

    private static (Shape, double[]) Positive(params int[] extents)
    {
        (Shape shape, double[] values) = Some(extents);
        return (shape, [.. values.Select(value => Math.Abs(value) + 0.3)]);
    }

    private static (Shape, double[]) Values(params double[] values) => (new Shape(values.Length), values);
}
