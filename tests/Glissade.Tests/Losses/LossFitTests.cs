namespace Glissade.Tests.Losses;

/// <summary>A network's end that cannot suit the loss is refused, with what would work; a right one never is.</summary>
public sealed class LossFitTests
{
    [Theory]
    [InlineData("ce", "softmax", "take the softmax away")]
    [InlineData("ce", "log_softmax", "take the log-softmax away")]
    [InlineData("ce", "sigmoid", "take the sigmoid away")]
    [InlineData("bce_logits", "sigmoid", "take the sigmoid away")]
    [InlineData("bce_logits", "softmax", "take the softmax away")]
    [InlineData("bce", "identity", "binary_cross_entropy_with_logits as the loss")]
    [InlineData("bce", "tanh", "a sigmoid as the last layer")]
    [InlineData("bce", "relu", "a sigmoid as the last layer")]
    [InlineData("bce", "log_softmax", "a sigmoid as the last layer")]
    [InlineData("cce", "identity", "cross_entropy as the loss")]
    [InlineData("cce", "sigmoid", "a softmax as the last layer")]
    [InlineData("cce", "log_softmax", "a softmax as the last layer")]
    [InlineData("nll", "softmax", "a log-softmax instead")]
    [InlineData("nll", "identity", "cross_entropy as the loss")]
    [InlineData("kl", "softmax", "a log-softmax instead")]
    [InlineData("brier", "identity", "a softmax as the last layer")]
    [InlineData("focal", "softmax", "take the softmax away")]
    [InlineData("binary_focal", "sigmoid", "take the sigmoid away")]
    [InlineData("dice", "identity", "a sigmoid as the last layer")]
    [InlineData("poisson(log_input=false)", "identity", "a softplus as the last layer")]
    [InlineData("ctc", "softmax", "a log-softmax instead")]
    [InlineData("ctc", "sigmoid", "take the sigmoid away")]
    public void An_end_that_cannot_be_right_is_refused(string loss, string end, string remedy)
    {
        foreach (Func<Tensor, Tensor> seen in (Func<Tensor, Tensor>[])[x => x, x => x.Reshape(4, 3, 1), x => x.Cast(DType.Float64).Reshape(12), x => Composite.Define("Own", [x], x.Transpose())])
        {
            Tensor prediction = seen(Network(end, 3));
            GlissadeException e = Assert.Throws<GlissadeException>(() => LossFit.Check(Catalog.Losses.Parse(loss), prediction));
            Assert.Contains(remedy, e.Remedy);
            Assert.NotEmpty(e.Expected);
            Assert.StartsWith("layer '", e.Where);
        }
    }

    [Theory]
    [InlineData("ce", "identity")]
    [InlineData("ce", "relu")]
    [InlineData("bce_logits", "identity")]
    [InlineData("bce", "sigmoid")]
    [InlineData("bce", "softmax")]
    [InlineData("cce", "softmax")]
    [InlineData("mse", "identity")]
    [InlineData("mse", "sigmoid")]
    [InlineData("mse", "tanh")]
    [InlineData("huber", "relu")]
    [InlineData("ctc", "identity")]
    [InlineData("ctc", "log_softmax")]
    public void A_right_end_is_taken(string loss, string end) => LossFit.Check(Catalog.Losses.Parse(loss), Network(end, 3));

    [Theory]
    [InlineData("mse")]
    [InlineData("bce")]
    [InlineData("cce")]
    [InlineData("ce")]
    public void A_softmax_over_one_output_is_refused(string loss)
    {
        GlissadeException e = Assert.Throws<GlissadeException>(() => LossFit.Check(Catalog.Losses.Parse(loss), Network("softmax", 1)));
        Assert.Contains("always 1", e.Message);
    }

    [Fact]
    public void What_is_written_by_hand_is_seen_too()
    {
        Tensor Ends(Func<Tensor, Tensor> formula) => new Sequential(new Linear(2, 3), new Lambda(formula, "by hand")).Apply(new Input("x", new Shape(4, 2)), Pass.Inference());
        Refused("ce", Ends(x => x.Exp() / x.Exp().Sum(1, keepDimensions: true)), "take the softmax away");
        Refused("ce", Ends(x => x.Softmax().Log()), "take the log-softmax away");
        Refused("bce_logits", Ends(x => 1 / (1 + (-x).Exp())), "take the sigmoid away");
        Refused("bce", Ends(x => x.Softmax().Log()), "a sigmoid as the last layer");
        LossFit.Check(new NegativeLogLikelihood(), Ends(x => x.Softmax().Log()));
        LossFit.Check(new CategoricalCrossEntropy(), Ends(x => x.Exp() / x.Exp().Sum(1, keepDimensions: true)));
    }

    [Fact]
    public void A_convolution_and_branches_are_ends_as_well()
    {
        Tensor Of(Shape shape, params Layer[] layers) => new Sequential(layers).Apply(new Input("x", shape), Pass.Inference());
        foreach (Layer end in (Layer[])[new Conv1d(2, 3, 1), new Conv1d(2, 3, 1, bias: false), new ConvTranspose1d(2, 3, 2)])
        {
            Refused("bce", Of(new Shape(4, 2, 5), end), "binary_cross_entropy_with_logits as the loss");
            Refused("cce", Of(new Shape(4, 2, 5), end, new Flatten()), "cross_entropy as the loss");
            LossFit.Check(new CrossEntropy(), Of(new Shape(4, 2, 5), end));
        }

        Refused("ce", Of(new Shape(4, 2), new ParallelLayers(1, new Linear(2, 2), new Sequential(new Linear(2, 2), new Softmax()))), "take the softmax away");
        Refused("bce", Of(new Shape(4, 2), new ParallelLayers(1, new Linear(2, 2), new Linear(2, 1))), "a sigmoid as the last layer");
        LossFit.Check(new BinaryCrossEntropy(), Of(new Shape(4, 2), new ParallelLayers(1, new Sequential(new Linear(2, 2), new Softmax()), new Sequential(new Linear(2, 1), new Sigmoid()))));
    }

    [Theory]
    [InlineData("ce", "identity")]
    [InlineData("cce", "softmax")]
    [InlineData("nll", "log_softmax")]
    public void Classes_in_the_last_axis_are_refused(string loss, string end)
    {
        // As many steps as classes: no shape tells.
        Layer steps = new TimeDistributed(new Sequential(new Linear(2, 3), Catalog.Activations.Parse(end)));
        Refused(loss, steps.Apply(new Input("x", new Shape(4, 3, 2)), Pass.Inference()), "permute(axes=[2, 1])");
        LossFit.Check(Catalog.Losses.Parse(loss), new Sequential(steps, new Permute([2, 1])).Apply(new Input("x", new Shape(4, 3, 2)), Pass.Inference()));
        Tensor byHand = new Input("x", new Shape(4, 3, 3)), branches = new ParallelLayers(2, steps, steps).Apply(new Input("x", new Shape(4, 6, 2)), Pass.Inference());
        Refused("cce", byHand.Exp() / byHand.Exp().Sum(2, keepDimensions: true), "permute(axes=[2, 1])");
        LossFit.Check(Catalog.Losses.Parse(loss), branches);
        ShapeException e = Assert.Throws<ShapeException>(() => Catalog.Losses.Parse(loss).Cost(new Input("p", new Shape(4, 5, 3)), new Input("t", new Shape(4, 5), DType.Int32)));
        Assert.Contains("permute(axes=[2, 1])", e.Message);
    }

    [Fact]
    public void One_output_is_no_choice()
    {
        foreach (string end in (string[])["identity", "sigmoid", "relu"])
            Refused("ce", Network(end, 1), "binary_cross_entropy_with_logits");
        LossFit.Check(new CornOrdinal(), Network("identity", 1));
    }

    [Fact]
    public void Of_what_is_not_known_nothing_is_refused()
    {
        foreach (CatalogRow<Loss> row in Catalog.Losses.Rows)
        {
            LossFit.Check(row.Prototype, new Input("x", new Shape(4, 3)));
            LossFit.Check(row.Prototype, new Input("x", new Shape(4, 3)).Square() + 1);
        }
    }

    [Fact]
    public void A_long_sum_is_looked_at_once()
    {
        Tensor x = new Input("x", new Shape(4, 3));
        for (int i = 0; i < 10_000; i++) x = x + x;
        LossFit.Check(new BinaryCrossEntropy(), x);
    }

    private static void Refused(string loss, Tensor prediction, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<GlissadeException>(() => LossFit.Check(Catalog.Losses.Parse(loss), prediction)).Remedy);

    private static Tensor Network(string end, int outputs) =>
        new Sequential(new Linear(2, outputs), Catalog.Activations.Parse(end)).Apply(new Input("x", new Shape(4, 2)), Pass.Inference());
}
