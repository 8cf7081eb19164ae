namespace Glissade.Tests.Training;

/// <summary>Targets that a loss cannot take are refused before the first step, with what would work.</summary>
public sealed class TargetChecksTests
{
    [Theory]
    [InlineData("hinge", 0f, "2·y − 1")]
    [InlineData("soft_margin", 0.5f, "2·y − 1")]
    [InlineData("poisson", -1f, "MeanSquaredError")]
    [InlineData("tweedie", -0.5f, "MeanSquaredError")]
    [InlineData("dice", 2f, "MeanSquaredError")]
    public void A_target_out_of_range_is_named_with_what_would_work(string loss, float bad, string remedy)
    {
        Dataset data = Dataset.From(Enumerable.Range(0, 8), _ => [1f, 2f], i => i == 5 ? bad : 1f);
        Layer model = loss == "dice" ? new Sequential(new Linear(2, 1), new Sigmoid()) : new Sequential(new Linear(2, 1));
        GlissadeException e = Assert.Throws<GlissadeException>(() => new Trainer(model, Catalog.Losses.Parse(loss), new Sgd()).Fit(data, epochs: 1));
        Assert.Contains("example 5", e.Message);
        Assert.Contains(remedy, e.Remedy);
    }

    [Theory]
    [InlineData("ce(ignore_index=2)", "every item of the training set is ignored", 8)]
    [InlineData("ce(ignore_index=2)", "every item of batch", 6)]
    public void What_is_ignored_altogether_is_refused(string loss, string message, int ignored)
    {
        Dataset data = Dataset.From<float, int>([.. Enumerable.Range(0, 16).Select(i => (float)i)], new Shape(2), [.. Enumerable.Range(0, 8).Select(i => i < ignored ? 2 : 1)]);
        Layer model = new Sequential(new Linear(2, 3));
        GlissadeException e = Assert.Throws<GlissadeException>(() => new Trainer(model, Catalog.Losses.Parse(loss), new Sgd()) { BatchSize = 2, Shuffles = false }.Fit(data, epochs: 1));
        Assert.Contains(message, e.Message);
        Assert.NotEmpty(e.Remedy);
    }

    [Theory]
    [InlineData("ce", 3, "targets are numbers", "int[]")]
    [InlineData("mse", 3, "one whole number", "cross_entropy")]
    [InlineData("bce_logits", 1, "example 2 is 2", "one output a class")]
    [InlineData("bce_logits", 1, "example 0 is -1", "(y + 1) / 2")]
    [InlineData("ce", 3, "class -1", "ignore_index=-1")]
    [InlineData("ce", 5, "5 outputs", "3 outputs")]
    [InlineData("ce", 2, "add up to 2", "binary_cross_entropy_with_logits")]
    public void Targets_of_another_kind_are_named_with_what_would_work(string loss, int outputs, string message, string remedy)
    {
        float[] inputs = [.. Enumerable.Range(0, 12).Select(i => (float)i)];
        int[] classes = [.. Enumerable.Range(0, 6).Select(i => message.Contains("-1", StringComparison.Ordinal) && i % 3 == 0 ? -1 : i % 3)];
        Dataset data = message.StartsWith("targets", StringComparison.Ordinal) ? Dataset.From<float, float>(inputs, new Shape(2), [.. classes.Select(label => (float)label)])
            : message.StartsWith("add up", StringComparison.Ordinal) ? Dataset.From<float, float>(inputs, new Shape(2), [.. Enumerable.Repeat(1f, 12)], new Shape(2))
            : Dataset.From<float, int>(inputs, new Shape(2), classes);
        if (outputs == 5) data = data.WithLabels(["a", "b", "c"]);
        GlissadeException e = Assert.Throws<GlissadeException>(() => new Trainer(new Sequential(new Linear(2, outputs)), Catalog.Losses.Parse(loss), new Sgd()).Fit(data, epochs: 1));
        Assert.Contains(message, e.Message);
        Assert.Contains(remedy, e.Remedy);
        Assert.NotEmpty(e.Expected);
    }

    [Theory]
    [InlineData("ctc", new[] { 1, 2, 0, -1 }, "in the target of example 1 the label 0 at position 0 is the blank", "classes other than 0", "by −1")]
    [InlineData("ctc", new[] { 1, 4, 1, -1 }, "in the target of example 0 the label 4 at position 1 does not exist", "classes from 0 to 3, ended by −1", "number the classes from 0")]
    [InlineData("ctc(blank=3)", new[] { 0, 1, 2, 3 }, "in the target of example 1 the label 3 at position 1 is the blank", "classes other than 3", "another class as the blank")]
    [InlineData("ctc(input_lengths=true)", new[] { 6, 1, 7, 2 }, "in the target of example 1 the number of steps 7 at position 0 does not fit", "0 to 6 steps", "strides and pools")]
    [InlineData("ctc(input_lengths=true)", new[] { -1, 1, 6, 2 }, "in the target of example 0 the number of steps -1 at position 0 does not fit", "0 to 6 steps", "strides and pools")]
    public void Labels_of_a_sequence_that_cannot_be_are_named_with_their_example(string loss, int[] targets, string message, string expected, string remedy)
    {
        Dataset data = Dataset.From<float, int>([.. Enumerable.Range(0, 36).Select(i => (float)i)], new Shape(6, 3), targets, new Shape(2));
        GlissadeException e = Assert.Throws<GlissadeException>(() => new Trainer(new Sequential(new Gru(3, 4)), Catalog.Losses.Parse(loss), new Adam()) { BatchSize = 2 }.Fit(data, epochs: 1));
        Assert.StartsWith(message, e.Message);
        Assert.Contains(expected, e.Expected);
        Assert.Contains(remedy, e.Remedy);
        Assert.Contains("training set, example", e.Where);
    }

    [Fact]
    public void Classes_in_order_may_be_one_more_than_the_outputs()
    {
        Dataset Data(int largest) => Dataset.From<float, int>([.. Enumerable.Range(0, 16).Select(i => (float)i)], new Shape(2), [.. Enumerable.Range(0, 8).Select(i => i == 3 ? largest : 1)]);
        History Fit(int largest) => new Trainer(new Sequential(new Linear(2, 3)), new CornOrdinal(), new Sgd { LearningRate = 1e-3f }).Fit(Data(largest), epochs: 1);
        Assert.Equal(FinishReason.Completed, Fit(3).Reason);
        Assert.Contains("class 4 of example 3", Assert.Throws<GlissadeException>(() => Fit(4)).Message);
    }

    [Fact]
    public void A_root_is_taken_once_of_the_whole_set()
    {
        Layer model = new Sequential(new Linear(2, 1));
        Dataset data = Toy.Line(300);
        double root = new Trainer(model, new RootMeanSquaredError(), new Sgd()).Evaluate(data)["loss"], mean = new Trainer(model, new MeanSquaredError(), new Sgd()).Evaluate(data)["loss"];
        Assert.Equal(Math.Sqrt(mean), root, 1e-6);
        History history = new Trainer(model, new RootMeanSquaredError(), new Sgd { LearningRate = 0.01f }) { BatchSize = 32 }.Fit(data, epochs: 20);
        Assert.True(history.Epochs[^1].TrainLoss < root, $"{history.Epochs[^1].TrainLoss} is not below {root}.");
    }
}
