using System.Collections.Concurrent;
using System.Diagnostics;

namespace Glissade.Tests.Support;

/// <summary>The programs of samples/, run as anyone would run them.</summary>
internal static class SamplePrograms
{
    // They build the same library: one after the other.
    private static readonly Lock s_one = new();
    private static readonly ConcurrentDictionary<string, Lazy<string>> s_outputs = [];

    /// <summary>The program without the lines that name its project and properties.</summary>
    public static string Code(string name) => string.Join('\n', Repository.Read($"samples/{name}.cs").Split('\n').SkipWhile(line => line.Length == 0 || line.StartsWith("#:", StringComparison.Ordinal)));

    /// <summary>What the program prints; it is run once for all tests that ask.</summary>
    public static string Output(string name) => s_outputs.GetOrAdd(name, name => new Lazy<string>(() => Run(name))).Value;

    /// <summary>The last line of what the program prints: its result.</summary>
    public static string LastLine(string name) => Output(name).TrimEnd('\n').Split('\n')[^1];

    private static string Run(string name)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["run", "--configuration", "Release", Repository.FullPath($"samples/{name}.cs")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Build servers would outlive the test and hold its pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        lock (s_one)
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromMinutes(4)))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"samples/{name}.cs did not end.");
            }

            Assert.True(process.ExitCode == 0, $"samples/{name}.cs ended with {process.ExitCode}: {output.Result} {errors.Result}");
            return output.Result.ReplaceLineEndings("\n");
        }
    }
}
