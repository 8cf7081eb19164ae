namespace Glissade;

/// <summary>
/// A network and a batch whose step is measured: forward pass, loss, gradients and the optimizer's update, as a training compiles them; or the forward pass alone. The data are random, set once,
/// and stay the same from step to step, on our side as on the peers' (<c>bench/peers/</c> has the same workloads under the same names).
/// </summary>
/// <param name="Name">The name by which it is asked for.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="Batch">Examples a step.</param>
/// <param name="Network">The network, with what it takes and gives.</param>
/// <param name="Loss">The loss; null for the forward pass alone.</param>
/// <param name="Optimizer">The optimizer; null for the forward pass alone.</param>
internal sealed record Workload(string Name, string Summary, int Batch, MeasuredNetwork Network, Loss? Loss = null, Optimizer? Optimizer = null)
{
    /// <summary>The rate of all of them: so small that the network stays near where it began, and no unit dies and no number underflows however long the measurement takes.</summary>
    public const double LearningRate = 1e-5;

    /// <summary>All workloads.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("tiny_mlp_b32_adam", "2-16-16-1, ReLU, BCE of logits, Adam, batch 32", 32, MeasuredNetwork.Dense(2, 16, 16, 1), new BinaryCrossEntropyWithLogits(), new Adam()),
        new("logreg_100_b10000_sgd", "100-1, BCE of logits, SGD, batch 10,000", 10_000, MeasuredNetwork.Dense(100, 1), new BinaryCrossEntropyWithLogits(), new Sgd()),
        new("mnist_mlp_b64_sgd", "784-128-10, ReLU, cross entropy, SGD, batch 64", 64, MeasuredNetwork.Dense(784, 128, 10), new CrossEntropy(), new Sgd()),
        new("tabular_mlp_b256_adamw", "32-256-256-256-1, ReLU, MSE, AdamW, batch 256", 256, MeasuredNetwork.Dense(32, 256, 256, 256, 1), new MeanSquaredError(), new AdamW()),
        new("mnist_mlp512_b128_adam", "784-512-512-10, ReLU, cross entropy, Adam, batch 128", 128, MeasuredNetwork.Dense(784, 512, 512, 10), new CrossEntropy(), new Adam()),
        new("big_mlp4096_b256_adamw", "1024-4096-4096-1024, ReLU, MSE, AdamW, batch 256", 256, MeasuredNetwork.Dense(1024, 4096, 4096, 1024), new MeanSquaredError(), new AdamW()),
        new("infer_mnist_mlp_b1", "784-128-10, forward pass of one example", 1, MeasuredNetwork.Dense(784, 128, 10)),
        new("infer_mlp512_b1024", "784-512-512-10, forward pass of 1,024 examples", 1024, MeasuredNetwork.Dense(784, 512, 512, 10)),
        new("cnn28_b64_adam", "two 3×3 convolutions with pooling and 3136-128-10 over 28×28 pictures, cross entropy, Adam, batch 64", 64, MeasuredNetwork.Cnn28, new CrossEntropy(), new Adam()),
        new("resnet20_b32_sgdm", "ResNet-20 over 32×32×3 pictures, cross entropy, SGD with momentum 0.9, batch 32", 32, MeasuredNetwork.ResNet20, new CrossEntropy(), new Sgd { Momentum = 0.9 }),
        new("chargpt_4x128_b12_t64_adamw", "4 transformer blocks of width 128 over 64 letters of 65, cross entropy, AdamW, batch 12", 12, MeasuredNetwork.CharGpt, new CrossEntropy(), new AdamW()),
        new("lstm64_b32_t50_adam", "LSTM 16-64 over 50 steps, the last one to 1, MSE, Adam, batch 32", 32, MeasuredNetwork.Lstm64, new MeanSquaredError(), new Adam()),
        new("infer_cnn28_b1", "the network of cnn28, forward pass of one picture", 1, MeasuredNetwork.Cnn28),
        new("infer_cnn28_b64", "the network of cnn28, forward pass of 64 pictures", 64, MeasuredNetwork.Cnn28),
    ];

    /// <summary>The workloads of a list of names with commas between them; all of them for null.</summary>
    /// <exception cref="GlissadeException">A name is unknown, or there is none in the list.</exception>
    public static IReadOnlyList<Workload> Named(string? names)
    {
        if (names is null) return All;
        string[] asked = names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return asked.Length == 0 ? throw Unknown(names) : [.. asked.Distinct().Select(name => All.FirstOrDefault(workload => workload.Name == name) ?? throw Unknown(name))];
    }

    /// <summary>The step, compiled, with its inputs set.</summary>
    public MeasuredStep Prepare(CpuOptions options)
    {
        Layer network = Network.Build();
        Dataset data = Network.Examples(Batch, Loss);
        return Loss is null || Optimizer is null
            ? MeasuredStep.OfPrediction(options, data, x => network.Apply(x, Pass.Inference()))
            : MeasuredStep.OfTraining(options, data, new Wiring(network, Loss, null, null), Optimizer, LearningRate);
    }

    /// <summary>The error where a name is neither a workload's nor a file's.</summary>
    public static GlissadeException UnknownOrMissing(string name) =>
        new($"there is neither a file nor a workload '{name}'", "the option --profile", $"a model.safetensors, a run's folder, or one of {AllNames}", Nearest(name) is { } nearest ? $"--profile {nearest}" : "check the spelling and the folder");

    private static GlissadeException Unknown(string name) => new($"there is no workload '{name}'", "the option --workload", $"one of {AllNames}", $"--workload {Nearest(name) ?? All[0].Name}");

    private static string AllNames => string.Join(", ", All.Select(workload => workload.Name));

    private static string? Nearest(string name)
    {
        string[] names = [.. All.Select(workload => workload.Name)];
        // Who types only the first part of a name is understood, too.
        return Spelling.Nearest(name, names) ?? (Spelling.Nearest(name, names.Select(known => known[..Math.Min(known.Length, name.Length)])) is { } start ? names.First(known => known.StartsWith(start, StringComparison.Ordinal)) : null);
    }
}
