using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Glissade.Cli.Tests;

/// <summary>The tool as a process of its own, which can be killed, and whose environment can be switched.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ToolProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public StreamReader Out => _process.StandardOutput;

    public int Id => _process.Id;

    public static string DotNet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Glissade.Cli.dll");

    public static ToolProcess Start(params string[] arguments) => new(Prepare(DotNet, [Assembly, .. arguments], new Dictionary<string, string>()));

    /// <summary>Starts it as a terminal would: it hears an interrupt even where a check that runs in the background, and so its children, was told to ignore them.</summary>
    public static ToolProcess StartInForeground(params string[] arguments) =>
        IgnoresInterrupts() ? new(Prepare("env", ["--default-signal=INT", DotNet, Assembly, .. arguments], new Dictionary<string, string>())) : Start(arguments);

    /// <summary>Runs it to its end.</summary>
    public static Tool Run(IReadOnlyDictionary<string, string> environment, params string[] arguments) => RunProgram(DotNet, [Assembly, .. arguments], environment);

    /// <summary>Runs any program to its end.</summary>
    public static Tool RunProgram(string program, string[] arguments, IReadOnlyDictionary<string, string> environment, string? folder = null)
    {
        ProcessStartInfo start = Prepare(program, arguments, environment);
        if (folder is not null) start.WorkingDirectory = folder;
        using var process = new ToolProcess(start);
        return process.End();
    }

    /// <summary>Waits for its end; what it prints from now on, its errors, its exit code.</summary>
    public Tool End()
    {
        Task<string> output = Out.ReadToEndAsync();
        if (!_process.WaitForExit(s_limit))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The tool did not end within {s_limit}.");
        }

        return new Tool(_process.ExitCode, output.Result, _errors.Result);
    }

    /// <summary>Kills it as nothing can be caught, after a time; false if it had ended by itself.</summary>
    public bool KillAfter(TimeSpan time)
    {
        Task<string> output = Out.ReadToEndAsync();
        if (_process.WaitForExit(time)) return false;
        _process.Kill();
        _process.WaitForExit();
        return true;
    }

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>The SHA-256 of a run's model.</summary>
    public static string Hash(string run) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(run, "model.safetensors"))));

    private static bool IgnoresInterrupts()
    {
        const string status = "/proc/self/status", field = "SigIgn:";
        const ulong interrupt = 1 << 1;
        string? ignored = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) : null;
        return ignored is not null && (ulong.Parse(ignored.AsSpan(field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & interrupt) != 0;
    }

    private static ProcessStartInfo Prepare(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // The test host's own additions (startup hooks, profilers) are none of the child's business.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_STARTUP_HOOKS", StringComparison.OrdinalIgnoreCase) || name.StartsWith("CORECLR_", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("VSTEST_", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return start;
    }
}
