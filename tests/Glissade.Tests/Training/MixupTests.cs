using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Training;

/// <summary>Mixed examples and targets: the paper's cost, drawn from its distribution, the same in every run.</summary>
public sealed class MixupTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_share_is_distributed_as_beta(double alpha)
    {
        var step = new Input("step", DType.Int32);
        Tensor share = Mixup.Share(alpha, Tensor.Scalar(7, DType.Int32), step);
        Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [share], Inputs = [step] }).CreateWorkspace();
        const int count = 20_000;
        double[] found = new double[count];
        for (int i = 0; i < count; i++)
        {
            workspace.Set(step, i);
            workspace.Run();
            found[i] = workspace.Read<double>(share)[0];
        }

        Assert.All(found, value => Assert.InRange(value, 0, 1));
        // Mean ½, variance 1 / (4·(2α + 1)), fourth moment 3 / (16·(2α + 1)·(2α + 3)): within five deviations of what so many draws give.
        double variance = 1 / (4 * (2 * alpha + 1)), fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
        Assert.Equal(0.5, found.Average(), 5 * Math.Sqrt(variance / count));
        Assert.Equal(variance, found.Average(value => (value - 0.5) * (value - 0.5)), 5 * Math.Sqrt((fourth - variance * variance) / count));
        Assert.Equal(fourth, found.Average(value => Math.Pow(value - 0.5, 4)), 5 * Math.Sqrt(fourth / 16 / count));
    }

    [Fact]
    public void Uniform_shares_come_of_alpha_one()
    {
        double[] found = [.. Enumerable.Range(0, 2000).Select(step => Evaluated.Of(Mixup.Share(1, Tensor.Scalar(3, DType.Int32), Tensor.Scalar(step, DType.Int32)))[0][0]).Order()];
        // Kolmogorov and Smirnov's distance, at one in a thousand.
        Assert.True(found.Select((value, i) => Math.Max(Math.Abs(value - i / 2000.0), Math.Abs(value - (i + 1) / 2000.0))).Max() < 1.95 / Math.Sqrt(2000));
    }

    [Theory]
    [InlineData("ce")]
    [InlineData("ce(class_weights=[1, 2, 3])")]
    [InlineData("ce(label_smoothing=0.1)")]
    public void The_cost_of_classes_is_that_of_mixed_probabilities(string name)
    {
        Loss loss = Catalog.Losses.Parse(name);
        Tensor seed = Tensor.Scalar(5, DType.Int32), step = Tensor.Scalar(9, DType.Int32), share = Mixup.Share(0.4, seed, step);
        Tensor prediction = Evaluated.Constant(new RowSamples(1).Between(-2, 2, 12), new Shape(4, 3), DType.Float64), classes = Tensor.From([0, 2, 1, 1]);
        Tensor own = Hot([0, 2, 1, 1]), next = Hot([2, 1, 1, 0]);
        (Tensor numerator, Tensor denominator) = new Mixup(0.4, seed, step).Sums(loss, prediction, classes, null);
        double[][] found = Evaluated.Of(numerator, loss.Sums(prediction, own * share + next * (1 - share)).Numerator, denominator, share);
        Assert.Equal(found[1][0], found[0][0], 1e-12);
        Assert.InRange(found[3][0], 0.001, 0.999);

        // The classes' weights are mixed as their costs are.
        if (name == "ce") Assert.Equal(4, found[2][0], 1e-12);
        static Tensor Hot(int[] classes) => Tensor.From([.. classes.SelectMany(index => Enumerable.Range(0, 3).Select(k => k == index ? 1.0 : 0))], new Shape(4, 3));
    }

    [Fact]
    public void A_step_sees_mixed_examples_with_their_weights()
    {
        double[] inputs = [.. Toy.Numbers(1).Take(12)], targets = [.. Toy.Numbers(2).Take(6)], weights = [.. Toy.Numbers(3).Take(6).Select(u => (double)(float)u)];
        Dataset data = Dataset.From<double, double>(inputs, new Shape(2), targets).WithWeights([.. weights.Select(weight => (float)weight)]);
        Layer model = new Sequential(new Linear(2, 3, type: DType.Float64), new Tanh(), new Linear(3, 1, type: DType.Float64));
        model.Initialize(4);
        var trainer = new Trainer(model, new MeanSquaredError(), new Sgd()) { Mixup = 0.4, Seed = 2 };
        var step = new TrainingStep(trainer.Wire(), trainer.Optimizer, Device.Cpu, data, 2);
        double[][] expected = new double[3][];
        for (int number = 0; number < 3; number++)
        {
            Tensor share = Mixup.Share(0.4, Tensor.Scalar(2, DType.Int32), Tensor.Scalar(number, DType.Int32));
            Tensor x = Tensor.From(inputs, new Shape(6, 2)), y = Tensor.From(targets, new Shape(6, 1)), w = Tensor.From(weights);
            Tensor prediction = model.Apply(x * share + Turned(inputs, 2, new Shape(6, 2)) * (1 - share), Pass.Inference());
            Tensor own = ((prediction - y).Square().Reshape(6) * w).Sum(), next = ((prediction - Turned(targets, 1, new Shape(6, 1))).Square().Reshape(6) * Turned(weights, 1, new Shape(6))).Sum();
            expected[number] = Evaluated.Of((own * share + next * (1 - share)) / w.Sum())[0];
            (double numerator, double denominator, _) = step.Run([0, 1, 2, 3, 4, 5], number, 0);
            Assert.Equal(expected[number][0], numerator / denominator, 1e-12);
        }

        Assert.NotEqual(expected[0][0], expected[1][0]);
        static Tensor Turned(double[] values, int width, Shape shape) => Tensor.From([.. values[width..], .. values[..width]], shape);
    }

    [Fact]
    public void One_example_alone_and_predictions_are_not_mixed()
    {
        Dataset data = Toy.Classes(50);
        double[] losses = [.. ((double[])[0, 0.4]).Select(alpha =>
        {
            Layer model = Toy.Network(dropout: 0);
            model.Initialize(1);
            var trainer = new Trainer(model, new CrossEntropy(), new Sgd()) { Mixup = alpha };
            (double numerator, double denominator, _) = new TrainingStep(trainer.Wire(), trainer.Optimizer, Device.Cpu, data, 0).Run([3], 5, 0);
            Assert.Equal(new Trainer(model, new CrossEntropy(), new Sgd()).Evaluate(data), trainer.Evaluate(data));
            return numerator / denominator;
        })];
        Assert.Equal(losses[0], losses[1]);
    }

    [Fact]
    public void Trainings_of_mixed_examples_go_on_to_the_same_bits()
    {
        Dataset train = Toy.Classes(200), validation = Toy.Classes(50, 2);
        string folder = Toy.Folder(), path = Path.Combine(folder, "last.safetensors");
        try
        {
            Layer whole = Toy.Network(), resumed = Toy.Network(), plain = Toy.Network();
            History history = Of(whole, 0.3, null).Fit(train, validation, epochs: 4);
            Assert.True(history.Epochs[^1].ValidationLoss < history.Epochs[0].ValidationLoss);
            using var cancel = new CancellationTokenSource();
            int taken = 0;
            Of(Toy.Network(), 0.3, path, () => { if (++taken == 6) cancel.Cancel(); }).Fit(train, validation, epochs: 4, cancellationToken: cancel.Token);
            Assert.Contains("mixup", Assert.Throws<GlissadeException>(() => Of(Toy.Network(), 0.2, path).Fit(train, validation, epochs: 4)).Describe(), StringComparison.Ordinal);
            Of(resumed, 0.3, path).Fit(train, validation, epochs: 4);
            Assert.Equal(Toy.Bits(whole), Toy.Bits(resumed));
            Of(plain, 0, null).Fit(train, validation, epochs: 4);
            Assert.NotEqual(Toy.Bits(whole), Toy.Bits(plain));
        }
        finally
        {
            Directory.Delete(folder, true);
        }

        static Trainer Of(Layer model, double alpha, string? path, Action? onStep = null) => new(model, new CrossEntropy(), new Adam { LearningRate = 1e-2f })
        {
            Mixup = alpha,
            CheckpointPath = path,
            Resume = true,
            Schedule = new LambdaSchedule((_, _) =>
            {
                onStep?.Invoke();
                return 1;
            }),
        };
    }

    [Fact]
    public void What_cannot_be_mixed_is_refused()
    {
        Assert.Contains("0 or more", Refusal(Toy.Network(), -1));
        Assert.Contains("0 or more", Refusal(Toy.Network(), double.NaN));
        Assert.Contains("Embedding", Refusal(new Sequential(new Embedding(5, 2), new Flatten(), new Linear(4, 3)), 0.2));

        static string Refusal(Layer model, double alpha) => Assert.Throws<GlissadeException>(() => new Trainer(model, new CrossEntropy(), new Adam()) { Mixup = alpha }.Fit(Toy.Classes(20), epochs: 1)).Describe();
    }
}
