using System.Globalization;
using System.Text.Json;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Layers;

/// <summary>Activations far out and near 0, against the formulas with 250 digits: relatively, so that a tail that lost its digits is seen; and at infinity, against the limits.</summary>
public sealed class ActivationExtremesTests
{
    public static TheoryData<string> Extremes => [.. Golden.Cases("activation_extremes.json").Select(golden => golden.GetProperty("activation").GetString()!)];

    public static TheoryData<string> Tails => [.. Golden.Cases("activation_tails.json").Select(golden => golden.GetProperty("activation").GetString()!)];

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Far_out_value_and_slope_are_the_limit(string name) => Check("activation_extremes.json", name);

    [Theory]
    [MemberData(nameof(Tails))]
    public void No_digit_is_lost_in_the_tails(string name) => Check("activation_tails.json", name);

    [Fact]
    public void Every_activation_of_single_numbers_has_its_limits()
    {
        string[] covered = [.. Golden.Cases("activation_extremes.json").Select(golden => Catalog.Activations.RowOf(Catalog.Activations.Parse(golden.GetProperty("activation").GetString()!))!.Name)];
        // What belongs to a whole axis is looked at below.
        string[] whole = ["softmax", "log_softmax", "softmin", "sparsemax", "maxout", "glu", "geglu", "swiglu", "reglu"];
        Assert.Empty(Catalog.Activations.Rows.Select(row => row.Name).Except(covered).Except(whole));
    }

    [Fact]
    public void What_is_no_number_stays_none()
    {
        foreach (CatalogRow<Layer> row in Catalog.Activations.Rows)
        {
            foreach (DType type in (DType[])[DType.Float32, DType.Float64])
            {
                Parameter x = Evaluated.Parameter([double.NaN, double.NaN], new Shape(1, 2), type);
                Assert.All(Evaluated.Of(ActivationTexts.In(type, row.Name).Apply(x, Pass.Inference()))[0], value => Assert.True(double.IsNaN(value), $"{row.Name} of NaN is {value}"));
            }
        }
    }

    [Theory]
    [InlineData("sparsemax", new[] { double.PositiveInfinity, 3 }, new[] { 1.0, 0 })]
    [InlineData("sparsemax", new[] { double.NegativeInfinity, 3 }, new[] { 0.0, 1 })]
    [InlineData("sparsemax", new[] { 1e30, -1e30 }, new[] { 1.0, 0 })]
    [InlineData("sparsemax", new[] { -1e4, -1e4 }, new[] { 0.5, 0.5 })]
    [InlineData("softmax", new[] { double.PositiveInfinity, 0 }, new[] { 1.0, 0 })]
    [InlineData("softmax", new[] { double.NegativeInfinity, 0 }, new[] { 0.0, 1 })]
    [InlineData("softmax", new[] { double.NegativeInfinity, double.NegativeInfinity }, new[] { double.NaN, double.NaN })]
    [InlineData("softmax", new[] { double.PositiveInfinity, double.PositiveInfinity }, new[] { double.NaN, double.NaN })]
    [InlineData("log_softmax", new[] { double.PositiveInfinity, 0 }, new[] { 0, double.NegativeInfinity })]
    [InlineData("log_softmax", new[] { double.NegativeInfinity, 0 }, new[] { double.NegativeInfinity, 0 })]
    [InlineData("softmin", new[] { double.NegativeInfinity, 3 }, new[] { 1.0, 0 })]
    [InlineData("softmin", new[] { 1e30, -1e30 }, new[] { 0.0, 1 })]
    [InlineData("softmin", new[] { 1e4, 1e4 }, new[] { 0.5, 0.5 })]
    [InlineData("maxout", new[] { double.NegativeInfinity, double.PositiveInfinity }, new[] { double.PositiveInfinity })]
    [InlineData("glu", new[] { 2, double.PositiveInfinity }, new[] { 2.0 })]
    [InlineData("glu", new[] { 2, double.NegativeInfinity }, new[] { 0.0 })]
    [InlineData("swiglu", new[] { 2, double.NegativeInfinity }, new[] { 0.0 })]
    [InlineData("geglu", new[] { 2, double.NegativeInfinity }, new[] { 0.0 })]
    [InlineData("reglu", new[] { 2, double.NegativeInfinity }, new[] { 0.0 })]
    public void Along_an_axis_the_limit_is_reached(string name, double[] x, double[] expected)
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
            Assert.Equal(expected, Evaluated.Of(ActivationTexts.In(type, name).Apply(Evaluated.Parameter(x, new Shape(1, 2), type), Pass.Inference()))[0].Select(value => value + 0.0));
    }

    private static void Check(string file, string name)
    {
        JsonElement golden = Golden.Cases(file).Single(golden => golden.GetProperty("activation").GetString() == name);
        double[] points = Numbers(golden, "x"), values = Numbers(golden, "y"), slopes = Numbers(golden, "slope");
        double[] growth = golden.TryGetProperty("growth", out JsonElement grown) ? grown.Numbers() : [.. points.Select(_ => 1.0)];
        foreach (DType type in (DType[])[DType.Float64, DType.Float32])
        {
            Parameter x = Evaluated.Parameter(points, new Shape(points.Length), type);
            Tensor y = ActivationTexts.In(type, name).Apply(x, Pass.Inference());
            double[][] found = Evaluated.Of(y, Gradient.Of(y.Sum(), x)[0]);
            for (int i = 0; i < points.Length; i++)
            {
                Same($"{name} of {points[i]}", type, values[i], found[0][i], growth[i]);
                Same($"the slope of {name} at {points[i]}", type, slopes[i], found[1][i], growth[i]);
            }
        }
    }

    // 32 units in the last place; below the normal numbers, where digits run out, four of the smallest.
    private static void Same(string what, DType type, double expected, double ours, double growth)
    {
        bool narrow = type == DType.Float32;
        if (narrow) expected = (float)expected;
        double bound = 32 * (narrow ? 1.1920929e-7 : 2.220446e-16) * growth * Math.Abs(expected) + 4 * (narrow ? float.Epsilon : double.Epsilon);
        if (Math.Abs(expected) < (narrow ? 2e-38 : 1e-307)) bound = narrow ? 1e-42 : 1e-320;
        Assert.True(expected == ours || Math.Abs(ours - expected) <= bound, string.Create(CultureInfo.InvariantCulture, $"{what} in {type.Name()} is {ours:R}, expected was {expected:R}."));
    }

    private static double[] Numbers(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number ? item.GetDouble()
        : item.GetString() == "inf" ? double.PositiveInfinity : double.NegativeInfinity)];
}
