namespace Glissade.Cli.Tests;

public sealed class BenchScreenTests
{
    private static readonly BenchmarkResult s_tiny = Result("tiny_mlp_b32_adam", 1, 1.234, 65_432), s_big = Result("big_mlp4096_b256_adamw", 2, 375_000, 38_654_705_664) with { MemoryBytes = 600_000_000, Allocated = 1234, Ratio = 2.07 };

    [Theory]
    [InlineData(40, true)]
    [InlineData(80, true)]
    [InlineData(200, true)]
    [InlineData(80, false)]
    public void The_table_is_shown_as_committed(int width, bool unicode) => Matches("bench", BenchScreen.Table([s_tiny, s_big], width, unicode), width, unicode);

    [Theory]
    [InlineData(40, true)]
    [InlineData(80, true)]
    [InlineData(200, true)]
    [InlineData(80, false)]
    public void A_profile_is_shown_as_committed(int width, bool unicode)
    {
        KernelProfile[] kernels =
        [
            new(0, 0.9, 0.75, 65_000, 4096, 0.5, "t3 = x · weight   [32, 16]·[16, 16]\n  then map [32, 16]\n  t5 = ((t3 + bias) ≤ 0 ? 0 : (t3 + bias))", ["linear1: x·W + b", "relu1: max(0, x)"]),
            new(1, 0.3, 0.25, 432, 1024, 0.004, "map [16]\n  weight = (weight - rate·(t37 / (√t35 + 1E-08)))", ["optimizer/linear1/weight: adam"]),
            new(2, 30, 0.5, 2_000_000, 8192, 9, "t9 = Scan(x), t = 0…49:\n2 kernels", ["lstm1: c′ = σ(f)·c + σ(i)·tanh(g), h′ = σ(o)·tanh(c′)"])
            {
                Inner = [new(0, 20, 0.35, 1_800_000, 4096, 8, "t2 = carry 0 · invariant 0", ["lstm1: c′ = σ(f)·c + σ(i)·tanh(g), h′ = σ(o)·tanh(c′)"]), new(1, 9, 0.15, 200_000, 4096, 1, "map [2048]", [])],
            },
        ];
        var profile = new ModelProfile([new StepProfile("training", 32, s_tiny, kernels)], ["The training step is not shown: a layer is not in the catalogue."]);
        Matches("profile", BenchScreen.Profile(profile, width, unicode), width, unicode);
    }

    private static void Matches(string name, IEnumerable<Line> screen, int width, bool unicode)
    {
        Line[] lines = [.. screen];
        Assert.All(lines, line => Assert.True(line.Width <= width, line.ToString()));
        if (!unicode) Assert.All(lines, line => Assert.True(line.ToString().All(char.IsAscii), line.ToString()));
        Snapshot.Matches($"{name}-{width}{(unicode ? "" : "-ascii")}", Snapshot.Of(lines));
    }

    private static BenchmarkResult Result(string workload, int threads, double median, long operations) => new()
    {
        Workload = workload,
        MedianMicroseconds = median,
        Operations = operations,
        Bytes = 4096,
        MemoryBytes = 0,
        Threads = threads,
        Allocated = 0,
        PeakBytes = 48_000,
        HeldBytes = 4096,
        UsedBytes = 8192,
        CompileMilliseconds = 12.34,
        RecompileMilliseconds = 1.2,
        Peak = 117.8e9 * threads,
        Bandwidth = 36e9,
        Ratio = median * 117.8e3 * threads / operations,
    };
}
