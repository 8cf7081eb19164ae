namespace Glissade.Cli.Tests;

public sealed class ConfigurationTests
{
    private static readonly TrainingOptions Said = new()
    {
        Data = "a b.csv",
        Target = "price",
        Task = "regression",
        Features = ["area", "rooms, with a comma", "a \"quote\""],
        Ignore = ["id"],
        Model = "mlp",
        Hidden = [128, 64],
        Activation = "tanh",
        Dropout = 0.1,
        Loss = "huber(delta=2)",
        Optimizer = "adam",
        LearningRate = 3e-4,
        Schedule = "cosine",
        WeightDecay = 0.01,
        ClipNorm = 1,
        Mixup = 0.2,
        StopAtLoss = 0.1,
        StopAtGradientNorm = 0.01,
        Epochs = 7,
        BatchSize = 16,
        Patience = 3,
        MaxTime = TimeSpan.FromSeconds(5430),
        Validation = "0.25",
        Test = "test.csv",
        Split = "group:city",
        Missing = "age=impute,cabin=drop",
        Metrics = ["rmse", "fbeta(beta=2, average=macro)"],
        Seed = -5,
        Threads = 2,
        Output = "runs/x",
        Resume = true,
    };

    [Fact]
    public void What_is_written_reads_as_the_same()
    {
        Assert.Equal(Said.ToConfiguration(), ReadAll(Said.ToConfiguration()).ToConfiguration());
        Assert.Equal(new TrainingOptions().ToConfiguration(), ReadAll(new TrainingOptions().ToConfiguration()).ToConfiguration());
        TrainingOptions read = ReadAll(Said.ToConfiguration());
        Assert.Equal(Said.Features, read.Features);
        Assert.Equal(Said.Hidden, read.Hidden);
        Assert.Equal(Said.Metrics, read.Metrics);
        Assert.Equal(Said, read with { Features = Said.Features, Ignore = Said.Ignore, Hidden = Said.Hidden, Metrics = Said.Metrics });
    }

    [Fact]
    public void Every_option_is_written_and_none_is_as_at_first()
    {
        // A new property without a row, or a row that writes another property, would be seen here.
        string[] at = new TrainingOptions().ToConfiguration().Split('\n'), then = Said.ToConfiguration().Split('\n');
        foreach (TrainingOption option in TrainingOption.All)
        {
            Assert.Contains(at, line => line.StartsWith($"  \"{option.Name}\":", StringComparison.Ordinal));
            Assert.NotEqual(at.Single(line => line.StartsWith($"  \"{option.Name}\":", StringComparison.Ordinal)).TrimEnd(','),
                then.Single(line => line.StartsWith($"  \"{option.Name}\":", StringComparison.Ordinal)).TrimEnd(','));
        }

        Assert.Equal(typeof(TrainingOptions).GetProperties().Length, TrainingOption.All.Count);
    }

    [Theory]
    [InlineData("{\"epocs\": 5}", "the key 'epocs' is unknown", "\"epochs\"")]
    [InlineData("{\"learning_rate\": 0.1, \"learning-rate\": 0.2}", "given twice", "learning-rate")]
    [InlineData("{\"epochs\": {}}", "the key 'epochs' does not take this value", "N")]
    [InlineData("{\"features\": [[1]]}", "the key 'features' does not take this value", "A,B")]
    [InlineData("[1]", "must be one object", "target")]
    [InlineData("{\"epochs\": 5", "is not JSON", "line 1")]
    [InlineData("", "is not JSON", "line 1")]
    public void A_file_that_cannot_be_meant_is_refused(string text, string says, string alsoSays)
    {
        GlissadeException error = Assert.Throws<GlissadeException>(() => TrainingOptions.ReadConfiguration(text, "c.json"));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains(alsoSays, error.Describe(), StringComparison.Ordinal);
        Assert.Contains("c.json", error.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5m", 90)]
    [InlineData("45", 45)]
    public void Times_are_read(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), TrainingOption.Find("max-time")!.Read(new TrainingOptions(), text).MaxTime);

    private static TrainingOptions ReadAll(string text)
    {
        var options = new TrainingOptions();
        foreach ((string name, string value) in TrainingOptions.ReadConfiguration(text, "c.json")) options = TrainingOption.Find(name)!.Read(options, value);
        return options;
    }
}
