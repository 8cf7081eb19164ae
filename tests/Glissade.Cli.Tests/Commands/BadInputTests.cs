using System.Text;

namespace Glissade.Cli.Tests;

/// <summary>Bad input ends 2 with four lines, and leaves no file behind.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,b,c\n", "header alone")]
    [InlineData("a,b,c\n1,2,3\n4,5\n6,7,8\n", "row 3")]
    [InlineData("a,b,c\n1,2,3\n", "row")]
    [InlineData("a,b,c\n1,2,x\n4,5,x\n6,7,x\n", "one value")]
    [InlineData("a,b,c\n1,2,3\n4,inf,5\n6,7,8\n", "inf")]
    [InlineData("a,b\n1,\n2,3\n4,5\n7,8\n", "has 1 gap")]
    [InlineData("a\n1\n2\n3\n", "one column")]
    public void A_table_that_cannot_be_learned_from_is_refused(string text, string says)
    {
        using var folder = new Folder();
        string data = folder.Write("bad.csv", text);
        string error = Tool.Run("train", data, "--output", folder["run"]).AssertRefused();
        Assert.Contains(says, error, StringComparison.OrdinalIgnoreCase);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>Only the running step meets what the data hold: that is the user's to mend, too.</summary>
    [Fact]
    public void A_network_that_counts_by_measures_is_refused()
    {
        using var folder = new Folder();
        string network = folder.Write("network.json", """{"type":"sequential","layers":[{"type":"embedding","entries":4,"width":3},{"type":"flatten"},{"type":"linear","inputs":6,"outputs":3}]}""");
        Tool tool = Tool.Run("train", folder.Write("flowers.csv", Flowers.Csv()), "--features", "length,width", "--model", network, "--output", folder["run"]);
        Assert.Equal(ExitCodes.Wrong, tool.Code);
        Assert.StartsWith("error: embedding1: W[x]: the number at position [0, 0] of", tool.Error, StringComparison.Ordinal);
        Assert.Contains("takes whole numbers from 0 to 3", tool.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--target colour", "there is no column 'colour'")]
    [InlineData("--target kinds", "'kind'")]
    [InlineData("--loss hubert", "huber")]
    [InlineData("--loss huber(delta=-1)", "delta")]
    [InlineData("--loss mse", "cannot serve the task multiclass")]
    [InlineData("--optimizer adamm", "adam")]
    [InlineData("--optimizer adam(learning_rat=1)", "learning_rate")]
    [InlineData("--schedule cosin", "cosine")]
    [InlineData("--activation rel", "relu")]
    [InlineData("--model mpl", "--model mlp")]
    [InlineData("--model resnet", "not there yet")]
    [InlineData("--model layers.json", "there is no such file")]
    [InlineData("--model linear --hidden 5", "--hidden is for mlp")]
    [InlineData("--features lenght", "'length'")]
    [InlineData("--features kind", "is the target")]
    [InlineData("--ignore colour", "there is no column 'colour'")]
    [InlineData("--task regression", "regression needs numbers")]
    [InlineData("--task binary", "two")]
    [InlineData("--task language", "cannot be learned yet")]
    [InlineData("--split group:town", "there is no column 'town'")]
    [InlineData("--validation 0.6 --test 0.5", "the shares held back")]
    [InlineData("--validation missing.csv", "no such file")]
    [InlineData("--optimizer gd --weight-decay 0.1", "has no weight decay")]
    [InlineData("--optimizer ema(inner=rprop) --weight-decay 0.25", "try: --optimizer \"weight_decay(decay=0.25, inner=ema(inner=rprop))\"")]
    [InlineData("--config missing.json", "there is no such configuration file")]
    [InlineData("--resume", "--resume needs the run's folder")]
    [InlineData("--watch", "not there yet")]
    public void An_option_that_does_not_suit_the_data_is_refused(string line, string says)
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv());
        string[] output = line == "--resume" ? [] : ["--output", folder["run"]];
        string error = Tool.Run(["train", data, .. line.Split(' '), .. output]).AssertRefused();
        Assert.Contains(says, error, StringComparison.OrdinalIgnoreCase);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Data_that_are_none_are_refused()
    {
        using var folder = new Folder();
        Assert.Contains("there is no such file or sample", Tool.Run("train", "digit").AssertRefused(), StringComparison.Ordinal);
        Assert.Contains("try: digits", Tool.Run("train", "digit").AssertRefused(), StringComparison.Ordinal);
        folder.Write("flowers.csv", "a,b\n1,2\n");
        Assert.Contains("flowers.csv", Tool.Run("train", folder["flowres.csv"]).AssertRefused(), StringComparison.Ordinal);
        Directory.CreateDirectory(folder["empty"]);
        Tool.Run("train", folder["empty"]).AssertRefused();
        File.WriteAllBytes(folder["binary.csv"], [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 31 % 256))]);
        Assert.Contains("binary", Tool.Run("train", folder["binary.csv"]).AssertRefused(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv());
        Tool.Run("train", data, "--epochs", "1", "--output", data).AssertRefused();
        Tool.Run("train", data, "--epochs", "1", "--output", Path.Combine(data, "inside")).AssertRefused();
        Tool.Run("train", data, "--epochs", "1", "--output", folder[new string('x', 300)]).AssertRefused();
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "1", "--output", folder["run"]).Code);
        Assert.Contains("holds a run already", Tool.Run("train", data, "--epochs", "1", "--output", folder["run"]).AssertRefused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_damaged_or_meets_other_data_is_refused()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv());
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "1", "--output", folder["run"]).Code);
        string other = folder.Write("other.csv", "length,weight,soil\n1,2,clay\n");
        Assert.Contains("'width'", Tool.Run("predict", folder["run"], other).AssertRefused(), StringComparison.Ordinal);
        Assert.Contains("no column 'kind'", Tool.Run("evaluate", folder["run"], folder.Write("bare.csv", Flowers.Csv(5, withTarget: false))).AssertRefused(), StringComparison.Ordinal);
        Tool.Run("predict", folder["run"], other, "--output", folder["out.csv"]).AssertRefused();
        Assert.False(File.Exists(folder["out.csv"]));
        byte[] model = File.ReadAllBytes(Path.Combine(folder["run"], "model.safetensors"));
        File.WriteAllBytes(folder["cut.safetensors"], model[..^100]);
        Tool.Run("predict", folder["cut.safetensors"], data).AssertRefused();
        // A bit of a weight, which leaves the file as whole as it was; a header that announces 2^60 bytes.
        byte[] turned = [.. model[..^5], (byte)(model[^5] ^ 4), .. model[^4..]], huge = [.. BitConverter.GetBytes(1UL << 60), .. model[8..]];
        foreach (byte[] bad in (byte[][])[turned, huge])
        {
            File.WriteAllBytes(folder["bad.safetensors"], bad);
            foreach (string command in (string[])["evaluate", "predict", "explain"]) Tool.Run(command, folder["bad.safetensors"], data).AssertRefused();
            Tool.Run("inspect", folder["bad.safetensors"]).AssertRefused();
        }

        File.WriteAllBytes(folder["text.safetensors"], Encoding.UTF8.GetBytes("hello, this is no model at all"));
        Tool.Run("inspect", folder["text.safetensors"]).AssertRefused();
        Tool.Run("evaluate", folder["missing.safetensors"], data).AssertRefused();
        Tool.Run("predict", folder.Path, data).AssertRefused();
        Tool.Run("predict", folder["run"], "digits").AssertRefused();
    }

    [Fact]
    public void Only_verbose_shows_where_in_the_program()
    {
        Assert.DoesNotContain("   at ", Tool.Run("train", "nothing.csv").Error, StringComparison.Ordinal);
        Assert.Contains("   at ", Tool.Run("train", "nothing.csv", "--verbose").Error, StringComparison.Ordinal);
    }
}
