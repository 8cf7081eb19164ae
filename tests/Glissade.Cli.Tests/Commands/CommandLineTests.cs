namespace Glissade.Cli.Tests;

/// <summary>What is understood, and what is refused in four lines with exit code 2 and nothing on standard output.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "no command is given", "glissade train")]
    [InlineData("trian", "the command 'trian' is unknown", "glissade train")]
    [InlineData("juggle", "the command 'juggle' is unknown", "glissade --help")]
    [InlineData("report runs", "the command 'report' is not there yet", "later")]
    [InlineData("--fast", "the option --fast is unknown", "glissade --help")]
    [InlineData("train --epocs 5", "the option --epocs is unknown", "--epochs")]
    [InlineData("train --epocs=5", "the option --epocs is unknown", "--epochs")]
    [InlineData("train iris.csv --learningrate 5", "the option --learningrate is unknown", "--learning-rate")]
    [InlineData("train -e 5", "the option -e is unknown", "glissade train --help")]
    [InlineData("train a.csv b.csv", "'b.csv' is one argument too many", "take it out")]
    [InlineData("train --epochs", "--epochs needs a value", "--epochs N")]
    [InlineData("train --epochs --seed 1", "--epochs needs a value", "--epochs N")]
    [InlineData("train --epochs 1 --epochs 2", "--epochs is given 2 times", "take all but one out")]
    [InlineData("train --epochs 0", "--epochs does not take '0'", "a whole number from 1 to")]
    [InlineData("train --epochs 1.5", "--epochs does not take '1.5'", "a whole number")]
    [InlineData("train --epochs 99999999999", "--epochs does not take '99999999999'", "a whole number")]
    [InlineData("train --learning-rate -1", "--learning-rate does not take '-1'", "a number above 0")]
    [InlineData("train --learning-rate 0", "--learning-rate does not take '0'", "a number above 0")]
    [InlineData("train --learning-rate NaN", "--learning-rate does not take 'NaN'", "a number above 0")]
    [InlineData("train --learning-rate 1e999", "--learning-rate does not take '1e999'", "a number above 0")]
    [InlineData("train --learning-rate 0,001", "--learning-rate does not take '0,001'", "a number above 0")]
    [InlineData("train --dropout 1", "--dropout does not take '1'", "a number of 0 or more, below 1")]
    [InlineData("train --hidden 64,0", "--hidden does not take '0'", "a whole number from 1")]
    [InlineData("train --hidden wide", "--hidden does not take 'wide'", "a whole number from 1")]
    [InlineData("train --validation 1.5", "--validation does not take '1.5'", "a share of the rows")]
    [InlineData("train --test -0.1", "--test does not take '-0.1'", "a share of the rows")]
    [InlineData("train --max-time soon", "--max-time does not take 'soon'", "such as 90s, 5m")]
    [InlineData("train --max-time 0s", "--max-time does not take '0s'", "such as 90s, 5m")]
    [InlineData("train --split stratifed", "--split does not take 'stratifed'", "--split stratified")]
    [InlineData("train --task regresion", "--task does not take 'regresion'", "--task regression")]
    [InlineData("train --missing age=imput", "--missing does not take 'age=imput'", "--missing age=impute")]
    [InlineData("train --threads 0", "--threads does not take '0'", "a whole number from 1 to 1024")]
    [InlineData("train --seed x", "--seed does not take 'x'", "a whole number from")]
    [InlineData("train --json=maybe", "--json", "glissade train")]
    [InlineData("evaluate", "MODEL is missing", "glissade evaluate MODEL DATA [options]")]
    [InlineData("evaluate m.safetensors", "DATA is missing", "glissade evaluate MODEL DATA [options]")]
    [InlineData("list colours", "there is no family 'colours'", "losses")]
    [InlineData("list loses", "there is no family 'loses'", "glissade list losses")]
    public void What_cannot_be_meant_is_refused(string line, string says, string alsoSays)
    {
        string error = Tool.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).AssertRefused();
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Contains(alsoSays, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_three_numbers() => Assert.Matches(@"^\d+\.\d+\.\d+\n$", Tool.Run("--version").Out);

    [Fact]
    public void The_help_lists_all_commands_and_every_option_of_one()
    {
        Tool all = Tool.Run("--help");
        Assert.Equal(ExitCodes.Done, all.Code);
        Assert.All(CommandTable.All, command => Assert.Contains($"  {command.Name} ", all.Out, StringComparison.Ordinal));
        foreach (CommandRow command in CommandTable.All)
        {
            Tool help = Tool.Run(command.Name, "--help");
            Assert.Equal((ExitCodes.Done, ""), (help.Code, help.Error));
            Assert.All(command.Options, option => Assert.Contains($"--{option.Name}", help.Out, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Values_that_begin_with_a_dash_are_values()
    {
        Invocation invocation = CommandLine.Parse(["train", "data.csv", "--seed", "-3", "--target=-x", "--json"], TextWriter.Null)!;
        Assert.Equal(("data.csv", "-3", "-x", "true"), (invocation.Arguments[0], invocation["seed"], invocation["target"], invocation["json"]));
        Assert.Null(invocation["epochs"]);
        Assert.Equal("--odd.csv", CommandLine.Parse(["train", "--", "--odd.csv"], TextWriter.Null)!.Arguments[0]);
        Assert.Equal("@file", CommandLine.Parse(["train", "@file"], TextWriter.Null)!.Arguments[0]);
        Assert.Null(CommandLine.Parse(["train"], TextWriter.Null)!.Arguments[0]);
    }
}
