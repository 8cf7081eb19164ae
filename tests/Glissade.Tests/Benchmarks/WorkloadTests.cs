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
    [InlineData("cnn28_b64_adam", 2 * 64 * (2 * 28 * 28 * 32 * 9 + 3 * 14 * 14 * 64 * 32 * 9 + 3 * 3136 * 128 + 3 * 128 * 10))]
    // The way back reads what the products gave on the way there, and takes none of them twice.
    [InlineData("lstm64_b32_t50_adam", 2 * 32 * (2 * 50 * 16 * 256 + 3 * 50 * 64 * 256 + 3 * 64))]
    [InlineData("infer_cnn28_b64", 2 * 64 * (28 * 28 * 32 * 9 + 14 * 14 * 64 * 32 * 9 + 3136 * 128 + 128 * 10))]
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
    [InlineData("cnn28_b64_adam", 5)]
    [InlineData("lstm64_b32_t50_adam", 10)]
    public void A_measured_step_allocates_nothing(string name, int steps = 100)
    {
        MeasuredStep step = Workload.Named(name)[0].Prepare(new CpuOptions { Threads = 1 });
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < steps / 2; i++) step.Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < steps; i++) step.Run();
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
            MeasuredNetwork network = workload.Network;
            Layer layers = network.Build();
            string parameters = layers.ParameterCount.ToString(CultureInfo.InvariantCulture), input = Extents([workload.Batch, .. network.Input]);
            string made = workload.Name.Contains("cnn28", StringComparison.Ordinal) ? "cnn28()" : Widths(layers) is { } widths ? $"dense({widths})" : "";

            // The programs check that their networks have the parameters that they name.
            string line = lines.Single(line => line.StartsWith($"    \"{workload.Name}\":", StringComparison.Ordinal));
            Assert.Contains($"({parameters}, {made}", line, StringComparison.Ordinal);
            Assert.Contains($"), {(network.Entries == 0 ? $"numbers({input})" : $"whole({network.Entries}, {input})")}", line, StringComparison.Ordinal);
            if (workload is { Loss: { } loss, Optimizer: { } optimizer })
            {
                Assert.Contains($"training({parameters}, ", line, StringComparison.Ordinal);
                string target = Extents([workload.Batch, .. network.Output]);
                Assert.EndsWith(loss switch
                {
                    CrossEntropy => $", whole({network.Output[0]}, {Extents([workload.Batch, .. network.Output.Without(0)])}), nn.CrossEntropyLoss(), {Rule(optimizer)}),",
                    MeanSquaredError => $", numbers({target}), nn.MSELoss(), {Rule(optimizer)}),",
                    _ => $", yes_or_no({target}), nn.BCEWithLogitsLoss(), {Rule(optimizer)}),",
                }, line, StringComparison.OrdinalIgnoreCase);
            }
            else
            {
                Assert.Contains($"prediction({parameters}, ", line, StringComparison.Ordinal);
                Assert.Contains($"{workload.Name}: {{ parameters: {parameters}, input: [{input}], layers: {made} }}", runtime, StringComparison.Ordinal);
            }
        }

        Assert.Contains("momentum = functools.partial(optim.SGD, momentum=0.9)", lines);
        Assert.Contains($"RATE = {Workload.LearningRate.ToString("0e-0", CultureInfo.InvariantCulture)}", string.Join('\n', lines).Replace("1e-05", "1e-5", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static string Extents(IEnumerable<int> extents) => string.Join(", ", extents);

    // Of linear layers with ReLUs between them, and nothing else.
    private static string? Widths(Layer network)
    {
        if (network.Layers.Any(child => child.Layer is not (Linear or ReLU))) return null;
        Linear[] linear = [.. network.Layers.Select(child => child.Layer).OfType<Linear>()];
        return Extents([linear[0].Weight.Shape[0], .. linear.Select(layer => layer.Weight.Shape[1])]);
    }

    private static string Rule(Optimizer optimizer) => optimizer is Sgd { Momentum: 0.9 } ? "momentum" : $"optim.{optimizer.GetType().Name}";

    /// <summary>That what is measured is a training: the gradients reach every parameter, and the cost falls along them.</summary>
    [Theory]
    [InlineData("cnn28_b64_adam", 8)]
    [InlineData("resnet20_b32_sgdm", 4)]
    [InlineData("chargpt_4x128_b12_t64_adamw", 2)]
    [InlineData("lstm64_b32_t50_adam", 8)]
    public void The_networks_learn_their_examples(string name, int batch)
    {
        Workload workload = Workload.Named(name)[0];
        Layer network = workload.Network.Build();
        Dictionary<Parameter, float[]> before = network.Parameters.ToDictionary(parameter => parameter, parameter => parameter.Values<float>().ToArray());
        var trainer = new Trainer(network, workload.Loss!, workload.Optimizer!) { BatchSize = batch };
        History history = trainer.Fit(workload.Network.Examples(batch, workload.Loss), epochs: 5);
        Assert.All(before, pair => Assert.NotEqual(pair.Value, pair.Key.Values<float>().ToArray()));
        Assert.True(history.Epochs[^1].TrainLoss < history.Epochs[0].TrainLoss);
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
        Assert.Equal(14, Workload.Named(null).Select(workload => workload.Name).Distinct().Count());
    }
}
