namespace Glissade.Tests.Training;

public sealed class ResumeTests
{
    [Fact]
    public void An_interrupted_training_goes_on_to_the_same_bits()
    {
        Dataset train = Toy.Classes(300), validation = Toy.Classes(60, 2);
        Layer whole = Toy.Network();
        History expected = Trainer(whole, null, false).Fit(train, validation, epochs: 6);

        foreach (int stop in (int[])[1, 2, 9, 10, 11, 37, 59])
        {
            string folder = Toy.Folder();
            try
            {
                string path = Path.Combine(folder, "last.safetensors");
                // Stopped in the middle of epochs, twice; every time a new network goes on, as a new process would.
                Interrupted(Toy.Network(), path, train, validation, stop);
                Interrupted(Toy.Network(), path, train, validation, 13);
                Layer model = Toy.Network();
                History history = Trainer(model, path, true).Fit(train, validation, epochs: 6);
                Assert.Equal(Toy.Bits(whole), Toy.Bits(model));
                Assert.Equal(expected.Finish.BestEpoch, history.Finish.BestEpoch);
                Assert.Equal(expected.Epochs.Select(epoch => (epoch.TrainLoss, epoch.ValidationLoss)), history.Epochs.Select(epoch => (epoch.TrainLoss, epoch.ValidationLoss)));
            }
            finally
            {
                Directory.Delete(folder, true);
            }
        }
    }

    [Fact]
    public void A_schedule_that_waits_for_a_plateau_goes_on_where_it_was()
    {
        Dataset train = Toy.Classes(200), validation = Toy.Classes(60, 2);
        var plateau = new WarmupSchedule { Steps = 3, Inner = new ReduceOnPlateauSchedule { Patience = 1, Threshold = 0.3, Reduction = 0.5, Cooldown = 1 } };
        Layer whole = Toy.Network();
        History expected = Plateau(whole, null).Fit(train, validation, epochs: 12);
        Assert.True(expected.Epochs.Select(epoch => epoch.LearningRate).Distinct().Count() > 3);
        foreach (int stop in (int[])[5, 20, 33, 60])
        {
            string path = Path.Combine(Toy.Folder(), "last.safetensors");
            using var cancel = new CancellationTokenSource();
            int taken = 0;
            Plateau(Toy.Network(), path, () => { if (++taken == stop) cancel.Cancel(); }).Fit(train, validation, epochs: 12, cancellationToken: cancel.Token);
            Layer model = Toy.Network();
            History history = Plateau(model, path).Fit(train, validation, epochs: 12);
            Assert.Equal(Toy.Bits(whole), Toy.Bits(model));
            Assert.Equal(expected.Epochs.Select(epoch => epoch.LearningRate), history.Epochs.Select(epoch => epoch.LearningRate));
            Directory.Delete(Path.GetDirectoryName(path)!, true);
        }

        Trainer Plateau(Layer model, string? path, Action? onStep = null)
        {
            var counted = new LambdaSchedule((_, _) =>
            {
                onStep?.Invoke();
                return 1;
            });
            return Trainer(model, path, path is not null, new ChainSchedule { Schedules = [plateau, counted] });
        }
    }

    [Fact]
    public void A_finished_training_that_is_resumed_stays_what_it_is()
    {
        string path = Path.Combine(Toy.Folder(), "last.safetensors");
        Dataset train = Toy.Classes(100), validation = Toy.Classes(30, 2);
        Layer first = Toy.Network(), second = Toy.Network();
        History a = Trainer(first, path, false).Fit(train, validation, epochs: 3), b = Trainer(second, path, true).Fit(train, validation, epochs: 3);
        Assert.Equal(Toy.Bits(first), Toy.Bits(second));
        Assert.Equal(a.Finish.BestEpoch, b.Finish.BestEpoch);
        Directory.Delete(Path.GetDirectoryName(path)!, true);
    }

    [Fact]
    public void The_state_of_another_training_is_refused_and_the_difference_named()
    {
        string path = Path.Combine(Toy.Folder(), "last.safetensors");
        Trainer(Toy.Network(), path, false).Fit(Toy.Classes(100), epochs: 1);
        GlissadeException wrong = Assert.Throws<GlissadeException>(() => Trainer(Toy.Network(17), path, true).Fit(Toy.Classes(100), epochs: 1));
        Assert.Contains("network", wrong.Message, StringComparison.Ordinal);
        Assert.Throws<GlissadeException>(() => Trainer(Toy.Network(), path, true).Fit(Toy.Classes(101), epochs: 1));
        Directory.Delete(Path.GetDirectoryName(path)!, true);
    }

    [Fact]
    public void A_damaged_state_is_refused_and_changes_nothing()
    {
        string path = Path.Combine(Toy.Folder(), "last.safetensors");
        Trainer(Toy.Network(), path, false).Fit(Toy.Classes(100), epochs: 1);
        byte[] good = File.ReadAllBytes(path);
        foreach (int length in (int[])[0, 7, 100, good.Length - 1])
        {
            File.WriteAllBytes(path, good[..length]);
            Assert.Throws<GlissadeException>(() => Trainer(Toy.Network(), path, true).Fit(Toy.Classes(100), epochs: 1));
        }

        Directory.Delete(Path.GetDirectoryName(path)!, true);
    }

    private static Trainer Trainer(Layer model, string? path, bool resume, Schedule? schedule = null) => new(model, new CrossEntropy(), new Adam { LearningRate = 1e-2f })
    {
        BatchSize = 32,
        Seed = 11,
        Schedule = schedule ?? new Counted(() => { }),
        CheckpointPath = path,
        Resume = resume,
        CheckpointInterval = TimeSpan.Zero,
    };

    private static void Interrupted(Layer model, string path, Dataset train, Dataset validation, int steps)
    {
        using var cancel = new CancellationTokenSource();
        int taken = 0;
        Trainer(model, path, true, new Counted(() => { if (++taken == steps) cancel.Cancel(); })).Fit(train, validation, epochs: 6, cancellationToken: cancel.Token);
    }

    /// <summary>A cosine that counts the steps, as it is asked at every one.</summary>
    private sealed record Counted(Action OnStep) : Schedule
    {
        public override double Factor(long step, long totalSteps)
        {
            OnStep();
            return new CosineSchedule().Factor(step, totalSteps);
        }
    }
}
