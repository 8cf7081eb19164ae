using System.Text.Json;

namespace Glissade.Cli.Tests;

/// <summary>What there is by name: everything that the rows say is on the screen, whatever its width, and in the JSON.</summary>
public sealed class ListTests
{
    public static TheoryData<string> Families => [.. ListCommand.Families];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_family_is_listed_as_a_table_and_as_JSON(string family)
    {
        using JsonDocument json = JsonDocument.Parse(Tool.Run("list", family, "--json").Out);
        Assert.NotEmpty(json.RootElement.EnumerateArray());
        foreach (JsonElement item in json.RootElement.EnumerateArray())
        {
            string name = item.GetProperty("name").GetString()!;
            string alone = Squeezed(Tool.Run("list", family, name).Out);
            foreach (string says in Said(item)) Assert.Contains(Squeezed(says), alone, StringComparison.Ordinal);
            foreach (JsonElement alias in item.GetProperty("aliases").EnumerateArray()) Assert.Equal(alone, Squeezed(Tool.Run("list", family, alias.GetString()!).Out));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_screen_of_any_width_says_everything(string family)
    {
        using JsonDocument json = JsonDocument.Parse(Tool.Run("list", family, "--json").Out);
        foreach (int width in (int[])[40, 80, 120, 200])
        {
            foreach (bool unicode in (bool[])[true, false])
            {
                Line[] lines = [.. ListCommand.Screen(family, width, unicode)];
                Assert.All(lines, line => Assert.True(line.Width <= width, line.ToString()));
                if (!unicode) Assert.All(lines, line => Assert.True(line.ToString().All(char.IsAscii), line.ToString()));
                string screen = Squeezed(Snapshot.Of(lines));
                // The columns of a table stand beside each other; one below the other the whole text can be read.
                foreach (JsonElement item in json.RootElement.EnumerateArray())
                {
                    if (width >= 120 || item.GetProperty("formula").GetString()!.Length == 0) continue;
                    foreach (string says in Said(item)) Assert.Contains(Squeezed(PlainSigns.Of(says, unicode)), screen, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void No_formula_has_a_sign_that_cannot_be_spelled()
    {
        foreach (string family in ListCommand.Families)
        {
            using JsonDocument json = JsonDocument.Parse(Tool.Run("list", family, "--json").Out);
            foreach (string text in json.RootElement.EnumerateArray().SelectMany(Said))
                Assert.True(PlainSigns.Of(text, false).Count(sign => sign == '?') == text.Count(sign => sign == '?'), $"{family}: PlainSigns has no spelling for a sign of: {text}");
        }
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(80, true)]
    [InlineData(200, true)]
    [InlineData(80, false)]
    public void A_family_is_shown_as_committed(int width, bool unicode)
    {
        // Rows of the catalogue come and go; these stand for all.
        ListItem[] items =
        [
            new("huber", "Squared for distances up to delta, a line beyond. PyTorch's HuberLoss.")
            {
                Aliases = ["smooth"], Formula = "d ≤ δ ? ½d² : δ·(d − ½δ), d = |p − t|", Arguments = Catalog.Losses.Describe(Catalog.Losses.Find("huber")), Samples = ["huber(delta=2)"],
            },
            new("linear", "Every output a weighted sum of all inputs and a bias.") { Formula = "x·Wᵀ + b", Arguments = Catalog.Layers.Describe(Catalog.Layers.Find("linear")) },
            new("mean", "The mean.") { Formula = "Σ xᵢ₊₁ / n⁻¹" },
        ];
        Snapshot.Matches($"list-{width}{(unicode ? "" : "-ascii")}", Snapshot.Of(ListScreen.Of(items, width, unicode)));
    }

    [Fact]
    public void What_is_not_there_is_refused_with_the_nearest()
    {
        Assert.Contains("glissade list losses huber", Tool.Run("list", "losses", "hubber").AssertRefused(), StringComparison.Ordinal);
        Assert.Contains("glissade list losses", Tool.Run("list", "loses").AssertRefused(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Said(JsonElement item) =>
    [
        item.GetProperty("name").GetString()!, item.GetProperty("summary").GetString()!, item.GetProperty("formula").GetString()!,
        .. item.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!),
        .. item.GetProperty("arguments").EnumerateObject().SelectMany(argument => (string[])[argument.Name, argument.Value.GetProperty("default").GetString()!, argument.Value.GetProperty("range").GetString()!]),
    ];

    // Where lines are broken is no matter.
    private static string Squeezed(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
