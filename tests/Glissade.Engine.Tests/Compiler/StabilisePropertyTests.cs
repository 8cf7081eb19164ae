using Glissade.Compiler;
using Glissade.Devices.Reference;
using Glissade.Operations;
using Glissade.Tests.Proof;

namespace Glissade.Tests.Compiler;

/// <summary>What has to hold of the rules whatever the formula: they look down and never up, once is enough, and they leave alone what is exact or detached.</summary>
public sealed class StabilisePropertyTests
{
    private static readonly IReadOnlyList<StabiliseCase> s_cases = [.. StabiliseCases.OfRules, .. StabiliseLossCases.All];

    [Fact]
    public void Looking_at_any_part_changes_no_bit_of_the_rest()
    {
        foreach (StabiliseCase item in s_cases)
        {
            (Parameter x, Tensor whole) = item.Build();
            Tensor gradient = Gradient.Of(whole.Sum(), x)[0];
            Tensor[] parts = [.. GraphWalk.Topological([whole]).Where(node => node.Type.IsFloat())];
            float[][] alone = Run(whole, gradient), together = Run([whole, gradient, .. parts]), lookedAtFirst = Run([.. parts, whole, gradient])[^2..];
            Assert.Equal(alone, together[..2]);
            Assert.Equal(alone, lookedAtFirst);
        }
    }

    [Fact]
    public void A_second_walk_finds_nothing_to_do()
    {
        foreach (Tensor whole in s_cases.Select(item => item.Build().Whole).Concat(Enumerable.Range(0, 2000).Select(Random)))
        {
            Tensor once = GraphWalk.Rewrite([whole], static (_, node) => Stabilise.Node(node))[0];
            Assert.Same(once, GraphWalk.Rewrite([once], static (_, node) => Stabilise.Node(node))[0]);
            Tensor prepared = Prepare.Apply([whole])[0];
            Assert.Same(prepared, Prepare.Apply([prepared])[0]);
            Assert.Equal((whole.Shape, whole.Type), (prepared.Shape, prepared.Type));
            Assert.DoesNotContain(GraphWalk.Topological([prepared]), node => node.Operation is CompositeCall);
        }
    }

    [Fact]
    public void The_processor_computes_the_same_bits()
    {
        foreach (StabiliseCase item in s_cases)
        {
            (Parameter x, Tensor whole) = item.Build();
            Tensor gradient = Gradient.Of(whole.Sum(), x)[0];
            float[][] expected = Run(whole, gradient);
            Assert.True(expected[0].AsSpan().SequenceEqual(whole.ToArray<float>()), $"{item}: {string.Join(", ", expected[0])} against {string.Join(", ", whole.ToArray<float>())}");
            Assert.True(expected[1].AsSpan().SequenceEqual(gradient.ToArray<float>()), $"{item}, the gradient: {string.Join(", ", expected[1])} against {string.Join(", ", gradient.ToArray<float>())}");
        }
    }

    [Fact]
    public void No_rule_changes_the_value_of_a_formula()
    {
        // In float64 and far from all that rules are for, the formula as written has the value that the rules have to keep.
        int compared = 0;
        for (int seed = 0; seed < 2400; seed++)
        {
            Tensor[] formulas = Near(seed);
            Workspace given = new Float64Device().Compile(new Step { Outputs = formulas }).CreateWorkspace();
            Workspace written = new Float64Device { Literally = true }.Compile(new Step { Outputs = formulas }).CreateWorkspace();
            given.Run();
            written.Run();
            foreach (Tensor formula in formulas)
            {
                ReadOnlySpan<double> values = given.Read<double>(formula), wanted = written.Read<double>(formula);
                for (int i = 0; i < wanted.Length; i++)
                {
                    if (!double.IsFinite(wanted[i]) || Math.Abs(wanted[i]) > 1e6) continue;
                    compared++;
                    if (!(Math.Abs(values[i] - wanted[i]) <= 1e-6 * Math.Max(1, Math.Abs(wanted[i])))) Assert.Fail($"Formula {seed}: {values[i]:R} where it says {wanted[i]:R}.");
                }
            }
        }

        Assert.True(compared > 40_000, $"Only {compared} values were compared.");
    }

    [Fact]
    public void Gradients_are_left_as_they_were_written()
    {
        foreach (StabiliseCase item in s_cases)
        {
            (Parameter x, Tensor whole) = item.Build();
            Tensor gradient = Gradient.Of(whole.Sum(), x)[0];
            Assert.Same(gradient, Prepare.Apply([gradient])[0]);
        }
    }

    [Fact]
    public void Nothing_is_rewritten_through_a_detach()
    {
        var x = new Parameter("x", new Shape(3));
        Tensor formula = x.Sigmoid().Detach().Log() + (1 - x.Exp().Detach()) + x.Exp() / x.Exp().Sum().Detach();
        Assert.Same(Prepare.Literally([formula])[0].Operation, Prepare.Apply([formula])[0].Operation);
        Assert.Equal(GraphWalk.Topological(Prepare.Literally([formula])).Count, GraphWalk.Topological(Prepare.Apply([formula])).Count);
    }

    [Fact]
    public void A_users_composite_is_seen_through()
    {
        var x = new Parameter("x", new Shape(1));
        x.Set<float>([-120]);
        Tensor mine = Composite.Define("MyProbability", [x], x.Sigmoid());
        Assert.Equal(-120f, Run(mine.Log())[0][0]);
    }

    [Fact]
    public void A_sum_over_the_other_axis_is_no_softmax()
    {
        var x = new Parameter("x", new Shape(2, 2));
        x.Set<float>([1, 2, 3, 4]);
        Tensor formula = x.Exp() / x.Exp().Sum(1);
        float[] values = Run(formula)[0];
        Assert.Equal(Math.Exp(2) / (Math.Exp(3) + Math.Exp(4)), values[1], 1e-6);
    }

    [Fact]
    public void Long_chains_are_walked_once()
    {
        var x = new Parameter("x", new Shape(1));
        Tensor sum = x, product = x, shaped = x;
        for (int i = 0; i < 20_000; i++)
        {
            sum = 1 - sum;
            product = product * x.Sigmoid();
            shaped = shaped.Reshape(new Shape(i % 2 == 0 ? [1, 1] : [1]));
        }

        Prepare.Apply([sum.Log(), product.Log(), shaped.Log()]);
    }

    [Fact]
    public void Softmax_of_extremes()
    {
        float infinity = float.PositiveInfinity;
        var x = new Parameter("x", new Shape(2, 3));
        x.Set<float>([-infinity, -infinity, -infinity, -infinity, 0, 10_000]);
        Tensor whole = x.LogSumExp(1);
        Assert.Equal([-infinity, 10_000], Run(whole)[0]);
        Assert.Equal([0, 0, 0, 0, 0, 1], Run(Gradient.Of(whole.Sum(), x)[0])[0]);

        var row = new Parameter("row", new Shape(3));
        row.Set<float>([10_000, 0, -infinity]);
        Assert.Equal([0, -10_000, -infinity], Run(row.LogSoftmax())[0]);
        Assert.Equal([1, 0, 0], Run(row.Softmax())[0]);
        Assert.Equal([-infinity, 0, 0], Run(row.LogOneMinusSoftmax(0))[0].Select(value => value == -10_000 ? -infinity : value));
        Assert.Equal([-infinity], Run(new Parameter("none", new Shape(1, 0)).LogSumExp(1))[0]);
        Assert.Empty(Run(new Parameter("none", new Shape(2, 0)).Softmax())[0]);
    }

    [Fact]
    public void Slopes_at_zero_are_right_to_the_second_order()
    {
        var x = new Parameter("x", new Shape(1), DType.Float64);
        Check(x.Sigmoid(), 0.25, 0);
        Check(x.LogSigmoid(), 0.5, -0.25);
        Check(x.Softplus(), 0.5, 0.25);
        Check(x.LogCosh(), 0, 1);
        Check(x.SechSquared(), 0, -2);

        void Check(Tensor whole, double first, double second)
        {
            Tensor slope = Gradient.Of(whole.Sum(), x)[0], curve = Gradient.Of(slope.Sum(), x)[0];
            Workspace workspace = new OrderedDevice().Compile(new Step { Outputs = [slope, curve] }).CreateWorkspace();
            workspace.Run();
            Assert.Equal(first, workspace.Read<double>(slope)[0], 1e-12);
            Assert.Equal(second, workspace.Read<double>(curve)[0], 1e-12);
        }
    }

    private static float[][] Run(params Tensor[] outputs)
    {
        Workspace workspace = new OrderedDevice().Compile(new Step { Outputs = outputs }).CreateWorkspace();
        workspace.Run();
        return [.. outputs.Select(output => workspace.Read<float>(output).ToArray())];
    }

    // Any formula of the vocabulary that the rules speak, by a small generator that depends on the seed alone.
    private static Tensor Random(int seed)
    {
        uint state = (uint)seed * 2654435761 + 1;
        int Next(int below)
        {
            state = state * 1664525 + 1013904223;
            return (int)((state >> 16) % (uint)below);
        }

        var pool = new List<Tensor> { new Parameter("x", new Shape(2, 3)), new Parameter("y", new Shape(2, 3)) };
        for (int i = 0; i < 12; i++)
        {
            Tensor a = pool[^(1 + Next(Math.Min(3, pool.Count)))], b = pool[Next(pool.Count)];
            pool.Add(Next(24) switch
            {
                0 => a.Exp(),
                1 => a.Log(),
                2 => a.Sigmoid(),
                3 => a.Softmax(),
                4 => 1 - a,
                5 => a - 1,
                6 => 1 + a,
                7 => a + b,
                8 => a - b,
                9 => a * b,
                10 => a / b,
                11 => a.Square().Sum(1, true).SquareRoot().BroadcastTo(a.Shape),
                12 => a / a.Sum(1, true),
                13 => -a,
                14 => a.Softplus(),
                15 => a.LogSoftmax(),
                16 => a.Tanh(),
                17 => a.Log1p(),
                18 => 2 * a,
                19 => a.SquareRoot(),
                20 => Tensor.Select(a.IsLess(b), a, b),
                21 => a.Flip(1),
                22 => a.ClampedLog(),
                _ => a.Exp().Sum(1, true).BroadcastTo(a.Shape),
            });
        }

        return pool[^1];
    }

    // A few operations over numbers around 1, with constants that rules look for and constants next to those. Every other formula has but a few kinds of
    // operations, so that they meet often.
    private static Tensor[] Near(int seed)
    {
        var random = new SeededNumbers((ulong)seed);
        var pool = new List<Tensor>();
        for (int leaf = 0; leaf < 2; leaf++)
        {
            var parameter = new Parameter("xy"[leaf..(leaf + 1)], new Shape(2, 3), DType.Float64);
            foreach (ref double value in parameter.ForWriting().Span<double>()) value = (0.3 + random.Uniform()) * (random.Below(2) == 0 ? 1 : -1);
            pool.Add(parameter);
        }

        (int kind, int kinds) = (seed % 4) switch { 1 => (0, 9), 3 => (6, 11), _ => (0, 22) };
        for (int i = 0; i < 7; i++)
        {
            Tensor a = pool[^(1 + random.Below(Math.Min(3, pool.Count)))], b = pool[random.Below(pool.Count)];
            double number = random.Below(7) switch { 0 => -1, 1 => 0.5, 2 => 1.5, 3 => 2, 4 => 3, _ => 1 };
            pool.Add((kind + random.Below(kinds)) switch
            {
                0 or 1 => a.SquareRoot(),
                2 => a * a,
                3 => (a * a).Sum(1, true).BroadcastTo(a.Shape),
                4 or 5 => a * b,
                6 => a + b,
                7 => -a,
                8 => a * number,
                9 => a + number,
                10 or 11 => number - a,
                12 => a.Exp(),
                13 => a.Log(),
                14 => a.Sigmoid(),
                15 => a.Tanh(),
                16 => a / b,
                17 => a.Softmax(),
                18 => a.Log1p(),
                19 => Tensor.Maximum(a, Tensor.Like(number, a).BroadcastTo(a.Shape)),
                20 => a.Softplus(),
                _ => a.Exp().Sum(1, true).BroadcastTo(a.Shape),
            });
        }

        return [.. pool.Skip(2).Distinct()];
    }
}
