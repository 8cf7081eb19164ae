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

    [Fact]
    public void Truncated_values_have_the_moments_of_what_is_left()
    {
        foreach (JsonElement golden in Golden.Cases("truncated.json"))
        {
            string name = golden.GetProperty("initializer").GetString()!;
            double[] values = Of(name, new Shape(golden.GetProperty("inputs").GetInt32(), golden.GetProperty("outputs").GetInt32()));
            double mean = golden.GetProperty("mean").GetDouble(), deviation = golden.GetProperty("deviation").GetDouble(), average = values.Average();
            Assert.Equal(0, (average - mean) / deviation, 0.02);
            Assert.Equal(1, Math.Sqrt(values.Average(value => (value - average) * (value - average))) / deviation, 0.015);
            Assert.All(values, value => Assert.InRange(value, golden.GetProperty("low").GetDouble() * (1 + 1e-15), golden.GetProperty("high").GetDouble() * (1 + 1e-15)));
        }
    }

    [Fact]
    public void The_inverse_of_the_normal_distribution_is_exact()
    {
        // Φ of the numbers between bounds is uniform again: the numbers themselves, drawn from the same stream, come back.
        Shape shape = new(2000);
        var random = new InitialRandom(3, "x");
        foreach ((double low, double high) in ((double, double)[])[(-2, 2), (-6, 6), (0.5, 1), (-3, -1)])
        {
            double[] uniform = Evaluated.Of(random.Uniform(shape, "share"))[0], found = Evaluated.Of(random.Truncated(shape, low, high))[0];
            bool mirrored = low + high > 0;
            double Share(double x) => 0.5 * (1 + Operations.SpecialFunctions.Erf(x * Math.Sqrt(0.5)));
            (double from, double to) = mirrored ? (Share(-high), Share(-low)) : (Share(low), Share(high));
            for (int i = 0; i < uniform.Length; i++) Assert.Equal(from + (to - from) * uniform[i], Share(mirrored ? -found[i] : found[i]), 1e-14);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(64, 20)]
    [InlineData(20, 64)]
    [InlineData(200, 200)]
    [InlineData(17, 17)]
    [InlineData(16, 40)]
    [InlineData(333, 101)]
    [InlineData(640, 640)]
    public void Orthogonal_vectors_are_at_right_angles(int rows, int columns)
    {
        double[] w = Of("orthogonal(gain=1.5)", new Shape(rows, columns));
        int count = Math.Min(rows, columns);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double product = 0;
                for (int k = 0; k < Math.Max(rows, columns); k++) product += rows <= columns ? w[i * columns + k] * w[j * columns + k] : w[k * columns + i] * w[k * columns + j];
                Assert.Equal(i == j ? 2.25 : 0, product, 1e-13);
            }
        }
    }

    [Fact]
    public void Thousands_of_orthogonal_vectors_are_a_matter_of_seconds()
    {
        int size = Environment.GetEnvironmentVariable("GLISSADE_LONG") is { Length: > 0 } ? 4096 : 768;
        var shape = new Shape(size, size);
        Tensor w = Tensor.From(new OrthogonalInitializer().Values(shape, Fan.Of(shape), new InitialRandom(7, "w")).ToArray<double>(), shape);
        Tensor one = Tensor.Select(Tensor.Iota(shape, 0).IsEqual(Tensor.Iota(shape, 1)), 1, Tensor.Zeros(shape, DType.Float64));
        Assert.InRange((w.MatMul(w.Transpose()) - one).Absolute().Reshape(-1).Max(0).ToArray<double>()[0], 0, 2e-14);
    }

    [Fact]
    public void Kernels_are_orthogonal_as_rows_of_their_outputs()
    {
        // As PyTorch flattens them: [outputs, inputs·height·width].
        double[] w = Of("orthogonal", new Shape(4, 3, 2, 2));
        for (int i = 0; i < 4; i++)
            for (int j = 0; j <= i; j++) Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, 12).Sum(k => w[i * 12 + k] * w[j * 12 + k]), 1e-14);
    }

    [Fact]
    public void Orthogonal_values_have_the_bits_of_one_seed_and_no_bias_has_any()
    {
        Assert.Equal(Of("orthogonal", new Shape(2, 3, 7, 5)), Of("orthogonal", new Shape(2, 3, 7, 5)));
        Assert.Throws<ShapeException>(() => Of("orthogonal", new Shape(5)));
        Assert.Throws<ShapeException>(() => Of("identity", new Shape(2, 2, 2)));
        Assert.Throws<ShapeException>(() => Of("sparse", new Shape(2)));
    }

    [Fact]
    public void Sparse_values_are_zero_for_each_input_as_often_as_said()
    {
        double[] values = Of("sparse(sparsity=0.25, deviation=0.1)", new Shape(300, 201));
        Assert.All(values.Chunk(201), row => Assert.Equal(51, row.Count(value => value == 0)));
        Assert.Equal(0.1, Math.Sqrt(values.Where(value => value != 0).Average(value => value * value)), 0.0015);
        double[] zeros = [.. Enumerable.Range(0, 201).Select(column => (double)Enumerable.Range(0, 300).Count(row => values[row * 201 + column] == 0))];
        // 300 rows, each of whose places is zero with probability 51/201: 76, give or take 7.5.
        Assert.All(zeros, count => Assert.InRange(count, 76 - 38, 76 + 38));
    }

    [Fact]
    public void An_identity_is_one_on_the_diagonal() => Assert.Equal([2, 0, 0, 0, 2, 0], Of("identity(gain=2)", new Shape(2, 3)));

    private static double[] Of(string name, Shape shape) => Evaluated.Of(Catalog.Initializers.Parse(name).Values(shape, Fan.Of(shape), new InitialRandom(7, "linear1/weight")))[0];
}
