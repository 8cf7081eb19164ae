using Glissade.Tests.Support;

namespace Glissade.Tests.House;

/// <summary>A loss or an optimizer is its formula: one that needs more lines wants something of the compiler, or of the base class.</summary>
public sealed class FormulaLengthTests
{
    private const int MostLines = 39;

    /// <summary>The ones that are longer, each with its reason. One that no longer is fails the test, too.</summary>
    private static readonly Dictionary<string, string> s_sanctioned = new()
    {
        ["CrossEntropy"] = "Class index or class probabilities, class weights, an ignored index and smoothing are one loss by its name, and every one of them has its line.",
    };

    [Theory]
    [InlineData("Losses", typeof(Loss))]
    [InlineData("Optimizers", typeof(Optimizer))]
    public void A_formula_is_under_40_lines_of_code(string folder, Type family)
    {
        string[] rows = [.. family.Assembly.GetTypes().Where(type => type.IsSealed && type.IsPublic && type.IsSubclassOf(family)).Select(type => type.Name)];
        Assert.NotEmpty(rows);
        var longer = new List<string>();
        foreach (string row in rows)
        {
            int lines = Repository.Read($"src/Glissade/{folder}/{row}.cs").Split('\n').Select(line => line.Trim()).Count(IsCode);
            if (lines > MostLines) longer.Add(row);
            Assert.True(lines <= MostLines || s_sanctioned.ContainsKey(row), $"{row} has {lines} lines of code; a formula has at most {MostLines}.");
        }

        Assert.Empty(s_sanctioned.Keys.Intersect(rows).Except(longer));
    }

    private static bool IsCode(string line) => line.Length > 0 && line is not ("{" or "}") && !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("namespace ", StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal);
}
