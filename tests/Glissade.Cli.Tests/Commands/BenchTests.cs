using System.Text.Json;

namespace Glissade.Cli.Tests;

public sealed class BenchTests
{
    [Fact]
    public void A_workload_is_one_object_with_the_contract_s_fields()
    {
        Tool tool = Tool.Run("bench", "--workload", "tiny_mlp_b32_adam", "--threads", "1", "--json");
        Assert.Equal((ExitCodes.Done, ""), (tool.Code, tool.Error));
        using JsonDocument json = JsonDocument.Parse(Assert.Single(tool.Out.TrimEnd('\n').Split('\n')));
        Assert.Equal("tiny_mlp_b32_adam", json.RootElement.GetProperty("workload").GetString());
        foreach (string name in (string[])["median_us", "roofline_us", "operations", "bytes", "threads", "peak_bytes", "compile_ms"]) Assert.True(json.RootElement.GetProperty(name).GetDouble() > 0, name);
        // Other tests allocate in this process meanwhile; that a step does not is counted in processes of its own.
        Assert.True(json.RootElement.GetProperty("allocated").GetDouble() >= 0);
    }

    [Theory]
    [InlineData("there is no workload 'tiny'", "tiny_mlp_b32_adam", "bench --workload tiny")]
    [InlineData("--threads does not take '0'", "", "bench --workload tiny_mlp_b32_adam --threads 0")]
    [InlineData("given together", "", "bench --workload tiny_mlp_b32_adam --profile model.safetensors")]
    [InlineData("there is no such file", "check the spelling", "bench --profile no-such-file.safetensors")]
    [InlineData("there is neither a file nor a workload 'cnn28_b64_sgd'", "--profile cnn28_b64_adam", "bench --profile cnn28_b64_sgd")]
    [InlineData("one of tiny_mlp_b32_adam, ", "check the spelling", "bench --profile kitchen")]
    [InlineData("", "", "bench --profile .")]
    public void What_cannot_be_measured_is_refused(string what, string remedy, string line)
    {
        string error = Tool.Run(line.Split(' ')).AssertRefused();
        Assert.Contains(what, error, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Split('\n')[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_workload_is_profiled_by_its_name()
    {
        Tool tool = Tool.Run("bench", "--profile", "tiny_mlp_b32_adam", "--threads", "1", "--json");
        Assert.Equal((ExitCodes.Done, ""), (tool.Code, tool.Error));
        JsonElement step = JsonDocument.Parse(Assert.Single(tool.Out.TrimEnd('\n').Split('\n'))).RootElement;
        Assert.Equal(("training", 32), (step.GetProperty("profile").GetString()!, step.GetProperty("batch").GetInt32()));
        Assert.Contains(step.GetProperty("kernels").EnumerateArray(), kernel => kernel.GetProperty("from").EnumerateArray().Any(from => from.GetString()!.Contains("adam", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_run_s_model_is_profiled()
    {
        using var folder = new Folder();
        string csv = folder.Write("line.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7}.5,{i % 11},{i % 7 + 2 * (i % 11)}.5\n")));
        Assert.Equal(ExitCodes.Done, Tool.Run("train", csv, "--epochs", "1", "--batch-size", "16", "--hidden", "8", "--quiet", "--output", folder["run"]).Code);
        Tool tool = Tool.Run("bench", "--profile", folder["run"], "--threads", "1", "--json");
        Assert.Equal((ExitCodes.Done, ""), (tool.Code, tool.Error));
        JsonElement[] steps = [.. tool.Out.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([("training", 16), ("prediction", 1)], steps.Select(step => (step.GetProperty("profile").GetString()!, step.GetProperty("batch").GetInt32())));
        JsonElement kernel = steps[0].GetProperty("kernels")[0];
        foreach (string name in (string[])["us", "share", "operations", "bytes", "of_roofline"]) Assert.Equal(JsonValueKind.Number, kernel.GetProperty(name).ValueKind);
        Assert.Contains(steps[0].GetProperty("kernels").EnumerateArray(), each => each.GetProperty("from").EnumerateArray().Any(from => from.GetString()!.Contains("linear1", StringComparison.Ordinal)));
    }
}
