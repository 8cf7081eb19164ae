namespace Glissade.Cli.Tests;

/// <summary>Pictures of runs for the screens to draw.</summary>
internal static class Runs
{
    private static RunStarted Started => new()
    {
        Task = "multiclass",
        Target = "digit",
        Rows = 70_000,
        TrainRows = 48_000,
        ValidationRows = 12_000,
        TestRows = 10_000,
        Parameters = 101_770,
        PeakBytes = 3_456_789,
        Layers = [new("flatten", "Flatten", "784", 0), new("linear1", "Linear(784, 128)", "128", 100_480), new("relu", "ReLU", "128", 0), new("linear2", "Linear(128, 10)", "10", 1_290)],
        Loss = "cross_entropy",
        Optimizer = "adam(learning_rate=0.001)",
        Seed = 0,
        BatchSize = 64,
        Epochs = 10,
        BaselineLoss = 2.3025850929940455,
        Baseline = new Dictionary<string, double> { ["accuracy"] = 0.1135, ["balanced_accuracy"] = 0.1, ["log_loss"] = 2.3012 },
    };

    public static RunPicture Begun => new RunPicture
    {
        Data = "mnist",
        Guesses =
        [
            ("task", "multiclass", "the files hold pictures and their classes"),
            ("model", "mlp, hidden 128", "pictures of 28×28 in ten classes"),
            ("validation", "0.2 of the rows, stratified", "nothing was said; every class keeps its share"),
            ("test", "t10k-images-idx3-ubyte.gz", "the folder has test files of its own"),
        ],
    }.With(Started);

    /// <summary>In the middle of the seventh epoch.</summary>
    public static RunPicture Midway
    {
        get
        {
            RunPicture picture = Begun;
            for (int epoch = 1; epoch <= 6; epoch++) picture = picture.With(Epoch(epoch));
            picture = picture.With(new Warning("validation_rising", "validation has begun to rise: 0.08 after epoch 5, 0.09 after epoch 6, while the training cost still falls. The weights of epoch 5 are kept."));
            return picture.With(new Progress { Epoch = 7, Epochs = 10, Batch = 300, Batches = 750, TrainLoss = 0.0312, LearningRate = 1e-3f, ExamplesPerSecond = 151_234, Seconds = 2.8, SecondsLeft = 74 });
        }
    }

    public static RunPicture Ended
    {
        get
        {
            RunPicture picture = Midway;
            for (int epoch = 7; epoch <= 10; epoch++) picture = picture.With(Epoch(epoch));
            return picture.With(new RunFinished
            {
                Reason = FinishReason.Completed,
                BestEpoch = 9,
                Validation = new Dictionary<string, double> { ["loss"] = 0.0812, ["accuracy"] = 0.97675, ["balanced_accuracy"] = 0.9764, ["log_loss"] = 0.0812 },
                Test = new Dictionary<string, double> { ["loss"] = 0.0751, ["accuracy"] = 0.9781, ["balanced_accuracy"] = 0.9779, ["log_loss"] = 0.0751 },
                Seconds = 12.34,
            }) with
            {
                Files = ["runs/mnist-20260102-030405/model.safetensors", "runs/mnist-20260102-030405/last.safetensors", "runs/mnist-20260102-030405/events.jsonl", "runs/mnist-20260102-030405/config.json"],
                Next = ["glissade evaluate runs/mnist-20260102-030405 mnist", "glissade predict runs/mnist-20260102-030405 NEW.csv"],
                Confusion = new Confusion(["cat", "dog", "a very long name of a class"], [[40, 2, 0], [1, 1_234, 3], [0, 0, 7]]),
            };
        }
    }

    /// <summary>Regression, text that would harm a terminal, no validation, a long name; it diverged.</summary>
    public static RunPicture Awkward
    {
        get
        {
            RunPicture picture = new RunPicture { Data = "très \u001b[31mlong\u001b[0m 数据 " + new string('x', 90) + ".csv", Guesses = [("target", "価格", new string('y', 120))] }.With(Started with
            {
                Task = "regression",
                Target = "価格\n",
                ValidationRows = 0,
                TestRows = 0,
                Layers = [new LayerSummary(new string('p', 70), "Linear(1, 1)", "1", 2)],
                FirstEpoch = 4,
                BaselineLoss = double.NaN,
            });
            picture = picture.With(new EpochFinished { Epoch = 4, TrainLoss = 1e-9, LearningRate = 1e-5, ExamplesPerSecond = 12 }).With(new EpochFinished { Epoch = 5, TrainLoss = double.PositiveInfinity });
            return picture.With(new RunFinished { Reason = FinishReason.Diverged, Seconds = 7_800, Divergence = new Divergence(5, 1_234, "linear1", "x·W + b", [.. Enumerable.Range(0, 64)]) });
        }
    }

    private static EpochFinished Epoch(int epoch) => new()
    {
        Epoch = epoch,
        Step = epoch * 750,
        TrainLoss = 0.4 / epoch,
        ValidationLoss = 0.07 + 0.3 / epoch + (epoch > 5 ? 0.004 * (epoch - 5) : 0),
        Metrics = new Dictionary<string, double> { ["accuracy"] = 1 - 0.1 / epoch, ["balanced_accuracy"] = 1 - 0.11 / epoch, ["log_loss"] = 0.07 + 0.3 / epoch },
        LearningRate = 1e-3f,
        GradientNorm = 0.3,
        ExamplesPerSecond = 150_000,
        Seconds = epoch * 0.4,
        IsBest = epoch is <= 5 or 9,
    };
}
