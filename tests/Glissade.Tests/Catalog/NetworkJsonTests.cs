using System.Text.Json;

namespace Glissade.Tests.CatalogTests;

/// <summary>Networks from JSON: widths come from the layer before, errors name the place.</summary>
public sealed class NetworkJsonTests
{
    [Theory]
    [InlineData("""["flatten", {"type":"linear","outputs":5}, "relu", "dropout(probability=0.1)", {"type":"dense","outputs":3}]""")]
    [InlineData("""{"layers": ["flatten", "linear(outputs=5)", "relu", {"type":"dropout","probability":0.1}, "linear(outputs=3)"]}""")]
    [InlineData("""{"type":"sequential","layers":["flatten","linear(inputs=12, outputs=5)","relu","dropout(probability=0.1)",{"type":"linear","outputs":3}]}""")]
    public void Inputs_come_from_the_layer_before(string json)
    {
        Layer network = Catalog.ReadNetwork(JsonDocument.Parse(json).RootElement, new Shape(3, 4));
        Assert.Equal("Sequential(Flatten, Linear(12, 5), ReLU, Dropout(0.1), Linear(5, 3))", network.ToString());
        Assert.Equal(["linear1/weight", "linear1/bias", "linear2/weight", "linear2/bias"], network.States().Select(state => state.Path));
    }

    [Fact]
    public void Layers_may_be_nested()
    {
        JsonElement json = JsonDocument.Parse("""[{"type":"sequential","layers":["linear(outputs=5)","tanh"]}, "linear(outputs=2)"]""").RootElement;
        Assert.Equal("Sequential(Sequential(Linear(4, 5), Tanh), Linear(5, 2))", Catalog.ReadNetwork(json, new Shape(4)).ToString());
    }

    [Theory]
    [InlineData("""["relu", {"type":"linear","inputs":7,"outputs":3}]""", "does not fit its input [1, 4]", "layers[1]")]
    [InlineData("""["relu", "rleu"]""", "there is no layer 'rleu'", "layers[1]")]
    [InlineData("""["relu", {"type":"linear"}]""", "linear needs 'outputs'", "layers[1]")]
    [InlineData("""["relu", {"type":"linear","outputs":3,"weights":{"type":"he","mode":"x"}}]""", "kaiming_uniform: 'mode' is 'x'", "layers[1].weights")]
    [InlineData("""{"layers":["relu"],"colour":3}""", "sequential has no argument 'colour'", "")]
    [InlineData("[]", "sequential: 'layers' is a list of 0", "")]
    [InlineData("17", "this is no network", "")]
    public void An_error_names_the_place(string json, string message, string where)
    {
        GlissadeException e = Assert.Throws<GlissadeException>(() => Catalog.ReadNetwork(JsonDocument.Parse(json).RootElement, new Shape(4)));
        Assert.Contains(message, e.Message);
        Assert.Equal(where, e.Where);
    }

    [Fact]
    public void A_network_in_float64_takes_examples_in_float64()
    {
        JsonElement json = JsonDocument.Parse("""["linear(outputs=5, dtype=float64)", "tanh"]""").RootElement;
        Assert.Equal(DType.Float64, ((Linear)((Sequential)Catalog.ReadNetwork(json, new Shape(4), DType.Float64)).Layers[0].Layer).Weight.Type);
        Assert.Throws<GlissadeException>(() => Catalog.ReadNetwork(json, new Shape(4)));
    }
}
