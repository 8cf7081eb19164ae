using System.Globalization;
using Glissade.Tests.Support;

namespace Glissade.Tests.Benchmarks;

public sealed class WorkloadTests
{
    /// <summary>Multiply-adds of forward pass and both gradients, as one counts them on paper; the first layer needs no gradient of its inputs.</summary>
    [Theory]
    [InlineData("mnist_mlp_b64_sgd", 2 * 64 * (2 * 784 * 128 + 3 * 128 * 10))]
    [InlineData("tabular_mlp_b256_adamw", 2 * 256 * (2 * 32 * 256 + 3 * 256 * 256 * 2 + 3 * 256))]
    [InlineData("logreg_100_b10000_sgd", 2 * 10_000 * (2 * 100))]
    [InlineData("infer_mnist_mlp_b1", 2 * (784 * 128 + 128 * 10))]
    public void A_plan_counts_the_products_of_its_network(string name, long products)
    {
        MeasuredStep step = Workload.Named(name)[0].Prepare(new CpuOptions { Threads = 1 });
        // What is elementwise comes on top; in these networks it is the smaller part by far.
        Assert.InRange(step.Plan.Operations, products, products + products / 5);
    }

    /// <summary>What the bench adds to a step must not be seen in its figures.</summary>
    [Theory]
    [InlineData("tiny_mlp_b32_adam")]
    [InlineData("infer_mnist_mlp_b1")]
    public void A_measured_step_allocates_nothing(string name)
    {
        MeasuredStep step = Workload.Named(name)[0].Prepare(new CpuOptions { Threads = 1 });
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 50; i++) step.Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++) step.Run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void The_peers_run_the_same_workloads()
    {
        string[] lines = File.ReadAllLines(Repository.FullPath("bench/peers/workloads.py"));
        string runtime = File.ReadAllText(Repository.FullPath("bench/peers/inference.mjs"));
        foreach (Workload workload in Workload.All)
        {
            string line = lines.Single(line => line.StartsWith($"    \"{workload.Name}\":", StringComparison.Ordinal));
            string widths = string.Join(", ", workload.Widths), batch = workload.Batch.ToString(CultureInfo.InvariantCulture);
            Assert.Contains($"(({widths}), {batch}", line, StringComparison.Ordinal);
            Assert.Equal(workload.Loss is null, line.Contains("prediction(", StringComparison.Ordinal));
            if (workload.Loss is not null) Assert.Contains(workload.Loss switch { CrossEntropy => "CrossEntropyLoss", MeanSquaredError => "MSELoss", _ => "BCEWithLogitsLoss" }, line, StringComparison.Ordinal);
            if (workload.Optimizer is { } optimizer) Assert.Contains($"optim.{optimizer.GetType().Name})", line, StringComparison.OrdinalIgnoreCase);
            else Assert.Contains($"{workload.Name}: {{ batch: {batch}, widths: [{widths}] }}", runtime, StringComparison.Ordinal);
        }

        Assert.Contains($"RATE = {Workload.LearningRate.ToString("0e-0", CultureInfo.InvariantCulture)}", string.Join('\n', lines).Replace("1e-05", "1e-5", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tiny_mlp_b32_adm", "tiny_mlp_b32_adam")]
    [InlineData("minst_mlp", "mnist_mlp_b64_sgd")]
    [InlineData("nonsense", "tiny_mlp_b32_adam")]
    [InlineData(",", "tiny_mlp_b32_adam")]
    public void An_unknown_name_is_answered_with_a_known_one(string name, string suggestion)
    {
        var error = Assert.Throws<GlissadeException>(() => Workload.Named(name));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Equal($"--workload {suggestion}", error.Remedy);
    }

    [Fact]
    public void Names_are_taken_in_their_order()
    {
        Assert.Equal(["infer_mnist_mlp_b1", "tiny_mlp_b32_adam"], Workload.Named("infer_mnist_mlp_b1, tiny_mlp_b32_adam,infer_mnist_mlp_b1").Select(workload => workload.Name));
        Assert.Equal(8, Workload.Named(null).Select(workload => workload.Name).Distinct().Count());
    }
}
