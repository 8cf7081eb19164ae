using System.Text;
using System.Text.Json;

namespace Glissade.Tests.CatalogTests;

/// <summary>Errors name the thing, the argument, what is allowed and what was probably meant; hostile input meets a limit.</summary>
public sealed class CatalogErrorsTests
{
    [Theory]
    [InlineData("hubber", "there is no loss 'hubber'", "mean_squared_error", "huber")]
    [InlineData("cross_entorpy", "there is no loss 'cross_entorpy'", "mean_squared_error", "cross_entropy")]
    [InlineData("huber(dleta=1)", "huber has no argument 'dleta'", "delta", "did you mean 'delta'?")]
    [InlineData("huber(delta=-1)", "huber: 'delta' is the number -1", "a number above 0", "")]
    [InlineData("huber(delta=big)", "huber: 'delta' is 'big'", "a number above 0", "")]
    [InlineData("huber(delta=1, delta=2)", "huber: 'delta' is given twice", "each argument once", "")]
    [InlineData("mse(delta=1)", "mean_squared_error has no argument 'delta'", "no argument at all", "")]
    [InlineData("ce(label_smoothing=2)", "cross_entropy: 'label_smoothing' is the number 2", "a number from 0 to 1", "")]
    [InlineData("ce(ignore_index=1.5)", "cross_entropy: 'ignore_index' is the number 1.5", "a whole number", "")]
    [InlineData("huber(delta=1", "the text ends too early", "',' or ')'", "name(argument=value, …), such as huber(delta=2)")]
    [InlineData("", "the text ends too early", "a name", "name(argument=value, …), such as huber(delta=2)")]
    public void An_error_says_what_would_work(string text, string message, string expected, string remedy)
    {
        GlissadeException e = Assert.Throws<GlissadeException>(() => Catalog.Losses.Parse(text));
        Assert.Equal(message, e.Message);
        Assert.Contains(expected, e.Expected);
        Assert.Equal(remedy, e.Remedy);
    }

    [Fact]
    public void A_word_that_is_none_of_the_choices_is_refused_with_the_nearest()
    {
        GlissadeException e = Assert.Throws<GlissadeException>(() => Catalog.Initializers.Parse("he(mode=fan_inn)"));
        Assert.Equal("one of fan_in, fan_out", e.Expected);
        Assert.Equal("mode=fan_in", e.Remedy);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("3")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\": 3}")]
    [InlineData("{\"type\": \"huber\", \"type\": \"mse\"}")]
    [InlineData("{\"type\": \"huber\", \"delta\": null}")]
    [InlineData("{\"type\": \"huber\", \"delta\": \"2\"}")]
    [InlineData("{\"type\": \"huber\", \"delta\": 1e999}")]
    [InlineData("{\"type\": \"huber\", \"delta\": [2]}")]
    [InlineData("{\"type\": \"huber\", \"delta\": {\"type\": \"mse\"}}")]
    [InlineData("{\"type\": \"huber(delta=2)\"}")]
    public void Json_that_is_no_loss_is_refused(string json) =>
        Assert.Throws<GlissadeException>(() => Catalog.Losses.Parse(JsonDocument.Parse(json).RootElement));

    [Fact]
    public void Deep_things_are_refused()
    {
        string deep = Repeat("clip_by_value(inner=", 1000) + "adam" + new string(')', 1000);
        Assert.Contains("deep", Assert.Throws<GlissadeException>(() => Catalog.Optimizers.Parse(deep)).Message);
        string lists = $"ce(class_weights={new string('[', 50_000)}";
        Assert.Contains("deep", Assert.Throws<GlissadeException>(() => Catalog.Losses.Parse(lists)).Message);
        string json = Repeat("{\"type\":\"clip_by_value\",\"inner\":", 500) + "\"adam\"" + new string('}', 500);
        JsonElement element = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;
        Assert.Contains("deep", Assert.Throws<GlissadeException>(() => Catalog.Optimizers.Parse(element)).Message);
        Assert.Contains("at most", Assert.Throws<GlissadeException>(() => Catalog.Optimizers.Parse(new string('a', 200_000))).Expected);
    }

    [Fact]
    public void Layers_of_absurd_size_are_refused_before_they_are_made()
    {
        foreach (string json in (string[])["""["flatten", {"type":"linear","outputs":2147483647}]""", """[{"type":"linear","inputs":1000000,"outputs":1000000}]""", """[{"type":"linear","outputs":1e300}]"""])
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Assert.Throws<GlissadeException>(() => Catalog.ReadNetwork(JsonDocument.Parse(json).RootElement, new Shape(28, 28)));
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 10_000_000);
        }

        string many = $"[{string.Join(',', Enumerable.Repeat("\"relu\"", 20_000))}]";
        Assert.Contains("at most", Assert.Throws<GlissadeException>(() => Catalog.ReadNetwork(JsonDocument.Parse(many).RootElement, new Shape(4))).Expected);
    }

    [Fact]
    public void An_argument_out_of_range_in_code_is_found_by_a_check()
    {
        Assert.Equal("huber: 'delta' is the number -1", Assert.Throws<GlissadeException>(() => Catalog.Losses.Check(new Huber { Delta = -1 })).Message);
        Assert.Throws<GlissadeException>(() => Catalog.Optimizers.Check(new Adam { Beta1 = 1 }));
        Assert.Throws<GlissadeException>(() => Catalog.Optimizers.Check(new ClipByValue { Inner = new Sgd { LearningRate = float.NaN } }));
        Catalog.Optimizers.Check(new ClipByValue { Inner = new Sgd() });
    }

    [Fact]
    public void A_thing_of_ones_own_has_no_row_and_a_name()
    {
        Loss own = Loss.From((p, t) => (p - t).Square());
        Assert.False(Catalog.Losses.Knows(own));
        Assert.Equal("FormulaLoss", own.ToString());
        Assert.Throws<GlissadeException>(() => CatalogRowsTests.Json(Catalog.Losses, own));
        var network = new Sequential(new Linear(2, 2), new Lambda(x => x.Square()));
        Assert.False(Catalog.Layers.Knows(network));
        Assert.True(Catalog.Layers.Knows(new Sequential(new Linear(2, 2))));
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
}
