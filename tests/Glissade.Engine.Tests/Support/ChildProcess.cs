using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Glissade.Tests.Support;

/// <summary>
/// Runs a probe of this assembly (a static method marked with <see cref="ProbeAttribute"/>) in a fresh dotnet process, whose switches this process does not have.
/// </summary>
/// <param name="ExitCode">0 when the probe returned.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it printed as errors: an exception's stack, for one.</param>
internal sealed record ChildProcess(int ExitCode, string Output, string Errors)
{
    private static readonly string s_assembly = typeof(ChildProcess).Assembly.Location;

    /// <summary>The lines that the probe printed.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>
    /// Runs a probe that first prints <see cref="FactsProbe.Describe"/>, sees that it succeeded and that the switches took, and gives the lines after that one.
    /// </summary>
    public static string[] RunChecked(string probe, Switches switches, params string[] arguments)
    {
        ChildProcess child = Run(probe, switches, TimeSpan.FromMinutes(5), arguments);
        Assert.True(child.ExitCode == 0, $"The probe {probe} ended with {child.ExitCode}: {child.Errors}");
        Assert.NotEmpty(child.Lines);
        switches.AssertTaken(child.Lines[0]);
        return child.Lines[1..];
    }

    /// <summary>Runs a probe and waits for its end.</summary>
    public static ChildProcess Run(string probe, Switches switches, TimeSpan limit, params string[] arguments)
    {
        string? configuration = switches.RuntimeProperties.Count == 0 ? null : WriteConfiguration(switches.RuntimeProperties);
        try
        {
            string[] host = configuration is null
                ? ["exec", s_assembly]
                : ["exec", "--runtimeconfig", configuration, s_assembly];
            return Run(Start([.. host, probe, .. arguments], switches), probe, limit);
        }
        finally
        {
            if (configuration is not null)
            {
                File.Delete(configuration);
            }
        }
    }

    private static ProcessStartInfo Start(string[] arguments, Switches switches)
    {
        // The dotnet that runs this very test, wherever it is installed.
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // The test host's own additions (startup hooks, profilers) are none of the child's business.
        foreach (string name in start.Environment.Keys.Where(IsOfTheHost).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in switches.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static ChildProcess Run(ProcessStartInfo start, string probe, TimeSpan limit)
    {
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"Cannot start {start.FileName}.");

        // Both pipes are read at once: a child that fills one of them while nobody reads it would wait for ever.
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The probe {probe} did not end within {limit}. It had printed: {output.Result} {errors.Result}");
        }

        return new ChildProcess(process.ExitCode, output.Result, errors.Result);
    }

    private static bool IsOfTheHost(string name) =>
        name.StartsWith("DOTNET_STARTUP_HOOKS", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("CORECLR_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST_", StringComparison.OrdinalIgnoreCase);

    private static string WriteConfiguration(Dictionary<string, bool> properties)
    {
        JsonNode configuration = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(s_assembly, ".runtimeconfig.json")))!;
        JsonObject options = configuration["runtimeOptions"]!.AsObject();
        JsonObject known = options["configProperties"] as JsonObject ?? [];
        options["configProperties"] = known;
        foreach ((string name, bool value) in properties)
        {
            known[name] = value;
        }

        string path = Path.Combine(Path.GetTempPath(), $"glissade-{Guid.NewGuid():N}.runtimeconfig.json");
        File.WriteAllText(path, configuration.ToJsonString());
        return path;
    }
}
