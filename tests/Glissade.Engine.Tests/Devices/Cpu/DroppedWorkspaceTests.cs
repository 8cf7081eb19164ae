using System.Globalization;
using Glissade.Tests.Support;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>A workspace that its caller forgets while it runs: kernels know addresses only, so something has to keep its memory. In a process of its own, which would end if nothing did.</summary>
public sealed class DroppedWorkspaceTests
{
    // Code compiled at once knows best which references are dead.
    private static readonly Switches s_optimised = new() { Environment = new() { ["DOTNET_TieredCompilation"] = "0" } };

    [Fact]
    public void A_workspace_is_not_collected_while_it_runs() => Assert.Equal("0", ChildProcess.RunChecked("dropped-workspaces", s_optimised)[^1]);

    [Probe("dropped-workspaces")]
    private static void Drop(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        var state = new Parameter("state", new Shape(5000));
        Tensor value = state;
        for (int i = 0; i < 40; i++) value = value.CumulativeSum(0) * 0 + 1;
        Plan plan = Device.Cpu.Compile(new Step { Updates = [(state, value)] });

        bool stop = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref stop)) Collect();
        });
        collector.Start();
        int wrong = 0;
        for (int i = 0; i < 500; i++)
        {
            plan.CreateWorkspace().Run();
            wrong += state.Values<float>().ContainsAnyExcept(1f) ? 1 : 0;
        }

        Volatile.Write(ref stop, true);
        collector.Join();
        Console.WriteLine(wrong.ToString(CultureInfo.InvariantCulture));
    }

    // Whatever was freed is written over.
    private static void Collect()
    {
#pragma warning disable RS0030 // It is the collector that is tested.
        GC.Collect();
#pragma warning restore RS0030
        for (int i = 0; i < 200; i++) GC.AllocateUninitializedArray<byte>(20_000, pinned: true).AsSpan().Fill(255);
    }
}
