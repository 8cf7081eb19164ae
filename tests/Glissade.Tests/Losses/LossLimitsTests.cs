using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Losses;

/// <summary>Infinite predictions cost what the limit is; where there is none is listed, with the reason. NaN is never hidden, and stays with its example.</summary>
public sealed class LossLimitsTests
{
    private const string NoDirection = "A vector of infinite length has no direction, and two infinite distances have no difference.";
    private const string NoSoftmax = "Of several +∞, or of −∞ alone, there is no softmax; the slope at one +∞ is NaN, as all of it is in PyTorch.";
    private const string NoDifference = "∞ − ∞: a score that is infinite beside another that is, too.";

    // The first number of the first example, the last one, or all of them are infinite; "slope" where the value alone has a limit.
    private static readonly Dictionary<string, (string Places, string Reason)> s_without = new()
    {
        ["gaussian_nll"] = ("+∞ all", "A mean and a variance that are both infinite have no ratio."),
        ["log_normal_nll"] = ("+∞ all", "A mean and a variance that are both infinite have no ratio."),
        ["cosine_similarity"] = ("+∞ all, +∞ first, +∞ last, −∞ all, −∞ first, −∞ last", NoDirection),
        ["cosine_embedding"] = ("+∞ all, +∞ first, +∞ last, −∞ all, −∞ first, −∞ last", NoDirection),
        ["triplet_margin"] = ("+∞ all, +∞ first, +∞ last, −∞ all, −∞ first, −∞ last", NoDirection),
        ["info_nce"] = ("+∞ all, +∞ first, +∞ last, −∞ all, −∞ first, −∞ last", NoDirection),
        ["supervised_contrastive"] = ("+∞ all, +∞ first, +∞ last, −∞ all, −∞ first, −∞ last", NoDirection),
        ["binary_cross_entropy_with_logits"] = ("+∞ all, −∞ all", "An infinite cost times a weight of 0."),
        ["binary_focal"] = ("+∞ all: slope, +∞ first: slope, +∞ last: slope, −∞ all: slope, −∞ first: slope, −∞ last: slope", "Where the cost is infinite, the slope of its discount makes it ∞·0."),
        ["cross_entropy"] = ("+∞ all, +∞ first: slope, +∞ last: slope, −∞ all", NoSoftmax),
        ["focal"] = ("+∞ all, +∞ first: slope, +∞ last: slope, −∞ all, −∞ first: slope, −∞ last: slope", NoSoftmax),
        ["poly_cross_entropy"] = ("+∞ all, +∞ first: slope, +∞ last: slope, −∞ all", NoSoftmax),
        ["generalized_cross_entropy"] = ("+∞ all, +∞ first: slope, +∞ last: slope, −∞ all", NoSoftmax),
        ["ctc"] = ("+∞ all, +∞ first: slope, +∞ last: slope, −∞ all", NoSoftmax),
        ["categorical_hinge"] = ("+∞ all, +∞ first, +∞ last, −∞ all", NoDifference),
        ["multi_margin"] = ("+∞ all, −∞ all", NoDifference),
        ["multi_label_margin"] = ("+∞ all, −∞ all", NoDifference),
        ["margin_ranking"] = ("+∞ all, −∞ all", NoDifference),
    };

    public static TheoryData<string> Names => [.. Catalog.Losses.Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Infinite_predictions_have_the_limit_unless_there_is_none(string name)
    {
        string found = string.Join(", ", LossLimits.Missing(Catalog.Losses.Find(name)!));
        Assert.Equal(s_without.TryGetValue(name, out (string Places, string Reason) listed) ? listed.Places : "", found);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_no_number_stays_none_and_stays_with_its_example(string name)
    {
        foreach ((Loss loss, Parameter prediction, Tensor target) in LossSamples.Of(name, DType.Float32))
        {
            (double[] values, _, double[] otherValues, double[] otherSlopes) = LossLimits.At(loss, prediction, target, double.NaN, "all");
            Assert.All(values, value => Assert.True(double.IsNaN(value), $"{loss} of NaN is {value}."));
            // What compares the examples of a batch has no example of its own.
            if (loss.IsSumOverItems || loss.TakesRoot) Assert.All(otherValues.Concat(otherSlopes), value => Assert.True(double.IsFinite(value), $"beside an example of NaN another one of {loss} has {value}."));
        }
    }

    [Fact]
    public void Labels_that_do_not_fit_into_the_steps_cost_infinity_or_nothing_and_have_no_slope()
    {
        foreach ((string text, double cost) in (ReadOnlySpan<(string, double)>)[("ctc", double.PositiveInfinity), ("ctc(zero_infinity=true)", 0)])
        {
            // Two steps, but equal labels need a blank between them.
            Parameter prediction = Evaluated.Parameter([0.3, 0.2, -1, 2, 0.5, 0.1], new Shape(1, 2, 3));
            Tensor value = Catalog.Losses.Parse(text).Cost(prediction, Tensor.From([1, 1], new Shape(1, 2)));
            double[][] found = Evaluated.Of(value, Gradient.Of(value, prediction)[0]);
            Assert.Equal(cost, found[0][0]);
            Assert.All(found[1], slope => Assert.Equal(0, slope));
        }
    }

    [Theory]
    [InlineData("ctc", new[] { 1, -1, 2, 0 }, "loss: ctc: the label 0 at position [1, 1] of [2, 2] is the blank, which stands for no label; expected classes other than 0, ended by −1")]
    [InlineData("ctc(blank=2)", new[] { 1, 2, 1, 0 }, "the label 2 at position [0, 1] of [2, 2] is the blank")]
    [InlineData("ctc", new[] { 1, 3, 2, 1 }, "the label 3 at position [0, 1] of [2, 2] does not exist; expected classes from 0 to 2, ended by −1")]
    [InlineData("ctc", new[] { 1, -2, 2, 1 }, "the label -2 at position [0, 1] of [2, 2] does not exist")]
    [InlineData("ctc(input_lengths=true)", new[] { 4, 1, 5, 1 }, "the number of steps 5 at position [1, 0] of [2, 1] does not fit; expected 0 to 4 steps")]
    [InlineData("ctc(input_lengths=true)", new[] { -1, 1, 4, 1 }, "the number of steps -1 at position [0, 0] of [2, 1] does not fit")]
    public void Labels_and_lengths_that_cannot_be_end_the_run_and_are_named(string loss, int[] target, string message)
    {
        Parameter prediction = Evaluated.Parameter([.. Enumerable.Range(0, 24).Select(i => Math.Sin(i))], new Shape(2, 4, 3));
        Tensor cost = Catalog.Losses.Parse(loss).Cost(prediction, Tensor.From(target, new Shape(2, 2)));
        Assert.Contains(message, Assert.Throws<IndexException>(() => Evaluated.Of(cost, Gradient.Of(cost, prediction)[0])).Message);
    }

    [Theory]
    [InlineData("nll")]
    [InlineData("categorical_cross_entropy")]
    [InlineData("cross_entropy")]
    [InlineData("multi_margin")]
    public void A_class_that_does_not_exist_is_named_by_its_number(string loss)
    {
        Tensor cost = Catalog.Losses.Parse(loss).Cost(Tensor.Full(0.25, new Shape(2, 4)), Tensor.From([1, 4]));
        Assert.Contains("the index 4 at position [1] of [2] is outside the axis, whose extent is 4", Assert.Throws<IndexException>(() => cost.ToArray<float>()).Message);
    }

    [Fact]
    public void What_stands_behind_the_end_of_the_labels_is_not_read()
    {
        Parameter prediction = Evaluated.Parameter([.. Enumerable.Range(0, 12).Select(i => Math.Sin(i))], new Shape(1, 4, 3));
        Loss loss = new Ctc();
        double[][] found = Evaluated.Of(loss.Cost(prediction, Tensor.From([2], new Shape(1, 1))), loss.Cost(prediction, Tensor.From([2, -1, 1], new Shape(1, 3))));
        Assert.Equal(found[0][0], found[1][0], 1e-14);
    }

    [Fact]
    public void The_cosine_beside_a_vector_of_zeros_is_0_and_has_PyTorch_s_slope()
    {
        Parameter prediction = Evaluated.Parameter([0, 0, 3, 4], new Shape(1, 2, 2));
        Tensor value = new CosineEmbedding().Cost(prediction, Tensor.From([1.0]));
        double[][] found = Evaluated.Of(value, Gradient.Of(value, prediction)[0]);
        Assert.Equal(1, found[0][0]);
        double[] slopes = [-600_000, -800_000, 0, 0];
        for (int i = 0; i < slopes.Length; i++) Assert.Equal(slopes[i], found[1][i], 1e-4);
    }
}
