using Glissade.Devices.Cpu;
using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Layers;

/// <summary>Attention in blocks of queries is attention: the same bits, forward and backward, in memory that grows with the steps.</summary>
public sealed class ScaledAttentionTests
{
    private static readonly Device s_emitted = Device.CreateCpu(new CpuOptions { Threads = 2 }), s_interpreted = Device.CreateCpu(new CpuOptions { EmitsCode = false, Threads = 1 });

    [Fact]
    public void Blocks_of_queries_give_the_bits_of_the_plain_formula()
    {
        var random = new Random(7);
        for (int i = 0; i < 12; i++)
        {
            int steps = random.Next(5, 80), others = random.Next(2) == 0 ? steps : random.Next(1, 60);
            Compare(random, random.Next(1, 3), random.Next(1, 4), steps, others, random.Next(1, 20), random.Next(1, steps), i % 2 == 0, i % 4);
        }
    }

    [Fact]
    public void Sums_over_more_steps_than_a_cut_have_its_bits_too()
    {
        Compare(new Random(1), 1, 1, 8192 + 37, 3, 2, 1000, true, 0);
        Compare(new Random(2), 1, 2, 8192, 2, 3, 1500, false, 3);
    }

    private static void Compare(Random random, int examples, int heads, int steps, int others, int width, int rows, bool causal, int hiding)
    {
        Parameter queries = Numbers(random, "queries", new Shape(examples, heads, steps, width)), keys = Numbers(random, "keys", new Shape(examples, heads, others, width));
        Parameter values = Numbers(random, "values", new Shape(examples, heads, others, width)), upstream = Numbers(random, "upstream", queries.Shape);
        Tensor? hidden = hiding switch
        {
            1 => Numbers(random, "hidden", new Shape(examples, 1, 1, others)).IsLess(-0.5),
            2 => Numbers(random, "hidden", new Shape(1, 1, steps, others)).IsLess(-0.5),
            3 => Numbers(random, "hidden", new Shape(examples, heads, steps, others)).IsLess(0.5),
            _ => null,
        };
        var attention = new ScaledAttention(keys, values, hidden, causal);
        Tensor[] Results(Tensor means) => [means, .. Gradient.Of((means * upstream).Sum(), queries, keys, values)];
        foreach (Device device in (Device[])[s_emitted, s_interpreted])
        {
            double[][] plain = Evaluated.On(device, Results(attention.Of(queries))), blocks = Evaluated.On(device, Results(attention.InBlocks(queries, rows)));
            for (int i = 0; i < plain.Length; i++)
                Assert.True(plain[i].AsSpan().SequenceEqual(blocks[i]), $"Result {i} of {examples}×{heads}×{steps}×{others}×{width} in blocks of {rows}, causal {causal}, hiding {hiding}.");
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, true)]
    public void Training_takes_memory_that_grows_with_the_steps(int heads, bool causal)
    {
        long Peak(int steps)
        {
            var attention = new MultiHeadAttention(128, heads, causal);
            var x = new Input("x", new Shape(1, steps, 128), DType.Float32);
            Tensor means = attention.Apply(x, Pass.Inference()), loss = (means * means).Sum();
            Tensor[] gradients = Gradient.Of(loss, [x, .. attention.Parameters]);
            return ((CpuPlan)s_emitted.Compile(new Step { Outputs = [loss, .. gradients], Inputs = [x] })).PeakBytes;
        }

        long one = Peak(1024), two = Peak(2048), four = Peak(4096), eight = Peak(8192);
        Assert.True(two <= 2.1 * one && four <= 2.1 * two && eight <= 2.5 * four, $"{one:N0}, {two:N0}, {four:N0}, {eight:N0} bytes");
        Assert.True(eight < 8192L * 8192 * sizeof(float), $"{eight:N0} bytes");
    }

    private static Parameter Numbers(Random random, string name, Shape shape) =>
        Evaluated.Parameter([.. Enumerable.Range(0, (int)shape.Count).Select(_ => 2 * random.NextDouble() - 1)], shape, DType.Float32, name);
}
