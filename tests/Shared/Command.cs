using System.Diagnostics;

namespace Glissade.Tests.Support;

/// <summary>A program that was run to its end.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">What it printed, with line feeds.</param>
/// <param name="Errors">What it printed as errors.</param>
internal sealed record Command(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs the dotnet that runs this very test, wherever it is installed.</summary>
    public static Command Dotnet(string folder, params string[] arguments) => Run(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", folder, arguments);

    /// <summary>Runs a program in a folder and waits for its end, four minutes at most.</summary>
    public static Command Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Build servers would outlive the test and hold its pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // What the test host was started with is not for the programs it starts.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(4)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end. It printed: {output.Result} {errors.Result}");
        }

        return new Command(process.ExitCode, output.Result.ReplaceLineEndings("\n"), errors.Result.ReplaceLineEndings("\n"));
    }

    /// <summary>Fails unless the program ended well; gives back what it printed.</summary>
    /// <param name="what">What it was, for the message.</param>
    public string Succeeded(string what)
    {
        Assert.True(ExitCode == 0, $"{what} ended with {ExitCode}: {Output} {Errors}");
        return Output;
    }
}
