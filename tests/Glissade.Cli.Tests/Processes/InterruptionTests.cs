using System.Diagnostics;

namespace Glissade.Cli.Tests;

/// <summary>Real processes that are killed, asked to end, or no longer listened to.</summary>
public sealed class InterruptionTests
{
    private static readonly Dictionary<string, string> s_as = [];

    // Wide enough that writing the state takes a while, which a kill may hit.
    private static readonly string[] s_options = ["--quiet", "--hidden", "512,512", "--dropout", "0.1", "--batch-size", "8", "--epochs", "100", "--seed", "3"];

    [Fact]
    public void A_run_that_is_killed_at_random_moments_goes_on_to_the_bits_of_the_uninterrupted_one()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv());
        var clock = Stopwatch.StartNew();
        Assert.Equal(new Tool(0, "", ""), ToolProcess.Run(s_as, ["train", data, .. s_options, "--output", folder["whole"]]));
        double seconds = clock.Elapsed.TotalSeconds;
        string expected = ToolProcess.Hash(folder["whole"]);

        int kills = Environment.GetEnvironmentVariable("GLISSADE_LONG") == "1" ? 20 : 6, killed = 0;
        var moments = new Random(11);
        for (int round = 0; killed < kills; round++)
        {
            Assert.True(round < 100, "The run ends before it can be killed.");
            string run = folder[$"parts{round}"];
            while (true)
            {
                using ToolProcess process = ToolProcess.Start(Continue(data, run));
                // Also in the beginning, when the folder is made, and towards the end, when the model is written.
                if (killed >= kills || !process.KillAfter(TimeSpan.FromSeconds(seconds * (0.05 + 0.95 * moments.NextDouble())))) break;
                killed++;
            }

            // Either it has just ended, or it is let go on to its end.
            Assert.Equal(new Tool(0, "", ""), ToolProcess.Run(s_as, Continue(data, run)));
            Assert.Equal(expected, ToolProcess.Hash(run));
            Assert.Equal(["config.json", "events.jsonl", "last.safetensors", "model.safetensors"], Directory.GetFiles(run).Select(Path.GetFileName).Where(name => !name!.EndsWith(".partial", StringComparison.Ordinal)).Order());
        }
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_run_that_is_asked_to_end_keeps_model_and_state_and_says_where(string signal)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv()), run = folder["run"];
        using ToolProcess process = ToolProcess.StartInForeground("train", data, "--json", "--epochs", "10000000", "--output", run);
        while (!process.Out.ReadLine()!.Contains("epoch_finished", StringComparison.Ordinal)) continue;
        process.Signal(signal);
        Tool ended = process.End();
        Assert.Equal(ExitCodes.Interrupted, ended.Code);
        Assert.Contains("\"reason\":\"cancelled\"", ended.Out, StringComparison.Ordinal);
        Assert.StartsWith("interrupted: ", ended.Error, StringComparison.Ordinal);
        Assert.Contains($"--resume --output {run}", ended.Error, StringComparison.Ordinal);
        Assert.Equal(["config.json", "events.jsonl", "last.safetensors", "model.safetensors"], Directory.GetFiles(run).Select(Path.GetFileName).Order());
        Assert.Equal(0, Tool.Run("evaluate", run, data).Code);
    }

    [Fact]
    public void A_run_that_nobody_listens_to_any_more_ends_quietly()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv());
        string line = $"'{ToolProcess.DotNet}' '{ToolProcess.Assembly}' train '{data}' --json --epochs 10000000 --output '{folder["run"]}' | head -1; echo ${{PIPESTATUS[0]}}";
        Tool piped = ToolProcess.RunProgram("bash", ["-c", line], s_as);
        Assert.Equal("", piped.Error);
        string[] lines = piped.Out.TrimEnd('\n').Split('\n');
        Assert.StartsWith("{\"event\":\"run_started\"", lines[0], StringComparison.Ordinal);
        Assert.Equal(["0"], lines[1..]);
    }

    // A kill before the options were written leaves nothing to go on with: then the run is begun.
    private static string[] Continue(string data, string run) =>
        Directory.Exists(run) && RunFolder.At(run).HoldsRun && File.Exists(Path.Combine(run, "config.json")) ? ["train", "--quiet", "--resume", "--output", run] : ["train", data, .. s_options, "--output", run];
}
