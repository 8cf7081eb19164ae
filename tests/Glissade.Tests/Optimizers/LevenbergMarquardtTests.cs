using System.Text.Json;

namespace Glissade.Tests.Optimizers;

/// <summary>NIST's certified regressions, where the file lies beside the checkout, and small ones.</summary>
public sealed class LevenbergMarquardtTests
{
    [Fact]
    public void A_line_is_found_at_once()
    {
        var line = new Parameter("line", new Shape(2), DType.Float64);
        Tensor x = Tensor.From([1.0, 2, 3, 4]), y = Tensor.From([3.0, 5, 7, 9]);
        LeastSquares found = new LevenbergMarquardt().Minimize(line.At(0) * x + line.At(1) - y, line);
        Assert.True(found.Converged);
        Assert.Equal(2, line.Values<double>()[0], 1e-12);
        Assert.Equal(1, line.Values<double>()[1], 1e-12);
        Assert.InRange(found.Sum, 0, 1e-24);
    }

    [Fact]
    public void What_cannot_be_searched_is_refused()
    {
        var single = new Parameter("single", new Shape(2));
        var twice = new Parameter("double", new Shape(2), DType.Float64);
        Assert.Contains("float64", Assert.Throws<GlissadeException>(() => new LevenbergMarquardt().Minimize(single, single)).Message);
        Assert.Contains("'x'", Assert.Throws<GlissadeException>(() => new LevenbergMarquardt().Minimize(twice - new Input("x", DType.Float64), twice)).Message);
        Assert.Contains("not finite", Assert.Throws<GlissadeException>(() => new LevenbergMarquardt().Minimize(1 / twice, twice)).Message);
    }

    [Theory]
    [InlineData("start2", 27)]
    [InlineData("start1", 24)]
    public void Certified_values_are_reached_to_six_digits(string start, int atLeast)
    {
        if (Find() is not { } path) return;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement[] problems = [.. document.RootElement.GetProperty("nonlinear").EnumerateArray()];
        Assert.Equal(27, problems.Length);
        var missed = new List<string>();
        foreach (JsonElement problem in problems)
        {
            double worst = Solve(problem, start);
            if (!(worst <= 1e-6)) missed.Add(FormattableString.Invariant($"{problem.GetProperty("name")} ({worst:G3})"));
        }

        Assert.True(problems.Length - missed.Count >= atLeast, $"From {start}: {string.Join(", ", missed)}.");
    }

    // The largest relative error of a parameter.
    private static double Solve(JsonElement problem, string start)
    {
        double[] begin = Numbers(problem.GetProperty(start)), certified = Numbers(problem.GetProperty("certified")), y = Numbers(problem.GetProperty("y"));
        string text = problem.GetProperty("model").GetString()!;
        string model = text.Split("  [")[0].Replace(" ", "");
        if (text.Contains("log(y)")) y = [.. y.Select(value => Math.Log(value))];
        JsonElement[] x = [.. problem.GetProperty("x").EnumerateArray()];
        var b = new Parameter("b", new Shape(begin.Length), DType.Float64);
        b.Set<double>(begin);
        Tensor Named(string name) => name[0] == 'b' ? b.At(name[1] - '1') : Tensor.From(x.Select(row => row.ValueKind == JsonValueKind.Array ? row[name[1] - '1'].GetDouble() : row.GetDouble()).ToArray());
        new LevenbergMarquardt().Minimize(new TextFormula(model, Named).Read() - Tensor.From(y), b);
        return b.Values<double>().ToArray().Zip(certified, (ours, theirs) => Math.Abs(ours - theirs) / Math.Abs(theirs)).Max();
    }

    private static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(item => item.GetDouble())];

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "conformance", "nist.json");
            if (File.Exists(path)) return path;
        }

        return null;
    }
}
