namespace Glissade.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void A_network_learns_and_the_cost_falls()
    {
        Dataset train = Toy.Classes(600), validation = Toy.Classes(200, seed: 2);
        Layer model = Toy.Network(dropout: 0);
        History history = new Trainer(model, new CrossEntropy(), new Adam { LearningRate = 1e-2f }) { BatchSize = 32 }.Fit(train, validation, epochs: 40);
        Assert.Equal(FinishReason.Completed, history.Reason);
        Assert.Equal(40, history.Epochs.Count);
        Assert.True(history.Epochs[^1].TrainLoss < 0.3 * history.Epochs[0].TrainLoss);
        Assert.True(history.Finish.Validation["accuracy"] > 0.93, $"{history.Finish.Validation["accuracy"]}");
    }

    [Fact]
    public void The_same_data_seed_and_code_give_the_same_bits_on_any_number_of_threads()
    {
        byte[] Train(CpuOptions options)
        {
            Layer model = Toy.Network();
            new Trainer(model, new CrossEntropy(), new Adam { LearningRate = 1e-2f }) { BatchSize = 32, Seed = 5, Device = Device.CreateCpu(options) }.Fit(Toy.Classes(333), Toy.Classes(50, 2), epochs: 4);
            return Toy.Bits(model);
        }

        byte[] expected = Train(new CpuOptions { Threads = 1 });
        foreach (CpuOptions options in (CpuOptions[])[new() { Threads = 2 }, new() { Threads = 5 }, new() { Bits = 128 }, new() { Bits = 512 }, new() { EmitsCode = false }])
            Assert.Equal(expected, Train(options));
    }

    [Fact]
    public void Another_seed_gives_another_training()
    {
        byte[] Train(int seed)
        {
            Layer model = Toy.Network();
            new Trainer(model, new CrossEntropy(), new Adam()) { Seed = seed }.Fit(Toy.Classes(100), epochs: 1);
            return Toy.Bits(model);
        }

        Assert.NotEqual(Train(1), Train(2));
        Assert.Equal(Train(1), Train(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(150)]
    [InlineData(1000)]
    public void Every_example_of_a_short_last_batch_counts_once(int batchSize)
    {
        // With a rate too small to move anything, the epoch's cost is the cost over the whole set, however it was cut.
        Dataset data = Toy.Line(150);
        Layer model = new Sequential(new Linear(2, 1));
        model.Initialize(3);
        double whole = new Trainer(model, new MeanSquaredError(), new Sgd()).Evaluate(data)["loss"];
        History history = new Trainer(model, new MeanSquaredError(), new Sgd { LearningRate = 1e-30f }) { BatchSize = batchSize }.Fit(data, epochs: 1);
        Assert.Equal(whole, history.Epochs[0].TrainLoss, 1e-6 * whole);
        Assert.Equal((150 + batchSize - 1) / batchSize, history.Epochs[0].Step);
    }

    [Fact]
    public void Early_stopping_waits_as_long_as_its_patience_and_keeps_the_best_weights()
    {
        Layer model = Toy.Network(64, dropout: 0);
        Dataset validation = Toy.Classes(60, 9);
        var trainer = new Trainer(model, new CrossEntropy(), new Adam { LearningRate = 0.05f }) { BatchSize = 8, Patience = 4 };
        History history = trainer.Fit(Toy.Classes(60), validation, epochs: 500);
        Assert.Equal(FinishReason.EarlyStopping, history.Reason);
        Assert.Equal(history.Finish.BestEpoch + 4, history.Epochs.Count);
        Assert.Equal(history.Epochs.Min(epoch => epoch.ValidationLoss), history.Best!.ValidationLoss);
        // Evaluated anew, the model gives the very figures of that epoch.
        Assert.Equal(history.Best.ValidationLoss, trainer.Evaluate(validation)["loss"]);
        Assert.Equal(history.Finish.Validation["accuracy"], trainer.Evaluate(validation)["accuracy"]);
    }

    [Fact]
    public void A_training_stops_where_loss_or_gradient_are_as_small_as_was_asked_for()
    {
        static History Fit(Func<Trainer, Trainer> rule, Dataset? validation)
        {
            Layer model = Toy.Network(dropout: 0);
            return rule(new Trainer(model, new CrossEntropy(), new Adam { LearningRate = 0.02f }) { BatchSize = 15 }).Fit(Toy.Classes(60), validation, epochs: 60);
        }

        Dataset validation = Toy.Classes(40, seed: 9);
        History whole = Fit(trainer => trainer, validation), withoutValidation = Fit(trainer => trainer, null);
        double low = whole.Epochs[20].ValidationLoss, length = withoutValidation.Epochs.Take(30).Min(epoch => epoch.GradientNorm), trained = withoutValidation.Epochs[25].TrainLoss;
        History byLoss = Fit(trainer => new Trainer(trainer.Model, trainer.Loss, trainer.Optimizer) { BatchSize = 15, StopAtLoss = low }, validation);
        Assert.Equal((FinishReason.LossReached, 1 + whole.Epochs.TakeWhile(epoch => epoch.ValidationLoss > low).Count()), (byLoss.Reason, byLoss.Epochs.Count));
        History byTraining = Fit(trainer => new Trainer(trainer.Model, trainer.Loss, trainer.Optimizer) { BatchSize = 15, StopAtLoss = trained }, null);
        Assert.Equal((FinishReason.LossReached, 1 + withoutValidation.Epochs.TakeWhile(epoch => epoch.TrainLoss > trained).Count()), (byTraining.Reason, byTraining.Epochs.Count));
        History byGradient = Fit(trainer => new Trainer(trainer.Model, trainer.Loss, trainer.Optimizer) { BatchSize = 15, StopAtGradientNorm = length }, null);
        Assert.Equal((FinishReason.GradientVanished, 1 + withoutValidation.Epochs.TakeWhile(epoch => epoch.GradientNorm > length).Count()), (byGradient.Reason, byGradient.Epochs.Count));
        Assert.Throws<GlissadeException>(() => Fit(trainer => new Trainer(trainer.Model, trainer.Loss, trainer.Optimizer) { StopAtGradientNorm = -1 }, null));
        Assert.Throws<GlissadeException>(() => Fit(trainer => new Trainer(trainer.Model, trainer.Loss, trainer.Optimizer) { StopAtLoss = double.NaN }, null));
    }

    [Fact]
    public void Validation_that_rises_is_said_in_words()
    {
        // Labels without any rule: what is learned of them can only be learned by heart.
        int[] noise = [.. Toy.Numbers(4).Take(80).Select(u => u < 0.5 ? 0 : 1)];
        float[] inputs = [.. Toy.Numbers(5).Take(160).Select(u => (float)u)];
        Dataset all = Dataset.From<float, int>(inputs, new Shape(2), noise);
        History history = new Trainer(new Sequential(new Linear(2, 64), new ReLU(), new Linear(64, 2)), new CrossEntropy(), new Adam { LearningRate = 0.03f }) { BatchSize = 8 }
            .Fit(all.Take(..60), all.Take(60..), epochs: 150);
        Warning warning = Assert.Single(history.Warnings, warning => warning.Code == "validation_rising");
        Assert.Contains("validation has begun to rise", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_limit_ends_the_training_with_the_best_weights()
    {
        History history = new Trainer(Toy.Network(), new CrossEntropy(), new Adam()) { TimeLimit = TimeSpan.FromMilliseconds(300) }.Fit(Toy.Classes(500), Toy.Classes(50, 2), epochs: int.MaxValue);
        Assert.Equal(FinishReason.TimeLimit, history.Reason);
        Assert.InRange(history.Finish.BestEpoch, 1, int.MaxValue - 1);
    }

    [Fact]
    public void Cancelling_finishes_the_step_and_keeps_the_best()
    {
        using var cancel = new CancellationTokenSource();
        History history = new Trainer(Toy.Network(), new CrossEntropy(), new Adam()).Fit(Toy.Classes(500), Toy.Classes(50, 2), epochs: 1000,
            observer: e => { if (e is EpochFinished { Epoch: 3 }) cancel.Cancel(); }, cancellationToken: cancel.Token);
        Assert.Equal(FinishReason.Cancelled, history.Reason);
        Assert.Equal(3, history.Epochs.Count);
        Assert.InRange(history.Finish.BestEpoch, 1, 3);
    }

    [Fact]
    public async Task Events_come_one_after_the_other_while_it_trains()
    {
        var events = new List<RunEvent>();
        await foreach (RunEvent runEvent in new Trainer(Toy.Network(), new CrossEntropy(), new Adam()).FitAsync(Toy.Classes(100), Toy.Classes(50, 2), epochs: 3)) events.Add(runEvent);
        RunStarted started = Assert.IsType<RunStarted>(events[0]);
        Assert.Equal(("multiclass", 150L, 100L, 50L, 99L), (started.Task, started.Rows, started.TrainRows, started.ValidationRows, started.Parameters));
        Assert.True(started.BaselineLoss > 0.5 && started.Baseline["accuracy"] > 0.3);
        Assert.Equal([1, 2, 3], events.OfType<EpochFinished>().Select(epoch => epoch.Epoch));
        Assert.IsType<RunFinished>(events[^1]);
    }

    [Fact]
    public async Task Whoever_stops_listening_ends_the_training()
    {
        int epochs = 0;
        await foreach (RunEvent runEvent in new Trainer(Toy.Network(), new CrossEntropy(), new Adam()).FitAsync(Toy.Classes(100), epochs: int.MaxValue))
            if (runEvent is EpochFinished && ++epochs == 2) break;
        Assert.Equal(2, epochs);
    }

    [Fact]
    public async Task Errors_reach_whoever_listens() =>
        await Assert.ThrowsAsync<ShapeException>(async () =>
        {
            await foreach (RunEvent runEvent in new Trainer(new Sequential(new Linear(3, 3)), new CrossEntropy(), new Adam()).FitAsync(Toy.Classes(10))) _ = runEvent;
        });

    [Fact]
    public void A_training_goes_on_from_the_weights_that_are_there()
    {
        Dataset data = Toy.Line(64);
        Layer model = new Sequential(new Linear(2, 1));
        new Trainer(model, new MeanSquaredError(), new Sgd { LearningRate = 0.1f }).Fit(data, epochs: 200);
        History again = new Trainer(model, new MeanSquaredError(), new Sgd { LearningRate = 0.1f }).Fit(data, epochs: 1);
        Assert.True(again.Epochs[0].TrainLoss < 1e-3, $"{again.Epochs[0].TrainLoss}");
    }

    [Fact]
    public void Looking_at_untrained_weights_does_not_keep_them_from_being_initialised()
    {
        var layer = new Linear(2, 1);
        Assert.All(layer.Weight.Values<float>().ToArray(), weight => Assert.Equal(0, weight));
        new Trainer(layer, new MeanSquaredError(), new Sgd { LearningRate = 1e-30f }).Fit(Toy.Line(10), epochs: 1);
        Assert.All(layer.Weight.Values<float>().ToArray(), weight => Assert.NotEqual(0, weight));
    }

    [Fact]
    public void Weights_that_were_set_stay_as_they_were_set_even_to_zero()
    {
        var layer = new Linear(2, 1);
        layer.Weight.Set<float>([0, 0]);
        layer.Bias!.Set<float>([0]);
        new Trainer(layer, new MeanSquaredError(), new Sgd { LearningRate = 1e-30f }).Fit(Toy.Line(10), epochs: 1);
        Assert.All(layer.Weight.Values<float>().ToArray(), weight => Assert.Equal(0, weight, 1e-20f));
    }

    [Fact]
    public void Weighted_examples_count_like_repeated_ones()
    {
        Dataset data = Toy.Line(20);
        float[] weights = [.. Enumerable.Range(0, 20).Select(i => i % 3 == 0 ? 2f : 1f)];
        int[] repeated = [.. Enumerable.Range(0, 20).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        double Cost(Dataset set)
        {
            Layer model = new Sequential(new Linear(2, 1));
            model.Initialize(1);
            return new Trainer(model, new MeanSquaredError(), new Sgd()).Evaluate(set)["loss"];
        }

        Assert.Equal(Cost(data.Take(repeated)), Cost(data.WithWeights(weights)), 1e-6);
    }

    [Fact]
    public void Scaled_targets_leave_the_metrics_in_their_own_unit()
    {
        Dataset small = Toy.Line(200);
        Dataset large = Dataset.From(Enumerable.Range(0, 200), i => [(float)small.Inputs.Number(i, 0), (float)small.Inputs.Number(i, 1)], i => 1000 + 500 * (float)small.Targets!.Number(i, 0));
        var trainer = new Trainer(new Sequential(new Linear(2, 1)), new MeanSquaredError(), new Adam { LearningRate = 0.05f }) { TargetScale = Scaling.OfTargets(large) };
        History history = trainer.Fit(large, large, epochs: 60);
        Assert.True(history.Finish.Validation["rmse"] < 20 && history.Finish.Validation["rmse"] > 1e-4, $"{history.Finish.Validation["rmse"]}");
        Assert.True(history.Finish.Validation["loss"] < 1e-3);
    }
}
