using System.Globalization;
using System.Text.RegularExpressions;
using Glissade.Tests.Support;

namespace Glissade.Tests.Samples;

/// <summary>The programs of samples/ reach what they are meant to reach. (The engine's own sample is held by docs/engine.md.)</summary>
public sealed partial class SampleTests
{
    [Fact]
    public void The_line_finds_its_slope_and_intercept()
    {
        double[] found = Numbers(SamplePrograms.LastLine("line"), "slope", "intercept");
        Assert.Equal(2, found[0], 0.02);
        Assert.Equal(1, found[1], 0.02);
    }

    [Fact]
    public void Logistic_regression_tells_who_passes()
    {
        string[] lines = SamplePrograms.Output("logistic").TrimEnd('\n').Split('\n');
        Assert.InRange(Numbers(lines[^1], "validation accuracy")[0], 0.95, 1);
        // An hour of study was made to count as much as 1.5 hours of sleep.
        Assert.Equal(1.5, Numbers(lines[^2], "an hour of study counts as much as")[0], 0.1);
    }

    [Fact]
    public void The_network_learns_exclusive_or()
    {
        string[] lines = SamplePrograms.Output("xor").TrimEnd('\n').Split('\n');
        for (int i = 0; i < 4; i++)
        {
            (int a, int b) = (i / 2, i % 2);
            Assert.Equal(a ^ b, Numbers(lines[^(4 - i)], $"{a} xor {b}: p =")[0], 0.01);
        }
    }

    [Fact]
    public void The_network_reads_97_of_100_digits() => Assert.InRange(Numbers(SamplePrograms.LastLine("digits"), "validation accuracy")[0], 0.97, 1);

    [Fact]
    public void A_loss_and_a_layer_of_ones_own_learn_and_are_saved()
    {
        string output = SamplePrograms.Output("custom");
        Assert.Equal(1, Numbers(output, "curvature")[0], 0.05);
        Assert.Equal(0.9, Numbers(output, "share below")[0], 0.02);
    }

    [Fact]
    public void Every_sample_has_its_test()
    {
        string[] held = ["custom", "digits", "engine", "line", "logistic", "xor"];
        Assert.Equal(held, Repository.Files("samples", "*.cs").Select(Path.GetFileNameWithoutExtension));
    }

    /// <summary>The numbers that stand after each of these words.</summary>
    private static double[] Numbers(string text, params string[] words) => [.. words.Select(word =>
    {
        int at = text.IndexOf(word, StringComparison.Ordinal);
        Assert.True(at >= 0, $"There is no '{word}' in:\n{text}");
        return double.Parse(Number().Match(text, at + word.Length).Value, CultureInfo.InvariantCulture);
    })];

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
