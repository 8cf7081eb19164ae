namespace Glissade.Tests.Goldens;

/// <summary>No row of the vocabulary is without golden values or a reason.</summary>
public sealed class CoverageTests
{
    [Fact]
    public void Every_row_has_golden_values_or_a_reason()
    {
        Require(Catalog.Losses, Named("loss", "losses.json"));
        Require(Catalog.Activations, Named("activation", "activations.json"));
        Require(Catalog.Layers, Named("layer", "layers.json"));
        Require(Catalog.Initializers, Named("initializer", "initializers.json", "truncated.json"));
        Require(Catalog.Optimizers, Named("optimizer", "optimizers.json"));
        Require(Catalog.Schedules, Named("schedule", "schedules.json", "plateaus.json"));
        Require(Catalog.Metrics, Golden.Cases("metrics.json").SelectMany(golden => golden.GetProperty("metrics").EnumerateObject().Select(metric => metric.Name)));
    }

    private static IEnumerable<string> Named(string property, params string[] files) => files.SelectMany(file => Golden.Cases(file)).Select(golden => golden.GetProperty(property).GetString()!);

    private static void Require<T>(CatalogFamily<T> family, IEnumerable<string> texts) where T : class, IConfigurable<T>
    {
        string[] named = [.. texts.Select(text => text.Split('(')[0]).Distinct()];
        string[] without = [.. family.Rows.Where(row => row.NoTwin is null && !named.Intersect(row.Names).Any()).Select(row => row.Name)];
        Assert.True(without.Length == 0, $"{family.Plural} without golden values: {string.Join(", ", without)}. Add cases to the script, or say in the row's NoTwin why there are none.");
    }
}
