using System.Text.Json;

namespace Glissade.Cli.Tests;

public sealed class ExplainTests
{
    [Fact]
    public void A_row_of_a_table_is_worked_out_from_its_raw_values_to_the_new_weights()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv()), run = folder["run"];
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "3", "--output", run).Code);
        Tool text = Tool.Run("explain", run, data, "--row", "5");
        Assert.Equal((0, ""), (text.Code, text.Error));
        Assert.StartsWith("ROW 5\n", text.Out, StringComparison.Ordinal);
        Assert.Contains($"Row 5 of 90 of {data}, line 6 of the file; its kind is bellis.", text.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("after 9 steps", text.Out, StringComparison.Ordinal);
        Assert.Contains("it should give = 1 (bellis)", text.Out, StringComparison.Ordinal);
        Assert.Contains("STEP 10 OF THE OPTIMIZER", text.Out, StringComparison.Ordinal);
        Assert.All(text.Out.Split('\n'), line => Assert.True(Cells.Width(line) <= 120, line));

        using JsonDocument json = JsonDocument.Parse(Tool.Run("explain", run, data, "--row", "5", "--json").Out);
        JsonElement root = json.RootElement;
        Assert.Equal(5, root.GetProperty("row").GetInt32());
        JsonElement[] raw = [.. root.GetProperty("raw").EnumerateArray()];
        Assert.Equal(["length", "width", "soil"], raw.Select(value => value.GetProperty("name").GetString()));
        string[] line = File.ReadAllLines(data)[5].Split(',');
        Assert.Equal(double.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture), double.Parse(raw[0].GetProperty("text").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Matches(@"^\([\d.]+ − [\d.]+\) / [\d.]+$", raw[0].GetProperty("transform").GetString());
        // What preprocessing made of it is what the network sees.
        Assert.Equal(raw.SelectMany(value => value.GetProperty("features").EnumerateArray()).Select(value => (float)value.GetDouble()),
            root.GetProperty("input").GetProperty("values").EnumerateArray().Select(value => value.GetSingle()));
        Assert.True(root.GetProperty("loss_after").GetDouble() < root.GetProperty("loss").GetProperty("value").GetDouble());
    }

    [Fact]
    public void A_model_alone_has_the_weights_that_predict_and_an_optimizer_that_begins()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv()), run = folder["run"], model = Path.Combine(run, "model.safetensors");
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "3", "--output", run).Code);
        byte[] before = File.ReadAllBytes(Path.Combine(run, "last.safetensors"));
        using JsonDocument json = JsonDocument.Parse(Tool.Run("explain", model, data, "--row", "7", "--json").Out);
        Assert.Contains(json.RootElement.GetProperty("notes").EnumerateArray(), note => note.GetString()!.StartsWith("The optimizer begins", StringComparison.Ordinal));
        string[] predicted = Tool.Run("predict", model, data).Out.Split('\n')[7].Split(',')[2..];
        double[] output = [.. json.RootElement.GetProperty("output").GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(predicted.Select(value => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture)), output, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(0, Tool.Run("explain", run, data).Code);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(run, "last.safetensors")));
    }

    [Fact]
    public void Numbers_gaps_and_two_classes_are_explained_in_their_own_words()
    {
        using var folder = new Folder();
        string data = folder.Write("houses.csv", "area,town,sold,price\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i % 7 == 3 ? "" : 50 + i % 11)},{"abc"[i % 3]},{(i % 2 == 0 ? "yes" : "no")},{100 + 3 * (i % 11)}\n")));
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "2", "--output", folder["price"]).Code);
        string price = Tool.Run("explain", folder["price"], data, "--row", "4").Out;
        Assert.Contains("area: (empty) → median ", price, StringComparison.Ordinal);
        Assert.Contains("and whether it is missing", price, StringComparison.Ordinal);
        Assert.Contains("The network learns (price − mean) / deviation", price, StringComparison.Ordinal);
        Assert.Contains("town: a → 1 at 'town = a'", price, StringComparison.Ordinal);
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "2", "--target", "sold", "--output", folder["sold"]).Code);
        Assert.Contains("yes has the probability", Tool.Run("explain", folder["sold"], data, "--row", "4").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_drawn_and_worked_out()
    {
        using var folder = new Folder();
        Pictures.Write(folder.Path, "train", 40, withLabels: true);
        Assert.Equal(0, Tool.Run("train", folder.Path, "--quiet", "--epochs", "1", "--hidden", "8", "--output", folder["run"]).Code);
        string text = Tool.Run("explain", folder["run"], folder.Path, "--row", "40").Out;
        Assert.Contains("@", text.Split("ROW 40")[0], StringComparison.Ordinal);
        Assert.Contains("Picture 40 of 40", text, StringComparison.Ordinal);
        Assert.Contains("scaled (x − mean) / deviation", text, StringComparison.Ordinal);
        Assert.Contains("there is no row 41", Tool.Run("explain", folder["run"], folder.Path, "--row", "41").AssertRefused(), StringComparison.Ordinal);
        Tool.Run("explain", folder["run"], folder.Write("flowers.csv", Flowers.Csv())).AssertRefused();
    }

    [Fact]
    public void Rows_that_are_not_there_and_data_that_do_not_fit_are_refused()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv());
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "1", "--output", folder["run"]).Code);
        Assert.Contains("there is no row 91", Tool.Run("explain", folder["run"], data, "--row", "91").AssertRefused(), StringComparison.Ordinal);
        Assert.Contains("there is no row 0", Tool.Run("explain", folder["run"], data, "--row", "0").AssertRefused(), StringComparison.Ordinal);
        Assert.Contains("--row does not take 'x'", Tool.Run("explain", folder["run"], data, "--row", "x").AssertRefused(), StringComparison.Ordinal);
        Assert.Contains("no column 'kind'", Tool.Run("explain", folder["run"], folder.Write("bare.csv", Flowers.Csv(5, withTarget: false))).AssertRefused(), StringComparison.Ordinal);
        Tool.Run("explain", folder["run"], "digits").AssertRefused();
        Tool.Run("explain", folder["missing"], data).AssertRefused();
        string state = Path.Combine(folder["run"], "last.safetensors");
        File.WriteAllBytes(state, File.ReadAllBytes(state)[..^50]);
        Tool.Run("explain", folder["run"], data).AssertRefused();
    }
}
