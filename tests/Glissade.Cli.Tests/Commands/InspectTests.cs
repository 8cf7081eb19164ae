using System.Text.Json;

namespace Glissade.Cli.Tests;

public sealed class InspectTests
{
    // Every kind of column, gaps, a row that comes twice, a target out of balance, and one column that is the target by another name.
    private static string Csv() => "id,size,name of the place,colour,made,const,code,kind\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
        $"{i},{(i % 9 == 4 ? "" : $"{i % 13}.5")},place {i} in a long, narrow valley,{(i % 4 == 1 ? "red" : "blue")},2020-01-{1 + i % 28:00},7,{(i < 55 ? "x" : "y")},{(i < 55 ? "common" : "rare")}\n"
            .Replace("long, narrow", "long narrow", StringComparison.Ordinal))) + "59,7.5,place 59 in a long narrow valley,blue,2020-01-04,7,y,rare\n";

    [Theory]
    [InlineData(40, true)]
    [InlineData(80, true)]
    [InlineData(200, true)]
    [InlineData(80, false)]
    public void A_table_is_shown_as_committed(int width, bool unicode)
    {
        using var folder = new Folder();
        Table table = Table.Read(folder.Write("places.csv", Csv()));
        TableSummary summary = TableSummary.Of(table, table.Columns[^1]) with { Path = "places.csv" };
        Line[] lines = [.. InspectData.Screen(summary, "kind", true, width, unicode)];
        Assert.All(lines, line => Assert.True(line.Width <= width, line.ToString()));
        if (!unicode) Assert.All(lines, line => Assert.True(line.ToString().All(char.IsAscii), line.ToString()));
        Snapshot.Matches($"inspect-{width}{(unicode ? "" : "-ascii")}", Snapshot.Of(lines));
    }

    [Fact]
    public void No_line_is_wider_than_the_screen_whatever_the_data()
    {
        using var folder = new Folder();
        string[] files = [folder.Write("places.csv", Csv()), folder.Write("odd.csv", "東京都千代田区東京都千代田区,\u001b[31mred," + new string('x', 300) + "\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"東京都千代田区,{new string('y', 100)}{i % 3},{i * 1e30}\n")))];
        foreach (string file in files)
        {
            var summary = TableSummary.Of(Table.Read(file));
            for (int width = 20; width <= 150; width += 3)
                Assert.All(InspectData.Screen(summary, "a", false, width, true), line => Assert.True(line.Width <= width && !line.ToString().Any(char.IsControl), $"{width}: {line}"));
        }
    }

    [Fact]
    public void The_figures_of_a_table_are_in_its_JSON()
    {
        using var folder = new Folder();
        using JsonDocument json = JsonDocument.Parse(Tool.Run("inspect", folder.Write("places.csv", Csv()), "--json").Out);
        Assert.Equal(("table", 61, 1, "kind"), (json.RootElement.GetProperty("kind").GetString(), json.RootElement.GetProperty("rows").GetInt32(), json.RootElement.GetProperty("duplicate_rows").GetInt32(), json.RootElement.GetProperty("target").GetString()));
        JsonElement size = json.RootElement.GetProperty("columns")[1];
        Assert.Equal(("size", "numeric", 7, 13, 0.5, 12.5), (size.GetProperty("name").GetString(), size.GetProperty("kind").GetString(), size.GetProperty("gaps").GetInt32(), size.GetProperty("distinct").GetInt32(),
            size.GetProperty("minimum").GetDouble(), size.GetProperty("maximum").GetDouble()));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("columns")[3].GetProperty("mean").ValueKind);
        Assert.Equal(("blue", 46), (json.RootElement.GetProperty("columns")[3].GetProperty("common")[0].GetProperty("value").GetString(), json.RootElement.GetProperty("columns")[3].GetProperty("common")[0].GetProperty("count").GetInt32()));
        string[] warnings = [.. json.RootElement.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!)];
        foreach (string says in (string[])["identifier", "one value alone", "gaps: size 7", "same as an earlier one", "out of balance", "column code alone tells the target kind"])
            Assert.Contains(warnings, warning => warning.Contains(says, StringComparison.Ordinal));
        Assert.Contains("'colour'", Tool.Run("inspect", folder["places.csv"], "--target", "color").AssertRefused(), StringComparison.Ordinal);
    }
}
