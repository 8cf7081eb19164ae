namespace Glissade.Tests.Training;

/// <summary>Parts of a batch add up to the whole: four times eight examples give the bits of thirty-two.</summary>
public sealed class AccumulationTests
{
    private static readonly Dictionary<string, (Func<Layer> Network, Shape Input, int Classes)> s_networks = new()
    {
        ["mlp with dropout"] = (() => new Sequential(new Linear(6, 20), new ReLU(), new Dropout(0.3), new Linear(20, 5)), new Shape(6), 5),
        ["one output a class of two"] = (() => new Sequential(new Linear(6, 20), new Tanh(), new Linear(20, 1)), new Shape(6), 1),
        ["convolution"] = (() => new Sequential(new Conv2d(1, 3, 3), new ReLU(), new MaxPool(2), new Conv2d(3, 2, 3, padding: 1), new Flatten(), new Linear(2 * 3 * 3, 4)), new Shape(1, 8, 8), 4),
        ["one filter"] = (() => new Sequential(new Conv1d(2, 1, 3), new SiLU(), new Flatten(), new Linear(7, 3)), new Shape(2, 9), 3),
        ["norms of one example"] = (() => new Sequential(new Linear(6, 8), new LayerNorm(8), new GELU(), new Linear(8, 4)), new Shape(6), 4),
        ["groups of channels"] = (() => new Sequential(new Conv1d(2, 4, 3, padding: 1), new GroupNorm(2, 4), new Flatten(), new Linear(36, 3)), new Shape(2, 9), 3),
        ["attention"] = (() => new Sequential(new MultiHeadAttention(8, 2, causal: true), new Residual(new Linear(8, 8), new ReLU()), new GlobalMean(), new Linear(8, 3)), new Shape(5, 8), 3),
        ["lstm"] = (() => new Sequential(new Lstm(3, 5, layers: 2, bidirectional: true), new LastStep(), new Linear(10, 3)), new Shape(7, 3), 3),
        ["gru and rnn"] = (() => new Sequential(new Gru(3, 4), new Rnn(4, 5), new LastStep(), new Linear(5, 3)), new Shape(6, 3), 3),
        ["transformer"] = (() => new Sequential(new PositionalEmbedding(5, 8), new TransformerEncoder(8, 2, 2, options: new TransformerOptions { FeedForward = 12, Dropout = 0.2 }), new GlobalMean(), new Linear(8, 3)), new Shape(5, 8), 3),
        ["causal decoder"] = (() => new Sequential(new RotaryEmbedding(), new TransformerDecoder(8, 2, options: new TransformerOptions { FeedForward = 12 }), new GlobalMean(), new Linear(8, 3)), new Shape(5, 8), 3),
        ["weights of length one"] = (() => new Sequential(new WeightNorm(new Linear(6, 8)), new ReLU(), new SpectralNorm(new Linear(8, 4))), new Shape(6), 4),
        ["waves of numbers"] = (() => new Sequential(new NumericEmbedding(6, 3, frequencies: 4, sigma: 1), new Linear(18, 4)), new Shape(6), 4),
        ["an ensemble"] = (() => new Sequential(new BatchEnsembleLinear(6, 8, 4), new ReLU(), new GlobalMean(), new Linear(8, 4)), new Shape(6), 4),
        ["spatial dropout"] = (() => new Sequential(new Conv1d(2, 6, 3), new SpatialDropout(0.4), new Flatten(), new Linear(42, 3)), new Shape(2, 9), 3),
        ["gates and slopes"] = (() => new Sequential(new Linear(6, 16), new GLU(), new PReLU(), new Linear(8, 3)), new Shape(6), 3),
    };

    public static TheoryData<string, int, int, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int, int, string>();
            foreach (string network in s_networks.Keys)
            {
                cases.Add(network, 8, 4, 96, "adam");
                // The last step of an epoch, and the last part of a step, are shorter.
                cases.Add(network, 8, 4, 75, "sgd(momentum=0.9)");
                cases.Add(network, 1, 5, 23, "adamw");
                cases.Add(network, 7, 3, 50, "clip_by_global_norm(max_norm=0.5, inner=sgd)");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parts_have_the_bits_of_the_whole(string network, int part, int steps, int examples, string optimizer)
    {
        (Func<Layer> make, Shape shape, int classes) = s_networks[network];
        Dataset data = Pictures(examples, shape, Math.Max(2, classes), weighted: part % 2 == 1);
        Loss loss = classes == 1 ? new BinaryCrossEntropyWithLogits() : new CrossEntropy { LabelSmoothing = 0.1 };
        Optimizer inner = Catalog.Optimizers.Parse(optimizer);
        (byte[] whole, History history) = Train(make, data, loss, inner, part * steps);
        (byte[] parts, History inParts) = Train(make, data, loss, new Accumulation { Steps = steps, Inner = inner }, part);
        Assert.Equal(whole, parts);
        Assert.Equal(history.Epochs.Select(epoch => (epoch.TrainLoss, epoch.GradientNorm, epoch.Step)), inParts.Epochs.Select(epoch => (epoch.TrainLoss, epoch.GradientNorm, epoch.Step)));
    }

    [Fact]
    public void Embedded_categories_and_ignored_classes_add_up()
    {
        int[] words = [.. Toy.Numbers(3).Take(70 * 6).Select(u => (int)(u * 9))];
        int[] classes = [.. Toy.Numbers(4).Take(70).Select(u => (int)(u * 4))];
        Dataset data = Dataset.From<int, int>(words, new Shape(6), classes);
        static Layer Make() => new Sequential(new Embedding(9, 4), new Flatten(), new Linear(24, 4));
        var loss = new CrossEntropy { IgnoreIndex = 3, ClassWeights = [0.3, 1.7, 1, 1] };
        Assert.Equal(Train(Make, data, loss, new Adam(), 20).Bits, Train(Make, data, loss, new Accumulation { Steps = 4 }, 5).Bits);
    }

    [Fact]
    public void Sequences_of_labels_are_learned_and_add_up()
    {
        // Each label is shown for two steps, and a blank stands after it; the network has to read [steps, 4] as labels.
        const int count = 48, steps = 9;
        var inputs = new float[count * steps * 4];
        var labels = new int[count * 4];
        double[] drawn = [.. Toy.Numbers(8).Take(count * 3)];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                labels[i * 4 + k] = 1 + (int)(drawn[i * 3 + k] * 3);
                for (int step = 0; step < 3; step++) inputs[(i * steps + 3 * k + step) * 4 + (step < 2 ? labels[i * 4 + k] : 0)] = 1;
            }

            labels[i * 4 + 3] = -1;
        }

        Dataset data = Dataset.From<float, int>(inputs, new Shape(steps, 4), labels, new Shape(4));
        static Layer Make() => new Sequential(new Gru(4, 12), new Linear(12, 4));
        (byte[] parts, History history) = Train(Make, data, new Ctc(), new Accumulation { Steps = 4, Inner = new Adam { LearningRate = 0.05f } }, 4, epochs: 30);
        Assert.Equal(Train(Make, data, new Ctc(), new Adam { LearningRate = 0.05f }, 16, epochs: 30).Bits, parts);
        Assert.InRange(history.Epochs[^1].TrainLoss, 0, history.Epochs[0].TrainLoss / 20);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(2, 9)]
    [InlineData(6, 3)]
    public void Parts_that_end_where_sums_are_cut_have_the_bits_of_the_whole(int part, int steps)
    {
        // 38 · 38 terms an example: sums over the batch are cut after every second one.
        Assert.Equal(2 * 1444, Operations.SummationOrder.CutOverBatch(1444));
        Dataset pictures = Pictures(45, new Shape(1, 40, 40), 3);
        static Layer Convolution() => new Sequential(new Conv2d(1, 2, 3), new ReLU(), new GlobalAveragePool(), new Linear(2, 3));
        Assert.Equal(Train(Convolution, pictures, new CrossEntropy(), new Adam(), part * steps).Bits, Train(Convolution, pictures, new CrossEntropy(), new Accumulation { Steps = steps }, part).Bits);

        Dataset sequences = Pictures(45, new Shape(1500, 2), 3);
        static Layer Steps() => new Sequential(new Linear(2, 4), new Tanh(), new GlobalMean(), new Linear(4, 3));
        Assert.Equal(Train(Steps, sequences, new CrossEntropy(), new Sgd(), part * steps).Bits, Train(Steps, sequences, new CrossEntropy(), new Accumulation { Steps = steps, Inner = new Sgd() }, part).Bits);
    }

    [Fact]
    public void Large_batches_of_plain_rows_add_up_over_cuts()
    {
        Dataset data = Pictures(9000, new Shape(3), 2);
        static Layer Make() => new Sequential(new Linear(3, 4), new Tanh(), new Linear(4, 2));
        static Layer One() => new Sequential(new Linear(3, 4), new Tanh(), new Linear(4, 1));
        Assert.Equal(Train(Make, data, new CrossEntropy(), new Adam(), 8192).Bits, Train(Make, data, new CrossEntropy(), new Accumulation { Steps = 2 }, 4096).Bits);
        Assert.Equal(Train(One, data, new BinaryCrossEntropyWithLogits(), new Adam(), 8192).Bits, Train(One, data, new BinaryCrossEntropyWithLogits(), new Accumulation { Steps = 2 }, 4096).Bits);
        // Otherwise the sums are as good, with other roundings.
        float[] near = Values(Train(Make, data, new CrossEntropy(), new Accumulation { Steps = 3 }, 3000).Bits), whole = Values(Train(Make, data, new CrossEntropy(), new Adam(), 9000).Bits);
        Assert.All(near.Zip(whole), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Fact]
    public void A_step_in_parts_allocates_nothing()
    {
        Dataset data = Toy.Classes(256);
        var trainer = new Trainer(Toy.Network(64), new CrossEntropy(), new Accumulation { Steps = 4 });
        trainer.Model.Initialize();
        var step = new TrainingStep(trainer.Wire(), trainer.Optimizer, trainer.Device, data, 0, 16);
        int[] examples = [.. Enumerable.Range(0, 64)];
        long number = 0, least = long.MaxValue;
        for (int i = 0; i < 100; i++) step.Run(examples, number++, 1e-3);
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++) step.Run(examples, number++, 1e-3);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void The_memory_is_that_of_a_part()
    {
        Dataset data = Pictures(512, new Shape(64), 4);
        static TrainingStep Step(Dataset data, int part)
        {
            Layer model = new Sequential(new Linear(64, 64), new ReLU(), new Linear(64, 64), new ReLU(), new Linear(64, 4));
            model.Initialize();
            var trainer = new Trainer(model, new CrossEntropy(), new Sgd());
            return new TrainingStep(trainer.Wire(), trainer.Optimizer, trainer.Device, data, 0, part);
        }

        Assert.True(Step(data, 16).PeakBytes(512) < Step(data, 0).PeakBytes(512) / 3);
    }

    [Fact]
    public void What_does_not_add_up_is_refused()
    {
        Dataset data = Toy.Classes(64);
        GlissadeException Refused(Layer model, Loss loss, Optimizer optimizer, Dataset? set = null) =>
            Assert.Throws<GlissadeException>(() => new Trainer(model, loss, optimizer) { BatchSize = 8 }.Fit(set ?? data, epochs: 1));

        GlissadeException norm = Refused(new Sequential(new Linear(2, 8), new BatchNorm(8), new Linear(8, 3)), new CrossEntropy(), new Accumulation());
        Assert.Contains("statistic of the whole batch", norm.Message, StringComparison.Ordinal);
        Assert.Contains("batchnorm", norm.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("LayerNorm", norm.Remedy, StringComparison.Ordinal);

        GlissadeException root = Refused(new Linear(2, 1), new RootMeanSquaredError(), new Accumulation(), Toy.Line(64));
        Assert.Contains("no sum over items", root.Message, StringComparison.Ordinal);

        GlissadeException pairs = Refused(new Sequential(new Linear(2, 3), new Lambda(x => x.MatMul(x.Transpose()).Softmax().MatMul(x))), new CrossEntropy(), new Accumulation());
        Assert.Contains("all pairs of examples", pairs.Message, StringComparison.Ordinal);

        Assert.Contains("mixup", Assert.Throws<GlissadeException>(() => new Trainer(Toy.Network(), new CrossEntropy(), new Accumulation()) { BatchSize = 8, Mixup = 0.2 }.Fit(data, epochs: 1)).Message, StringComparison.Ordinal);
        GlissadeException sharp = Refused(Toy.Network(), new CrossEntropy(), new Accumulation { Inner = new Sam() });
        Assert.Contains("sam without accumulation", sharp.Remedy, StringComparison.Ordinal);
        GlissadeException inside = Refused(Toy.Network(), new CrossEntropy(), new Ema { Inner = new Accumulation() });
        Assert.Contains("outermost", inside.Expected, StringComparison.Ordinal);
    }

    private static (byte[] Bits, History History) Train(Func<Layer> make, Dataset data, Loss loss, Optimizer optimizer, int batch, int epochs = 2)
    {
        Layer model = make();
        History history = new Trainer(model, loss, optimizer) { BatchSize = batch, Seed = 3 }.Fit(data, epochs: epochs);
        return (Toy.Bits(model), history);
    }

    private static float[] Values(byte[] bits) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bits).ToArray();

    private static Dataset Pictures(int count, Shape shape, int classes, bool weighted = false)
    {
        float[] inputs = [.. Toy.Numbers(5).Take(count * (int)shape.Count).Select(u => (float)(2 * u - 1))];
        int[] targets = [.. Toy.Numbers(6).Take(count).Select(u => (int)(u * classes))];
        Dataset data = Dataset.From<float, int>(inputs, shape, targets);
        return weighted ? data.WithWeights([.. Toy.Numbers(7).Take(count).Select(u => (float)(u + 0.1))]) : data;
    }

    /// <summary>The mean over the steps of a sequence.</summary>
    private sealed class GlobalMean : Layer
    {
        public override Tensor Forward(Tensor x, Pass pass) => x.Mean(1);
    }
}
