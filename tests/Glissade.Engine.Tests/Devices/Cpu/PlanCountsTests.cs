using System.Globalization;
using Glissade.Compiler;
using Glissade.Devices.Cpu.Emission;
using Glissade.Tests.Support;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>What is compiled, emitted and allocated, counted in processes of their own because the counters are the process's.</summary>
public sealed class PlanCountsTests
{
    [Fact]
    public void Building_a_graph_compiles_nothing() => Assert.Equal("0 0", ChildProcess.RunChecked("count-building", Switches.None)[^1]);

    [Fact]
    public void A_thousand_steps_under_a_changing_rate_compile_once() => Assert.Equal("1 0", ChildProcess.RunChecked("count-steps", Switches.None)[^1]);

    /// <summary>The two nests along the ten classes have their lanes across examples: the first batch that leaves some over asks for the code of these, once.</summary>
    [Fact]
    public void Another_batch_size_emits_no_kernel_but_the_rest_of_short_rows() => Assert.Equal("0 2 0", ChildProcess.RunChecked("count-batches", Switches.None)[^1]);

    [Fact]
    public void Another_batch_size_emits_no_kernel_where_the_batch_is_not_the_first_axis() => Assert.Equal("0", ChildProcess.RunChecked("count-sequences", Switches.None)[^1]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_allocates_nothing(bool interpreted) =>
        Assert.Equal("0", ChildProcess.RunChecked("count-bytes", interpreted ? Switches.NoDynamicCode : Switches.None)[^1]);

    [Fact]
    public void A_loop_outside_a_step_is_cut_a_few_times_at_most() =>
        Assert.InRange(int.Parse(ChildProcess.RunChecked("count-cuts", Switches.None)[^1], CultureInfo.InvariantCulture), 1, 4);

    [Fact]
    public void Kernels_are_kept_up_to_a_count_and_those_in_use_stay() => Assert.Equal(["kept 64 at most", "emitted 301", "3"], ChildProcess.RunChecked("count-structures", Switches.None)[^3..]);

    [Probe("count-structures")]
    private static void Structures(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        KernelCache.Most = 64;
        var x = new Parameter("often", new Shape(3));
        Tensor used = -x.Square();
        Plan first = Device.Cpu.Compile(new Step { Outputs = [used] });
        int most = 0, emitted = KernelCache.Emitted - 1;
        for (int i = 0; i < 300; i++)
        {
            var state = new Parameter("x", new Shape(3));
            Tensor y = state;
            // Nine bits, each an addition or a product: every number is another structure.
            for (int bit = 0; bit < 9; bit++) y = ((i >> bit) & 1) == 0 ? y + state : y * state;
            _ = Device.Cpu.Compile(new Step { Outputs = [y] });
            _ = Device.Cpu.Compile(new Step { Outputs = [-x.Square()] });
            most = Math.Max(most, KernelCache.Kept);
        }

        Workspace workspace = first.CreateWorkspace();
        workspace.Run();
        Console.WriteLine(most <= 64 ? "kept 64 at most" : $"kept {most}");
        Console.WriteLine($"emitted {KernelCache.Emitted - emitted}");
        Console.WriteLine(workspace.Read<float>(used).Length.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Kernels_are_forgotten_while_other_threads_make_new_ones() => Assert.Equal("kept 16 at most", ChildProcess.RunChecked("forget-beside", Switches.None)[^1]);

    [Probe("forget-beside")]
    private static void ForgetBeside(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        KernelCache.Most = 16;
        // As above, by four threads at once.
        Parallel.For(0, 1200, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            var state = new Parameter("x", new Shape(3));
            Tensor y = state;
            for (int bit = 0; bit < 11; bit++) y = ((i >> bit) & 1) == 0 ? y + state : y * state;
            _ = Device.Cpu.Compile(new Step { Outputs = [y] });
        });
        Console.WriteLine(KernelCache.Kept <= 16 ? "kept 16 at most" : $"kept {KernelCache.Kept}");
    }

    [Probe("count-cuts")]
    private static void Cuts(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        // Nodes of one turn of the loop reach the longest chain one after the other; those over the same value share its leaf.
        Tensor w = Tensor.Full(3, new Shape(2));
        for (int i = 0; i < Tensor.LongestChain / 3; i++) w -= 0.001 * (w * 2).Tanh();
        Console.WriteLine(Compilation.Compiled.ToString(CultureInfo.InvariantCulture));
    }

    [Probe("count-building")]
    private static void Building(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        var w = new Parameter("w", new Shape(3));
        Tensor x = w;
        for (int i = 0; i < 1000; i++) x = (x * 1.5 + 0.25).Tanh().Softmax();
        _ = Gradient.Of(x.Sum(), w);
        Console.WriteLine($"{Compilation.Compiled} {KernelCache.Emitted}");
    }

    [Probe("count-steps")]
    private static void Steps(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        var mlp = new Mlp(8);
        Workspace workspace = Device.Cpu.Compile(mlp.Step).CreateWorkspace();
        int emitted = KernelCache.Emitted;
        for (int i = 0; i < 1000; i++)
        {
            mlp.Feed(workspace, i);
            workspace.Run();
        }

        Console.WriteLine($"{Compilation.Compiled} {KernelCache.Emitted - emitted}");
    }

    [Probe("count-batches")]
    private static void Batches(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        Compile(64);
        Console.WriteLine($"{Emitted(32, 48)} {Emitted(65)} {Emitted(7, 2, 4097, 96)}");

        static int Emitted(params int[] batches)
        {
            int before = KernelCache.Emitted;
            foreach (int batch in batches) Compile(batch);
            return KernelCache.Emitted - before;
        }

        // A network, and a formula with functions of functions, as recurrent layers have it.
        static void Compile(int batch)
        {
            _ = Device.Cpu.Compile(new Mlp(batch, dropout: true).Step);
            var x = new Input("gates", new Shape(batch, 256));
            Tensor carried = x.Sigmoid() * (x + 1).Tanh() + (x * 2).Sigmoid();
            _ = Device.Cpu.Compile(new Step { Inputs = [x], Outputs = [(x * 3).Sigmoid() * carried.Tanh()] });
        }
    }

    [Probe("count-sequences")]
    private static void Sequences(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        Compile(64);
        int emitted = KernelCache.Emitted;
        foreach (int batch in (int[])[32, 48, 33, 7, 2, 500]) Compile(batch);
        Console.WriteLine((KernelCache.Emitted - emitted).ToString(CultureInfo.InvariantCulture));

        // Time first, then the batch: after how many terms sums start anew follows from both.
        static void Compile(int batch)
        {
            var weights = new Parameter("weights", new Shape(5, 5));
            ScanResults scan = Tensor.Scan([Tensor.Zeros(new Shape(batch, 5))], [new Input("sequence", new Shape(6, batch, 5))], (carried, items) =>
            {
                Tensor next = (items[0] + carried[0].MatMul(weights)).Tanh();
                return new ScanStep([next], [next]);
            });
            Tensor states = scan.Emitted[0], loss = states.Square().Sum() + (states - states.Sum([0, 1]) / (6 * batch)).Square().Sum([0, 1]).Sum();
            _ = Device.Cpu.Compile(new Step { Outputs = [loss], Updates = [(weights, weights - Gradient.Of(loss, weights)[0])] });
        }
    }

    [Probe("count-bytes")]
    private static void Bytes(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        var mlp = new Mlp(256, inputs: 300, hidden: 200, dropout: true);
        Tensor xs = new Parameter("sequence", new Shape(6, 4, 8));
        var weights = new Parameter("recurrent", new Shape(8, 8));
        ScanResults scan = Tensor.Scan([Tensor.Zeros(new Shape(4, 8))], [xs], (carried, items) =>
        {
            Tensor next = (items[0] + carried[0].MatMul(weights)).Tanh();
            return new ScanStep([next], [next]);
        });
        Tensor sorted = scan.Emitted[0].Sort(0).Sum();
        Tensor second = sorted + Gradient.Of(scan.Carried[0].Sum(), weights)[0].Sum();
        Workspace workspace = Device.Cpu.Compile(mlp.Step).CreateWorkspace(), other = Device.Cpu.Compile(new Step { Outputs = [second] }).CreateWorkspace();
        mlp.Feed(workspace, 1);
        for (int i = 0; i < 60; i++)
        {
            workspace.Run();
            other.Run();
        }

        // Seldom, on a loaded machine, something is allocated once: 64 bytes, or 24 KiB while methods are being compiled again; by whom is not known. What a step
        // allocates comes back in every hundred.
        long least = long.MaxValue;
        for (int hundred = 0; hundred < 5; hundred++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 100; i++)
            {
                workspace.Run();
                other.Run();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Console.WriteLine(least.ToString(CultureInfo.InvariantCulture));
    }
}
