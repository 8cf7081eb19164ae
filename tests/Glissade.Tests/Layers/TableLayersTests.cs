using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Layers;

/// <summary>What the layers for tables do beside their formulas.</summary>
public sealed class TableLayersTests
{
    [Fact]
    public void A_category_that_a_column_does_not_have_ends_the_run()
    {
        var layer = new CategoryEmbedding([3, 5], [2]);
        layer.Initialize();
        Assert.Equal(new Shape(1, 4), layer.Apply(Tensor.From([2f, 4], new Shape(1, 2)), Pass.Inference()).Shape);
        foreach (float[] row in (float[][])[[3, 0], [0, 5], [-1, 0], [0.5f, 0]])
            Assert.ThrowsAny<Exception>(() => Evaluated.Of(layer.Apply(Tensor.From(row, new Shape(1, 2)), Pass.Inference())));
    }

    [Fact]
    public void Bins_end_where_the_paper_has_them_end()
    {
        var layer = new PiecewiseLinearEmbedding(1, 3, [0, 1, 3, 3], DType.Float64);
        layer.Bias.Set<double>(new double[3]);
        layer.Weight.Set<double>([1, 0, 0, 0, 1, 0, 0, 0, 1]);
        // Of what lies below the first bin the share is negative, which the ReLU cuts; above the last it goes on.
        double[] found = Evaluated.Of(layer.Apply(Tensor.From([-1.0, 0.25, 1, 2, 5, 1e300], new Shape(6, 1)), Pass.Inference()))[0];
        Assert.Equal([0, 0, 0, 0.25, 0, 0, 1, 0, 0, 1, 0.5, 0, 1, 2, 0, 1, 5e299, 0], found);
    }

    [Fact]
    public void The_members_of_an_ensemble_differ_from_the_beginning()
    {
        var layer = new BatchEnsembleLinear(50, 1, 8);
        layer.Initialize(1);
        float[] scales = layer.InputScale.Values<float>().ToArray();
        Assert.All(scales, scale => Assert.Equal(1, Math.Abs(scale)));
        Assert.InRange(scales.Count(scale => scale > 0), 150, 250);
        Assert.Equal(8, scales.Chunk(50).Select(row => string.Join(",", row)).Distinct().Count());
    }

    [Fact]
    public void A_table_of_everything_reads_its_widths_from_the_layer_before()
    {
        Layer network = Catalog.ReadNetwork(System.Text.Json.JsonDocument.Parse("""["numeric_embedding(width=4)", "batch_ensemble_linear(outputs=8, members=3)", "relu", "batch_ensemble_linear(outputs=2, members=3, signs=false)"]""").RootElement, new Shape(5));
        Assert.Equal(new Shape(7, 3, 2), network.Apply(new Input("x", new Shape(7, 5)), Pass.Inference()).Shape);
        Layer normalized = Catalog.ReadNetwork(System.Text.Json.JsonDocument.Parse("""["weight_norm(inner=linear(outputs=4))", "spectral_norm(inner=linear(outputs=2))"]""").RootElement, new Shape(5));
        Assert.Equal(new Shape(7, 2), normalized.Apply(new Input("x", new Shape(7, 5)), Pass.Inference()).Shape);
    }

    [Fact]
    public void Bounds_are_quantiles_of_the_data()
    {
        double[][] data = [[4, 0, 2, 3, 1], [1, 1, 1, 1, 5]];
        // The second feature's quantiles fall together but for the last.
        Assert.Equal([0, 1, 2, 3, 4, 1, 5, 5, 5, 5], QuantileBounds.Of(data, 4));
        Assert.Equal([0, 2, 4, 1, 5, 5], QuantileBounds.Of(data, 2));
        double[] bounds = QuantileBounds.Of(data, 3);
        Assert.Equal(4.0 / 3, bounds[1], 1e-12);
        Assert.Equal(bounds, new PiecewiseLinearEmbedding(2, 3, bounds).Bounds);
        Assert.Contains("Feature 0", Assert.Throws<ArgumentException>(() => QuantileBounds.Of([[1, 1]], 2)).Message, StringComparison.Ordinal);
    }
}
