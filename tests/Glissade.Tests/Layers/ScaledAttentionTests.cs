using Glissade.Devices.Cpu;
using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Layers;

/// <summary>Attention in blocks of queries, or of some examples at a time, is attention: the same bits, forward and backward, with dropout and without, in memory that grows with the steps.</summary>
public sealed class ScaledAttentionTests
{
    private static readonly Device s_emitted = Device.CreateCpu(new CpuOptions { Threads = 5 }), s_interpreted = Device.CreateCpu(new CpuOptions { EmitsCode = false, Threads = 1 });

    [Fact]
    public void Blocks_of_queries_give_the_bits_of_the_plain_formula()
    {
        var random = new Random(7);
        for (int i = 0; i < 16; i++)
        {
            int steps = random.Next(5, 80), others = random.Next(2) == 0 ? steps : random.Next(1, 60);
            Compare(random, random.Next(1, 6), random.Next(1, 4), steps, others, random.Next(1, 20), random.Next(1, 20), random.Next(1, steps), i % 2 == 0, i % 4, i % 3 == 0 ? 0 : 0.3);
        }
    }

    [Fact]
    public void Sums_over_more_steps_than_a_cut_have_its_bits_too()
    {
        Compare(new Random(1), 1, 1, 8192 + 37, 3, 2, 2, 1000, true, 0, 0);
        Compare(new Random(2), 1, 2, 8192, 2, 3, 3, 1500, false, 3, 0);
        Compare(new Random(3), 2, 1, 4096 + 37, 3, 2, 4, 1000, true, 0, 0.2);
    }

    private static void Compare(Random random, int examples, int heads, int steps, int others, int width, int valueWidth, int rows, bool causal, int hiding, double dropout)
    {
        Parameter queries = Numbers(random, "queries", new Shape(examples, heads, steps, width)), keys = Numbers(random, "keys", new Shape(examples, heads, others, width));
        Parameter values = Numbers(random, "values", new Shape(examples, heads, others, valueWidth)), upstream = Numbers(random, "upstream", new Shape(examples, heads, steps, valueWidth));
        Tensor? hidden = hiding switch
        {
            1 => Numbers(random, "hidden", new Shape(examples, 1, 1, others)).IsLess(-0.5),
            2 => Numbers(random, "hidden", new Shape(1, 1, steps, others)).IsLess(-0.5),
            3 => Numbers(random, "hidden", new Shape(examples, heads, steps, others)).IsLess(0.5),
            _ => null,
        };
        PassStream? stream = dropout == 0 ? null : new PassStream("mask", Integer(1), Integer(2), Integer(3));
        var attention = new ScaledAttention(keys, values, hidden, causal, dropout, stream);
        Tensor[] Results(Tensor means) => [means, .. Gradient.Of((means * upstream).Sum(), queries, keys, values)];
        double[][] plain = Evaluated.On(s_interpreted, Results(attention.Of(queries)));
        foreach (Device device in (Device[])[s_emitted, s_interpreted])
        {
            Same("plainly", attention.Of(queries));
            Same($"in blocks of {rows}", attention.InBlocks(queries, rows));
            for (int together = 1; together < examples; together++) Same($"{together} at a time", attention.InGroups(queries, together));

            void Same(string how, Tensor means)
            {
                double[][] found = Evaluated.On(device, Results(means));
                for (int i = 0; i < plain.Length; i++)
                {
                    Assert.True(plain[i].AsSpan().SequenceEqual(found[i]),
                        $"Result {i} of {examples}×{heads}×{steps}×{others}×{width} and {valueWidth} {how}, causal {causal}, hiding {hiding}, dropout {dropout}, {device}.");
                }
            }
        }
    }

    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(4, true, 0)]
    [InlineData(4, false, 0.1)]
    [InlineData(1, true, 0.5)]
    public void Training_takes_memory_that_grows_with_the_steps(int heads, bool causal, double dropout) => Grows(new MultiHeadAttention(128, heads, causal, dropout: dropout));

    [Fact]
    public void Training_a_transformer_takes_memory_that_grows_with_the_steps() => Grows(new TransformerEncoder(128, 4));

    private static void Grows(Layer layer)
    {
        long one = Peak(layer, 1, 1024), two = Peak(layer, 1, 2048), four = Peak(layer, 1, 4096), eight = Peak(layer, 1, 8192);
        Assert.True(two <= 2.1 * one && four <= 2.1 * two && eight <= 2.5 * four, $"{one:N0}, {two:N0}, {four:N0}, {eight:N0} bytes");
        Assert.True(eight < 8192L * 8192 * sizeof(float), $"{eight:N0} bytes");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Many_examples_together_are_long(double dropout)
    {
        var attention = new MultiHeadAttention(128, 4, dropout: dropout);
        foreach ((int examples, int steps) in (ReadOnlySpan<(int, int)>)[(70, 512), (17, 1023), (16, 1024)])
        {
            long scores = 4L * examples * steps * steps * sizeof(float), peak = Peak(attention, examples, steps);
            Assert.True(peak < scores, $"{examples} examples of {steps} steps take {peak:N0} bytes; their scores alone are {scores:N0}.");
        }
    }

    [Fact]
    public void An_example_has_the_same_bits_alone_and_in_company_and_as_a_saved_network()
    {
        // 4·1024·1024 scores: more than one such example are taken one after another.
        var attention = new MultiHeadAttention(8, 4, causal: true);
        attention.Initialize(1);
        Tensor x = Numbers(new Random(5), "x", new Shape(3, 1024, 8));
        double[] together = Evaluated.Of(attention.Apply(x, Pass.Inference()))[0];
        for (int i = 0; i < 3; i++)
            Assert.Equal(Evaluated.Of(attention.Apply(x.Narrow(0, i, 1), Pass.Inference()))[0], together[(i * 1024 * 8)..((i + 1) * 1024 * 8)]);

        var names = attention.States().ToDictionary(state => state.State, state => state.Path);
        InferenceGraph graph = InferenceGraph.Capture(batch =>
        {
            var input = new Input("x", new Shape(batch, 1024, 8));
            return ([input], [("y", attention.Apply(input, Pass.Inference()))]);
        }, names);
        (Input[] inputs, (string Name, Tensor Tensor)[] outputs) = graph.Build(3);
        Assert.Equal(together, Evaluated.Of(GraphWalk.Substitute([outputs[0].Tensor], [(inputs[0], x)])[0])[0]);
    }

    private static long Peak(Layer layer, int examples, int steps)
    {
        var x = new Input("x", new Shape(examples, steps, 128), DType.Float32);
        Tensor y = layer.Apply(x, Pass.ForTraining(Integer(1), Integer(2), Integer(0))), loss = (y * y).Sum();
        return ((CpuPlan)s_emitted.Compile(new Step { Outputs = [loss, .. Gradient.Of(loss, [x, .. layer.Parameters])], Inputs = [x] })).PeakBytes;
    }

    private static Tensor Integer(int value) => Tensor.Scalar(value, DType.Int32);

    private static Parameter Numbers(Random random, string name, Shape shape) =>
        Evaluated.Parameter([.. Enumerable.Range(0, (int)shape.Count).Select(_ => 2 * random.NextDouble() - 1)], shape, DType.Float32, name);
}
