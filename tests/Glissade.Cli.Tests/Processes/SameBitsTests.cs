using Xunit.Abstractions;

namespace Glissade.Cli.Tests;

/// <summary>One small training in processes that run other code for it: the same model file, to the byte.</summary>
public sealed class SameBitsTests(ITestOutputHelper output)
{
    [Fact]
    public void Neither_threads_nor_vectors_nor_dynamic_code_change_a_bit_of_the_model()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv(45));
        string expected = Train("as it is", []);
        foreach (string threads in (string[])["1", "2", "5"]) Assert.Equal(expected, Train($"threads {threads}", [], "--threads", threads));
        foreach ((string name, string fact) in (IEnumerable<(string, string)>)[("DOTNET_EnableAVX512", "avx512=false"), ("DOTNET_EnableAVX2", "fma=false"), ("DOTNET_EnableHWIntrinsic", "vector128=false"), ("GLISSADE_DYNAMIC_CODE", "GLISSADE_DYNAMIC_CODE=0")])
        {
            var environment = new Dictionary<string, string> { [name] = "0" };
            AssertTaken(environment, fact);
            Assert.Equal((name, expected), (name, Train(name, environment)));
        }

        string Train(string what, Dictionary<string, string> environment, params string[] options)
        {
            string run = folder[what];
            Assert.Equal(new Tool(0, "", ""), ToolProcess.Run(environment, ["train", data, "--quiet", "--hidden", "20,20", "--epochs", "3", "--dropout", "0.1", "--output", run, .. options]));
            return ToolProcess.Hash(run);
        }
    }

    // The tests of the engine are a program that says what of the machine a process sees.
    private void AssertTaken(Dictionary<string, string> environment, string fact)
    {
        string facts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../Glissade.Engine.Tests/bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0/Glissade.Engine.Tests.dll"));
        if (!File.Exists(facts))
        {
            output.WriteLine($"NOT CHECKED: whether {string.Join(' ', environment.Keys)} took, for {facts} is not built.");
            return;
        }

        Tool seen = ToolProcess.RunProgram(ToolProcess.DotNet, ["exec", facts, "facts"], environment);
        Assert.Contains(fact, seen.Out.Split(' ', StringSplitOptions.TrimEntries));
    }
}
