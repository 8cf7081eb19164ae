namespace Glissade.Cli.Tests;

public sealed class PredictTests
{
    [Fact]
    public void Columns_may_stand_in_any_order_among_others_and_without_the_target()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv()), run = folder["run"];
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "5", "--output", run).Code);
        string expected = Tool.Run("predict", run, folder.Write("bare.csv", Flowers.Csv(12, withTarget: false))).Out;
        Assert.StartsWith("name,prediction,probability_aster,", expected, StringComparison.Ordinal);
        Assert.Equal(expected, Tool.Run("predict", run, folder.Write("with.csv", Flowers.Csv(12))).Out);
        string[][] rows = [.. Flowers.Csv(12, withTarget: false).TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        string turned = string.Concat(rows.Select((row, i) => $"{row[3]},{(i == 0 ? "note" : $"\"a, {i % 3}\"")},{row[1]},{row[0]},{row[2]}\n"));
        Assert.Equal(expected, Tool.Run("predict", run, folder.Write("turned.csv", turned)).Out);
        // Without what tells rows apart they are numbered.
        string[] numbered = Tool.Run("predict", run, folder.Write("few.csv", string.Concat(rows.Select(row => $"{row[1]},{row[2]},{row[3]}\n")))).Out.TrimEnd('\n').Split('\n');
        Assert.StartsWith("row,prediction,", numbered[0], StringComparison.Ordinal);
        Assert.Equal(expected.TrimEnd('\n').Split('\n')[1..].Select((line, i) => $"{i + 1},{line.Split(',', 2)[1]}"), numbered[1..]);
    }

    [Fact]
    public void Pictures_need_no_labels()
    {
        using var folder = new Folder();
        string labelled = Sub("labelled"), train = Sub("train"), test = Sub("test"), both = Sub("both"), empty = Sub("empty"), run = folder["run"];
        Pictures.Write(labelled, "train", 40, withLabels: true);
        Pictures.Write(train, "train", 40, withLabels: false);
        Pictures.Write(test, "t10k", 40, withLabels: false);
        Pictures.Write(both, "train", 40, withLabels: false);
        Pictures.Write(both, "t10k", 10, withLabels: false);
        Assert.Equal(0, Tool.Run("train", labelled, "--quiet", "--epochs", "2", "--hidden", "8", "--output", run).Code);
        Tool expected = Tool.Run("predict", run, labelled);
        Assert.Equal((0, "", 41), (expected.Code, expected.Error, expected.Out.TrimEnd('\n').Split('\n').Length));
        foreach (string other in (string[])[train, test, both, Path.Combine(test, "t10k-images-idx3-ubyte")]) Assert.Equal(expected, Tool.Run("predict", run, other));
        Assert.Contains("no pictures", Tool.Run("predict", run, empty).AssertRefused(), StringComparison.Ordinal);
        Assert.Contains("[28, 28]", Tool.Run("predict", run, "digits").AssertRefused().Replace("28×28", "[28, 28]", StringComparison.Ordinal), StringComparison.Ordinal);
        // What cannot be measured is refused; a test set alone can be.
        Tool.Run("evaluate", run, train).AssertRefused();
        Pictures.Write(test, "t10k", 40, withLabels: true);
        Assert.Equal(0, Tool.Run("evaluate", run, test).Code);

        string Sub(string name) => Directory.CreateDirectory(folder[name]).FullName;
    }
}
