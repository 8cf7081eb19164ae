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
                Golden.Same($"{theirs.Name} of {outcomes.Count} examples", DType.Float64, [theirs.Value.GetDouble()], [Catalog.Metrics.Parse(theirs.Name).Of(outcomes)]);
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
        Assert.Equal(double.NaN, new R2().Of(Outcomes.OfValues([1, 2, 3], [5, 5, 5])));
        Outcomes nothing = Outcomes.OfValues([], []), nobody = Outcomes.OfClasses([], [], 3);
        Assert.All((Metric[])[new Mse(), new Rmse(), new Mae(), new R2()], metric => Assert.Equal(double.NaN, metric.Of(nothing)));
        Assert.All((Metric[])[new Accuracy(), new BalancedAccuracy(), new LogLoss()], metric => Assert.Equal(double.NaN, metric.Of(nobody)));
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
