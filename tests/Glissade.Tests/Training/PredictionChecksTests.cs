namespace Glissade.Tests.Training;

/// <summary>An end without a name is known by what it gives: what is no probability is refused before the first step, what may be one is trained.</summary>
public sealed class PredictionChecksTests
{
    [Fact]
    public void An_activation_must_give_what_the_loss_takes()
    {
        string[] bounded = ["sigmoid", "hard_sigmoid", "hard_tanh(minimum=0, maximum=1)", "softmax", "softmin", "sparsemax"];
        foreach (string text in Catalog.Activations.Rows.Where(row => row.Name is not ("prelu" or "identity")).SelectMany(row => row.Samples.Prepend(row.Name)).Union(bounded).Where(text => !text.Contains("pieces=3", StringComparison.Ordinal)))
        {
            // Two numbers go through a gate as one.
            bool isBounded = bounded.Contains(text.Split("(axis")[0]);
            Assert.Equal(isBounded, Fits("bce", text, 2));
            if (isBounded) Assert.False(Fits("bce_logits", text, 2), $"bce_logits takes {text}");
        }

        foreach (string text in (string[])["sparsemax", "softmin", "hard_sigmoid", "gelu", "elu"])
        {
            Assert.Equal(text is "gelu" or "elu", Fits("ce", text, 3));
            Assert.Equal(text is "sparsemax" or "softmin", Fits("cce", text, 3));
        }
    }

    [Theory]
    [InlineData("bce", "batch_norm(channels=3)", "binary_cross_entropy_with_logits as the loss")]
    [InlineData("bce", "residual(layers=[sigmoid])", "a sigmoid as the last layer")]
    [InlineData("cce", "parallel(branches=[sigmoid, tanh], combine=add)", "a softmax as the last layer")]
    [InlineData("nll", "layer_norm(inputs=3)", "a log-softmax as the last layer")]
    [InlineData("poisson(log_input=false)", "layer_norm(inputs=3)", "a softplus as the last layer")]
    public void Other_ends_are_looked_at_with_the_first_examples(string loss, string end, string remedy)
    {
        Layer model = new Sequential(new Linear(2, 3), Catalog.Layers.Parse(end));
        Dataset data = loss is "cce" or "nll" ? Toy.Classes(20) : Dataset.From<float, float>([.. Enumerable.Range(0, 40).Select(i => i * 0.1f)], new Shape(2), new float[60], new Shape(3));
        GlissadeException e = Assert.Throws<GlissadeException>(() => new Trainer(model, Catalog.Losses.Parse(loss), new Sgd()).Fit(data, epochs: 1));
        Assert.Contains(remedy, e.Remedy);
        Assert.StartsWith("layer '", e.Where);
    }

    [Fact]
    public void What_gives_probabilities_in_its_own_way_is_trained()
    {
        Layer half = new Sequential(new Linear(2, 1), new Lambda(x => x.Sigmoid() * 0.5 + 0.25, "between"));
        Dataset data = Dataset.From(Enumerable.Range(0, 8), i => [i, 1f], i => i % 2);
        Assert.Equal(FinishReason.Completed, new Trainer(half, new BinaryCrossEntropy(), new Sgd()).Fit(data, epochs: 1).Reason);
    }

    private static bool Fits(string loss, string end, int outputs)
    {
        int width = outputs * (Catalog.Activations.Parse(end) is GatedActivation or Maxout ? 2 : 1);
        Layer model = new Sequential(new Linear(2, width), Catalog.Activations.Parse(end));
        Dataset data = loss is "ce" or "cce" ? Toy.Classes(12) : Dataset.From<float, float>([.. Enumerable.Range(0, 24).Select(i => i * 0.1f)], new Shape(2), new float[12 * outputs], new Shape(outputs));
        try
        {
            new Trainer(model, Catalog.Losses.Parse(loss), new Sgd { LearningRate = 1e-6f }).Fit(data, epochs: 1);
            return true;
        }
        catch (GlissadeException)
        {
            return false;
        }
    }
}
