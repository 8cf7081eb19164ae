namespace Glissade.Cli.Tests;

/// <summary>The tool within the test's process: what it printed, and how it ended.</summary>
internal sealed record Tool(int Code, string Out, string Error)
{
    public static Tool Run(params string[] arguments) => Run(null, arguments);

    public static Tool Run(Func<Interruption>? listen, string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = App.Run(arguments, new Terminal { Out = output, Error = error, Listen = listen ?? (() => new Interruption(false)) });
        return new Tool(code, output.ToString(), error.ToString());
    }

    /// <summary>Asserts that it was refused in the form of the contract: four lines, exit code 2, nothing on standard output.</summary>
    public string AssertRefused()
    {
        string[] lines = Error.TrimEnd('\n').Split('\n');
        Assert.True(lines.Length == 4, $"Not four lines:\n{Error}\n{Out}");
        Assert.StartsWith("error: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("  where: ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  expected: ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("  try: ", lines[3], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.True(line.Split(": ", 2)[1].Trim().Length > 0, $"An empty line:\n{Error}"));
        Assert.Equal("", Out);
        Assert.Equal(ExitCodes.Wrong, Code);
        return Error;
    }
}
