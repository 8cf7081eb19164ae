using Glissade.Devices.Reference;
using Glissade.Tests.Support;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>A training run is a function of data, seed and code.</summary>
public sealed class SameBitsTests
{
    private const int Steps = 6;

    private static readonly Lazy<string> s_expected = new(() => Run(new OrderedDevice()));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void On_any_number_of_threads(int threads) => Assert.Equal(s_expected.Value, Run(Device.CreateCpu(new CpuOptions { Threads = threads })));

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void In_vectors_of_any_width(int bits) => Assert.Equal(s_expected.Value, Run(Device.CreateCpu(new CpuOptions { Bits = bits })));

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Interpreted(int bits) => Assert.Equal(s_expected.Value, Run(Device.CreateCpu(new CpuOptions { Bits = bits, EmitsCode = false })));

    [Theory]
    [InlineData(nameof(Switches.NoAvx512))]
    [InlineData(nameof(Switches.NoAvx2))]
    [InlineData(nameof(Switches.NoIntrinsics))]
    [InlineData(nameof(Switches.NoDynamicCode))]
    [InlineData(nameof(Switches.NoDynamicCodeSupport))]
    public void In_a_process_that_lacks(string what)
    {
        Assert.Equal(s_expected.Value, ChildProcess.RunChecked("train", Switches.Named(what))[^1]);
    }

    [Fact]
    public void After_an_interruption()
    {
        int[] whole = new Mlp(16, dropout: true).Train(Device.Cpu, 10);
        var first = new Mlp(16, dropout: true);
        _ = first.Train(Device.Cpu, 4);
        var second = new Mlp(16, dropout: true);
        foreach ((State from, State to) in first.Parameters.Concat<State>(first.Moments).Zip(second.Parameters.Concat<State>(second.Moments))) to.Set<float>(from.Values<float>());
        Workspace workspace = Device.Cpu.Compile(second.Step).CreateWorkspace();
        for (int i = 4; i < 10; i++)
        {
            second.Feed(workspace, i);
            workspace.Run();
            Assert.Equal(whole[i], BitConverter.SingleToInt32Bits(workspace.Read<float>(second.Loss)[0]));
        }
    }

    [Fact]
    public void Two_workspaces_of_one_plan_do_not_meet()
    {
        var w = new Parameter("w", new Shape(40, 30));
        w.ForWriting().Span<float>().Fill(0.25f);
        var x = new Input("x", new Shape(20, 40));
        Tensor y = x.MatMul(w).Softmax().Sum(0);
        Plan plan = Device.Cpu.Compile(new Step { Outputs = [y] });
        Parallel.For(0, 8, thread =>
        {
            Workspace workspace = plan.CreateWorkspace();
            for (int i = 0; i < 200; i++)
            {
                var values = new float[800];
                values.AsSpan().Fill(thread + i);
                workspace.Set<float>(x, values);
                workspace.Run();
                foreach (float value in workspace.Read<float>(y)) Assert.Equal(20f / 30, value, 5);
            }
        });
    }

    [Probe("train")]
    private static void Train(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        Console.WriteLine(Run(Device.Cpu));
    }

    private static string Run(Device device) => string.Join(' ',
        new[] { new Mlp(16, dropout: true), new Mlp(37, inputs: 23, hidden: 17) }.SelectMany(mlp => mlp.Train(device, Steps)).Select(bits => bits.ToString("X8")));
}
