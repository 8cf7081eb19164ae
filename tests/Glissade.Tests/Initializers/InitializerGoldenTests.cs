using System.Text.Json;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Initializers;

/// <summary>Bounds and deviations of initial values are PyTorch's.</summary>
public sealed class InitializerGoldenTests
{
    public static TheoryData<string> Names => [.. Golden.Cases("initializers.json").Select(golden => golden.GetProperty("initializer").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Initial_values_spread_as_those_of_PyTorch(string name)
    {
        Initializer initializer = Catalog.Initializers.Parse(name);
        foreach (JsonElement golden in Golden.Cases("initializers.json").Where(golden => golden.GetProperty("initializer").GetString() == name))
        {
            var shape = new Shape(golden.GetProperty("inputs").GetInt32(), golden.GetProperty("outputs").GetInt32());
            double[] values = Evaluated.Of(initializer.Values(shape, Fan.Of(shape), new InitialRandom(7, "linear1/weight")))[0];
            double scale = golden.GetProperty("scale").GetDouble(), deviation = Math.Sqrt(values.Sum(value => value * value) / values.Length);
            bool isUniform = golden.GetProperty("kind").GetString() == "uniform";
            // 50,000 numbers and more: their deviation is known to 0.5 %, and the largest comes within 0.1 % of the bound.
            Assert.Equal(1, deviation / (isUniform ? scale / Math.Sqrt(3) : scale), 0.015);
            Assert.Equal(0, values.Average() / scale, 0.02);
            double largest = values.Max(Math.Abs) / scale;
            if (isUniform) Assert.InRange(largest, 0.999, 1);
            else Assert.InRange(largest, 3.5, 6);
        }
    }

    [Fact]
    public void Initial_values_depend_on_seed_and_path_alone()
    {
        double[] Values(int seed, string path) => Evaluated.Of(new XavierNormalInitializer().Values(new Shape(3, 4), new Fan(3, 4), new InitialRandom(seed, path)))[0];
        Assert.Equal(Values(1, "a/weight"), Values(1, "a/weight"));
        Assert.NotEqual(Values(1, "a/weight"), Values(2, "a/weight"));
        Assert.NotEqual(Values(1, "a/weight"), Values(1, "b/weight"));
    }

    [Fact]
    public void Constants_are_what_they_say()
    {
        double[] Values(string text) => Evaluated.Of(Catalog.Initializers.Parse(text).Values(new Shape(2, 2), new Fan(2, 2), new InitialRandom(0, "x")))[0];
        Assert.Equal([0, 0, 0, 0], Values("zeros"));
        Assert.Equal([1, 1, 1, 1], Values("ones"));
        Assert.Equal([-0.1, -0.1, -0.1, -0.1], Values("constant(value=-0.1)"));
    }
}
