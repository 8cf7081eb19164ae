using System.Text.Json;

namespace Glissade.Tests.Training;

public sealed class RunEventJsonTests
{
    private static readonly RunStarted Started = new()
    {
        Task = "multiclass",
        Target = "die \"Art\"\n",
        Rows = 150,
        TrainRows = 120,
        ValidationRows = 30,
        Parameters = 67,
        PeakBytes = 1L << 40,
        Layers = [new LayerSummary("linear1", "Linear(4, 3)", "3", 15)],
        Loss = "CrossEntropy",
        Optimizer = "Adam(learning_rate=0.001)",
        Seed = 7,
        BatchSize = 32,
        Epochs = 200,
        FirstEpoch = 3,
        BaselineLoss = 1.0986122886681098,
        Baseline = new Dictionary<string, double> { ["accuracy"] = 1.0 / 3 },
    };

    private static readonly EpochFinished Epoch = new()
    {
        Epoch = 2,
        Step = 8,
        TrainLoss = 0.1 + 0.2,
        ValidationLoss = 5e-324,
        Metrics = new Dictionary<string, double> { ["accuracy"] = 0.9666666666666667, ["log_loss"] = 1e300 },
        LearningRate = 1e-3f,
        GradientNorm = 12.5,
        ExamplesPerSecond = 123456.75,
        Seconds = 0.25,
        IsBest = true,
    };

    private static readonly RunFinished Finished = new()
    {
        Reason = FinishReason.Diverged,
        BestEpoch = 1,
        Validation = new Dictionary<string, double> { ["loss"] = 0.3 },
        Test = new Dictionary<string, double> { ["loss"] = 0.4, ["accuracy"] = 1 },
        Model = "runs/iris/model.safetensors",
        Divergence = new Divergence(2, 9, "linear2", "Exp", [4, 5]),
        Seconds = 1.5,
    };

    [Fact]
    public void What_is_written_reads_as_the_same_record()
    {
        foreach (RunEvent written in (RunEvent[])[Started, Epoch, Finished, Finished with { Divergence = null, Reason = FinishReason.EarlyStopping }, new Warning("validation_rising", "Validation rises — since epoch 3.")])
        {
            string line = RunEventJson.Write(written);
            RunEvent read = RunEventJson.Read(line)!;
            Assert.Equal(line, RunEventJson.Write(read));
            Assert.Equal(written.GetType(), read.GetType());
        }

        var started = (RunStarted)RunEventJson.Read(RunEventJson.Write(Started))!;
        Assert.Equal(Started.Layers, started.Layers);
        Assert.Equal(Started.Baseline, started.Baseline);
        Assert.Equal(Started, started with { Layers = Started.Layers, Baseline = Started.Baseline });
        var epoch = (EpochFinished)RunEventJson.Read(RunEventJson.Write(Epoch))!;
        Assert.Equal(Epoch.Metrics, epoch.Metrics);
        Assert.Equal(Epoch, epoch with { Metrics = Epoch.Metrics });
        var finished = (RunFinished)RunEventJson.Read(RunEventJson.Write(Finished))!;
        Assert.Equal(Finished.Divergence!.Rows, finished.Divergence!.Rows);
        Assert.Equal((9, "linear2", "Exp"), (finished.Divergence.Step, finished.Divergence.Layer, finished.Divergence.Operation));
    }

    [Fact]
    public void The_contract_s_fields_stand_in_every_line_with_the_event_first_and_the_version_second()
    {
        Has(Started, "task target rows train_rows validation_rows parameters peak_bytes loss optimizer seed");
        Has(Epoch, "epoch step train_loss validation_loss metrics learning_rate gradient_norm examples_per_second seconds");
        Has(new Warning("a", "b"), "code message");
        Has(Finished, "reason best_epoch validation test model seconds");

        static void Has(RunEvent written, string names)
        {
            string line = RunEventJson.Write(written);
            Assert.StartsWith($"{{\"event\":\"{written.Name}\",\"v\":1,", line, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', line);
            using JsonDocument document = JsonDocument.Parse(line);
            foreach (string name in names.Split(' ')) Assert.True(document.RootElement.TryGetProperty(name, out _), $"{written.Name} has no field {name}");
        }
    }

    [Fact]
    public void What_JSON_has_no_number_for_is_null_and_reads_as_NaN()
    {
        string line = RunEventJson.Write(Epoch with { TrainLoss = double.PositiveInfinity, ValidationLoss = double.NaN, Metrics = new Dictionary<string, double> { ["r2"] = double.NaN } });
        Assert.Contains("\"train_loss\":null,\"validation_loss\":null,\"metrics\":{\"r2\":null}", line, StringComparison.Ordinal);
        var read = (EpochFinished)RunEventJson.Read(line)!;
        Assert.Equal((double.NaN, double.NaN, double.NaN), (read.TrainLoss, read.ValidationLoss, read.Metrics["r2"]));
    }

    [Fact]
    public void Unknown_kinds_and_fields_are_passed_over()
    {
        Assert.Null(RunEventJson.Read("""{"event":"weights_drawn","v":9,"x":[1]}"""));
        Assert.Equal(new Warning("a", "b"), RunEventJson.Read("""{"event":"warning","v":2,"new":{"y":1},"code":"a","message":"b"}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"event\":\"epoch_finished\",\"v\":1,\"epo")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("{\"event\":\"epoch_finished\",\"epoch\":\"two\"}")]
    [InlineData("{\"event\":\"epoch_finished\",\"epoch\":99999999999999999999}")]
    [InlineData("{\"event\":\"run_finished\",\"reason\":\"boredom\"}")]
    public void A_line_that_is_no_event_is_refused(string line) => Assert.Throws<GlissadeException>(() => RunEventJson.Read(line));

    [Fact]
    public void Progress_has_no_line() => Assert.Throws<NotSupportedException>(() => RunEventJson.Write(new Progress()));
}
