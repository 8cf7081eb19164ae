namespace Glissade;

/// <summary>
/// A network and a batch whose step is measured: forward pass, loss, gradients and the optimizer's update, as a training compiles them; or the forward pass alone. The data are random, set once,
/// and stay the same from step to step, on our side as on the peers' (<c>bench/peers/</c> has the same workloads under the same names).
/// </summary>
/// <param name="Name">The name by which it is asked for.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="Batch">Examples a step.</param>
/// <param name="Widths">The widths of the linear layers, inputs first; a ReLU stands between each two.</param>
/// <param name="Loss">The loss; null for the forward pass alone.</param>
/// <param name="Optimizer">The optimizer; null for the forward pass alone.</param>
internal sealed record Workload(string Name, string Summary, int Batch, int[] Widths, Loss? Loss = null, Optimizer? Optimizer = null)
{
    /// <summary>The rate of all of them: so small that the network stays near where it began, and no unit dies and no number underflows however long the measurement takes.</summary>
    public const double LearningRate = 1e-5;

    /// <summary>All workloads.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("tiny_mlp_b32_adam", "2-16-16-1, ReLU, BCE of logits, Adam, batch 32", 32, [2, 16, 16, 1], new BinaryCrossEntropyWithLogits(), new Adam()),
        new("logreg_100_b10000_sgd", "100-1, BCE of logits, SGD, batch 10,000", 10_000, [100, 1], new BinaryCrossEntropyWithLogits(), new Sgd()),
        new("mnist_mlp_b64_sgd", "784-128-10, ReLU, cross entropy, SGD, batch 64", 64, [784, 128, 10], new CrossEntropy(), new Sgd()),
        new("tabular_mlp_b256_adamw", "32-256-256-256-1, ReLU, MSE, AdamW, batch 256", 256, [32, 256, 256, 256, 1], new MeanSquaredError(), new AdamW()),
        new("mnist_mlp512_b128_adam", "784-512-512-10, ReLU, cross entropy, Adam, batch 128", 128, [784, 512, 512, 10], new CrossEntropy(), new Adam()),
        new("big_mlp4096_b256_adamw", "1024-4096-4096-1024, ReLU, MSE, AdamW, batch 256", 256, [1024, 4096, 4096, 1024], new MeanSquaredError(), new AdamW()),
        new("infer_mnist_mlp_b1", "784-128-10, forward pass of one example", 1, [784, 128, 10]),
        new("infer_mlp512_b1024", "784-512-512-10, forward pass of 1,024 examples", 1024, [784, 512, 512, 10]),
    ];

    /// <summary>The workloads of a list of names with commas between them; all of them for null.</summary>
    /// <exception cref="GlissadeException">A name is unknown, or there is none in the list.</exception>
    public static IReadOnlyList<Workload> Named(string? names)
    {
        if (names is null) return All;
        string[] asked = names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return asked.Length == 0 ? throw Unknown(names) : [.. asked.Distinct().Select(name => All.FirstOrDefault(workload => workload.Name == name) ?? throw Unknown(name))];
    }

    /// <summary>The network, with weights from seed 0.</summary>
    public Layer Network()
    {
        var layers = new List<Layer>();
        for (int i = 1; i < Widths.Length; i++)
        {
            if (i > 1) layers.Add(new ReLU());
            layers.Add(new Linear(Widths[i - 1], Widths[i]));
        }

        var network = new Sequential([.. layers]);
        network.Initialize(0);
        return network;
    }

    /// <summary>The step, compiled, with its inputs set.</summary>
    public MeasuredStep Prepare(CpuOptions options)
    {
        Layer network = Network();
        Dataset data = RandomExamples.Of(Batch, new Shape(Widths[0]), DType.Float32, new Shape(Widths[^1]), Loss);
        return Loss is null || Optimizer is null
            ? MeasuredStep.OfPrediction(options, data, x => network.Apply(x, Pass.Inference()))
            : MeasuredStep.OfTraining(options, data, new Wiring(network, Loss, null, null), Optimizer, LearningRate);
    }

    private static GlissadeException Unknown(string name)
    {
        string[] names = [.. All.Select(workload => workload.Name)];
        // Who types only the first part of a name is understood, too.
        string? nearest = Spelling.Nearest(name, names) ?? (Spelling.Nearest(name, names.Select(known => known[..Math.Min(known.Length, name.Length)])) is { } start ? names.First(known => known.StartsWith(start, StringComparison.Ordinal)) : null);
        return new GlissadeException($"there is no workload '{name}'", "the option --workload", $"one of {string.Join(", ", names)}", $"--workload {nearest ?? names[0]}");
    }
}
