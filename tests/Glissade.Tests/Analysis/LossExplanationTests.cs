using Glissade.Tests.CatalogTests;
using Glissade.Tests.Losses;

namespace Glissade.Tests.Analysis;

/// <summary>Every loss of the catalogue is explained by its formula and a worked line that ends in its value.</summary>
public sealed class LossExplanationTests
{
    public static TheoryData<string> Names => [.. Catalog.Losses.Rows.Where(row => row.Prototype.Prediction is not (PredictionKind.Embeddings or PredictionKind.StepLogits)).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_is_worked_out(string name)
    {
        foreach ((Loss loss, Parameter prediction, Tensor target) in LossSamples.Of(name, DType.Float32))
        {
            Layer? end = loss.Prediction switch
            {
                PredictionKind.Probabilities => new Sigmoid(),
                PredictionKind.Distribution => new Softmax(),
                PredictionKind.LogProbabilities => new LogSoftmax(),
                PredictionKind.Positives => new Softplus(),
                _ => null,
            };
            var linear = new Linear(2, prediction.Shape[1]);
            var trainer = new Trainer(end is null ? new Sequential(linear) : new Sequential(linear, end), loss, new Sgd());
            double[] targets = Evaluated.Of(target)[0];
            Shape each = target.Shape.Without(0);
            DataColumn column = target.Type.IsFloat() ? new DataColumn<float>(Array.ConvertAll(targets, value => (float)value), each) : new DataColumn<int>(Array.ConvertAll(targets, value => (int)value), each);
            Explanation e = new Explainer(trainer).Explain(new Dataset(new DataColumn<float>([0.3f, -1, 0.5f, 2, 1, -0.7f, -0.4f, 0.9f], new Shape(2)), column), 0);
            Assert.NotEmpty(e.Loss.Formula);
            Assert.NotEmpty(e.Loss.Lines);
            Assert.Equal(("L", e.Loss.Value), (e.Loss.Lines[^1].Name, e.Loss.Lines[^1].Value));
            Assert.NotEmpty(e.Loss.Lines[^1].Numbers);
        }
    }

    [Theory]
    [InlineData("log_cosh", "log cosh(p − t)", "log cosh(")]
    [InlineData("quantile(q=0.9)", "0.9·(t − p)", "0.9·(2 − ")]
    [InlineData("rmse", "√((p − t)²)", "√((")]
    [InlineData("mape", "100·|p − t| / |t|", "100·|")]
    public void A_loss_of_single_numbers_has_its_numbers_filled_in(string text, string formula, string numbers)
    {
        var trainer = new Trainer(new Sequential(new Linear(2, 1)), Catalog.Losses.Parse(text), new Sgd());
        Explanation e = new Explainer(trainer).Explain(new Dataset(new DataColumn<float>([0.1f, 0.1f], new Shape(2)), new DataColumn<float>([2], new Shape(1))), 0);
        WorkedLine line = Assert.Single(e.Loss.Lines);
        Assert.Equal(formula, line.Formula);
        Assert.StartsWith(numbers, line.Numbers, StringComparison.Ordinal);
    }
}
