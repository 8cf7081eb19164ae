using System.Text.Json;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Metrics;

/// <summary>Metrics are scikit-learn's.</summary>
public sealed class MetricTests
{
    [Fact]
    public void Metrics_are_those_of_scikit_learn()
    {
        foreach (JsonElement golden in Golden.Cases("metrics.json"))
        {
            int outputs = golden.GetProperty("outputs").GetInt32();
            float[] predictions = Floats(golden.GetProperty("predictions"));
            Outcomes outcomes = golden.TryGetProperty("classes", out JsonElement classes)
                ? Outcomes.OfClasses(predictions, [.. classes.EnumerateArray().Select(label => label.GetInt32())], outputs)
                : Outcomes.OfValues(predictions, Floats(golden.GetProperty("targets")), outputs);
            foreach (JsonProperty theirs in golden.GetProperty("metrics").EnumerateObject())
            {
                double ours = Catalog.Metrics.Parse(theirs.Name).Of(outcomes);
                if (theirs.Value.ValueKind == JsonValueKind.Null) Assert.True(double.IsNaN(ours), $"{theirs.Name} of {outcomes.Count} examples is {ours}; theirs is not defined.");
                else Golden.Same($"{theirs.Name} of {outcomes.Count} examples", DType.Float64, [theirs.Value.GetDouble()], [ours]);
            }

            if (!golden.TryGetProperty("confusion", out JsonElement confusion)) continue;
            var matrix = ConfusionMatrix.Of(outcomes);
            Assert.Equal(outcomes.Count, matrix.Count);
            for (int truth = 0; truth < matrix.Classes; truth++)
            {
                for (int predicted = 0; predicted < matrix.Classes; predicted++)
                    Assert.Equal(confusion[truth][predicted].GetInt64(), matrix[truth, predicted]);
            }
        }
    }

    [Fact]
    public void What_is_not_defined_is_NaN()
    {
        Assert.Equal(double.NaN, new R2().Of(Outcomes.OfValues([1], [1])));
        Outcomes nothing = Outcomes.OfValues([], []), nobody = Outcomes.OfClasses([], [], 3), none = Outcomes.OfClasses([], [], 1);
        foreach (CatalogRow<Metric> row in Catalog.Metrics.Rows)
        {
            foreach (Metric metric in row.Samples.Select(Catalog.Metrics.Parse).Prepend(row.Prototype))
            {
                Assert.NotEqual(OutcomeKind.Any, metric.Takes);
                if (metric.Takes == OutcomeKind.Numbers) Assert.True(double.IsNaN(metric.Of(nothing)), $"{metric} of nothing");
                else if (metric.ToString().Contains("binary")) Assert.True(double.IsNaN(metric.Of(none)), $"{metric} of nobody");
                else Assert.True(double.IsNaN(metric.Of(nobody)) && double.IsNaN(metric.Of(none)), $"{metric} of nobody");
            }
        }
    }

    [Fact]
    public void A_prediction_that_is_no_number_gives_no_figure_of_ranks_or_distances()
    {
        Outcomes values = Outcomes.OfValues([1, float.NaN, 3], [1, 2, 4]), classes = Outcomes.OfClasses([0.5f, float.NaN, 0.25f], [1, 0, 1], 1);
        Assert.All(Catalog.Metrics.Rows.Where(row => row.Prototype.Takes == OutcomeKind.Numbers), row => Assert.True(double.IsNaN(row.Prototype.Of(values)), row.Name));
        Assert.All((Metric[])[new RocAuc(), new AveragePrecision(), new BrierScore(), new CalibrationError()], metric => Assert.True(double.IsNaN(metric.Of(classes)), metric.Name));
    }

    [Fact]
    public void Metrics_of_the_wrong_kind_are_refused_before_the_first_step()
    {
        Outcomes numbers = Outcomes.OfValues([1, 2], [1, 3]), classes = Outcomes.OfClasses([0.5f, 0.25f], [1, 0], 1);
        foreach (Metric metric in Catalog.Metrics.Rows.Select(row => row.Prototype))
        {
            bool takesClasses = metric.Takes == OutcomeKind.Classes;
            Assert.Contains(takesClasses ? "needs classes" : "needs numbers", Assert.Throws<ArgumentException>(() => metric.Of(takesClasses ? numbers : classes)).Message);
        }

        var inputs = new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } };
        Dataset data = Dataset.From(inputs, [1f, 2, 4]), labelled = Dataset.From(inputs, [0, 1, 2]);
        Assert.Contains("the targets are numbers", Refused(new MeanSquaredError(), 1, data, new F1()));
        Assert.Contains("the targets are classes", Refused(new CrossEntropy(), 3, labelled, new Mae()));
        Assert.Contains("two classes, and there are 3", Refused(new CrossEntropy(), 3, labelled, new F1 { Average = "binary" }));
        Assert.Contains("given twice", Refused(new CrossEntropy(), 3, labelled, new F1(), new F1()));
        Assert.Contains("'average' is 'all'", Refused(new CrossEntropy(), 3, labelled, new F1 { Average = "all" }));
        History history = new Trainer(new Linear(2, 3), new CrossEntropy(), new Sgd { LearningRate = 0.1f }) { Metrics = [new FBeta { Beta = 2 }, new FBeta(), new RocAuc()] }.Fit(labelled, labelled, epochs: 1);
        Assert.Equal(["fbeta(beta=2)", "fbeta", "roc_auc"], history.Epochs[0].Metrics.Keys);

        static string Refused(Loss loss, int outputs, Dataset data, params Metric[] metrics) =>
            Assert.Throws<GlissadeException>(() => new Trainer(new Linear(2, outputs), loss, new Sgd { LearningRate = 0.1f }) { Metrics = metrics }.Fit(data, epochs: 1)).Message;
    }

    [Fact]
    public void Numbers_have_no_accuracy_and_classes_no_mean_error()
    {
        Assert.Contains("needs classes", Assert.Throws<ArgumentException>(() => new Accuracy().Of(Outcomes.OfValues([1], [1]))).Message);
        Assert.Contains("needs numbers", Assert.Throws<ArgumentException>(() => new Rmse().Of(Outcomes.OfClasses([1], [1], 1))).Message);
        Assert.Contains("got the class 3", Assert.Throws<ArgumentException>(() => new Accuracy().Of(Outcomes.OfClasses([0.5f, 0.5f], [3], 2))).Message);
    }

    [Fact]
    public void A_row_has_the_name_of_its_metric() =>
        Assert.All(Catalog.Metrics.Rows, row => Assert.Equal(row.Name, row.Prototype.Name));

    private static float[] Floats(JsonElement element) => [.. element.Numbers().Select(value => (float)value)];
}
