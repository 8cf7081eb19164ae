using System.Globalization;
using System.Runtime;
using Glissade.Devices.Cpu;
using Glissade.Tests.Support;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>What is rehearsed is there when a first network's first step comes: counted in processes of their own, as the runtime compiles a method once.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public void After_a_rehearsal_the_runtime_compiles_much_less_for_a_first_step()
    {
        ((int compile, int run), (int plainCompile, int plainRun)) = (Count("rehearsed"), Count("plain"));
        Assert.True(run <= 2 * plainRun / 3, $"{run} methods compiled in a rehearsed run, {plainRun} in one that was not");
        Assert.True(compile <= 3 * plainCompile / 4, $"{compile} methods compiled while compiling after a rehearsal, {plainCompile} without");
    }

    private static (int Compile, int Run) Count(string how)
    {
        int[] counts = [.. ChildProcess.RunChecked("count-rehearsed", Switches.None, how)[^1].Split(' ').Select(count => int.Parse(count, CultureInfo.InvariantCulture))];
        return (counts[0], counts[1]);
    }

    [Probe("count-rehearsed")]
    private static void Rehearsed(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        if (arguments[0] == "rehearsed") Rehearsal.Take();
        var mlp = new Mlp(64, 784, 128, 10);
        long before = JitInfo.GetCompiledMethodCount();
        Workspace workspace = Device.CreateCpu(new CpuOptions { Threads = 1 }).Compile(mlp.Step).CreateWorkspace();
        mlp.Feed(workspace, 0);
        long compiled = JitInfo.GetCompiledMethodCount();
        workspace.Run();
        Console.WriteLine($"{compiled - before} {JitInfo.GetCompiledMethodCount() - compiled}");
    }
}
