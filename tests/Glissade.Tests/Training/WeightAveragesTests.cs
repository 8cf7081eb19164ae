namespace Glissade.Tests.Training;

/// <summary>Averages of weights that an optimizer keeps are what evaluation and the finished network have, and training goes on from the weights themselves.</summary>
public sealed class WeightAveragesTests
{
    [Fact]
    public void An_average_of_nothing_but_the_last_weights_changes_no_bit()
    {
        (Layer plain, History a) = Trained("adam(learning_rate=0.01)");
        (Layer averaged, History b) = Trained("ema(decay=0, inner=adam(learning_rate=0.01))");
        Assert.Equal(Toy.Bits(plain), Toy.Bits(averaged));
        Assert.Equal(a.Epochs.Select(epoch => (epoch.TrainLoss, epoch.ValidationLoss)), b.Epochs.Select(epoch => (epoch.TrainLoss, epoch.ValidationLoss)));
    }

    [Theory]
    [InlineData("ema(decay=0.9, inner=sgd(learning_rate=0.1))")]
    [InlineData("swa(start=5, every=2, inner=sgd(learning_rate=0.1))")]
    public void Evaluation_sees_the_average_and_training_does_not(string optimizer)
    {
        (Layer plain, History a) = Trained("sgd(learning_rate=0.1)");
        (Layer averaged, History b) = Trained(optimizer);
        Assert.NotEqual(Toy.Bits(plain), Toy.Bits(averaged));
        Assert.Equal(a.Epochs.Select(epoch => epoch.TrainLoss), b.Epochs.Select(epoch => epoch.TrainLoss));
        Assert.NotEqual(a.Epochs[^1].ValidationLoss, b.Epochs[^1].ValidationLoss);
        // What the network is left with is what was judged.
        double again = new Trainer(averaged, new CrossEntropy(), new Sgd()).Evaluate(Toy.Classes(60, 2))["loss"];
        Assert.Equal(b.Finish.Validation["loss"], again);
    }

    [Fact]
    public void The_plain_average_is_the_mean_of_the_weights_after_every_step()
    {
        Dataset data = Toy.Line(64);
        double[] mean = [0, 0, 0];
        for (int steps = 1; steps <= 4; steps++)
        {
            double[] after = Weights("sgd(learning_rate=0.1)", steps);
            for (int i = 0; i < 3; i++) mean[i] += after[i] / 4;
        }

        double[] averaged = Weights("swa(inner=sgd(learning_rate=0.1))", 4);
        for (int i = 0; i < 3; i++) Assert.Equal(mean[i], averaged[i], 1e-6);

        double[] Weights(string optimizer, int steps)
        {
            Layer model = new Sequential(new Linear(2, 1));
            model.Initialize(3);
            new Trainer(model, new MeanSquaredError(), Catalog.Optimizers.Parse(optimizer)) { BatchSize = 64 }.Fit(data, epochs: steps);
            return [.. model.Parameters.SelectMany(parameter => parameter.Values<float>().ToArray()).Select(value => (double)value)];
        }
    }

    [Theory]
    [InlineData("ema(decay=0.9, inner=nadam(learning_rate=0.01))")]
    [InlineData("swa(start=3, every=2, inner=lookahead(steps=3, inner=adam(learning_rate=0.01)))")]
    [InlineData("schedule_free_adamw(learning_rate=0.01, warmup=10)")]
    [InlineData("prodigy")]
    [InlineData("muon(learning_rate=0.01)")]
    [InlineData("adafactor")]
    [InlineData("parameter_group(paths=*/bias, optimizer=lion, inner=freeze(paths=linear1/weight, inner=rprop))")]
    public void Its_state_is_in_the_checkpoint(string optimizer)
    {
        (Layer whole, History expected) = Trained(optimizer);
        string folder = Toy.Folder();
        try
        {
            string path = Path.Combine(folder, "last.safetensors");
            foreach (int stop in (int[])[1, 7, 16])
            {
                using var cancel = new CancellationTokenSource();
                int taken = 0;
                Fit(Toy.Network(), optimizer, path, () => { if (++taken == stop) cancel.Cancel(); }, cancel.Token);
            }

            Layer model = Toy.Network();
            History history = Fit(model, optimizer, path, () => { }, default);
            Assert.Equal(Toy.Bits(whole), Toy.Bits(model));
            Assert.Equal(expected.Epochs.Select(epoch => (epoch.TrainLoss, epoch.ValidationLoss)), history.Epochs.Select(epoch => (epoch.TrainLoss, epoch.ValidationLoss)));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static (Layer Model, History History) Trained(string optimizer)
    {
        Layer model = Toy.Network();
        return (model, Fit(model, optimizer, null, () => { }, default));
    }

    private static History Fit(Layer model, string optimizer, string? path, Action onStep, CancellationToken cancellation) => new Trainer(model, new CrossEntropy(), Catalog.Optimizers.Parse(optimizer))
    {
        BatchSize = 32,
        Seed = 11,
        Schedule = new Counted(onStep),
        CheckpointPath = path,
        Resume = path is not null,
        CheckpointInterval = TimeSpan.Zero,
    }.Fit(Toy.Classes(300), Toy.Classes(60, 2), epochs: 4, cancellationToken: cancellation);

    /// <summary>A constant that counts the steps, as it is asked at every one.</summary>
    private sealed record Counted(Action OnStep) : Schedule
    {
        public override double Factor(long step, long totalSteps)
        {
            OnStep();
            return 1;
        }
    }
}
