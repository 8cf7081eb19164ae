using System.Runtime.InteropServices;
using Glissade.Devices.Cpu;
using Glissade.Tests.Proof;

namespace Glissade.Tests.Devices.Cpu;

public sealed class PackedWeightsTests
{
    private static readonly Device[] s_devices = [.. Enumerable.Range(0, 24).Select(number => CpuVariants.Of((ulong)number))];

    [Fact]
    public void Products_have_the_same_bits_from_panels()
    {
        var random = new Random(31);
        int packed = 0;
        for (int round = 0; round < 120; round++)
        {
            DType type = random.Next(3) == 0 ? DType.Float64 : DType.Float32;
            (int rows, int inner, int columns) = (random.Next(8) == 0 ? random.Next(70, 400) : random.Next(1, 70), random.Next(1, random.Next(8) == 0 ? 5000 : 300), random.Next(1, 150));
            bool turned = random.Next(2) == 0;
            Parameter x = ResultBytes.Leaf(random, [rows, inner], type), w = ResultBytes.Leaf(random, turned ? [columns, inner] : [inner, columns], type), bias = ResultBytes.Leaf(random, [columns], type);
            Tensor y = (x.MatMul(turned ? w.Transpose() : w) + bias).Relu();
            packed += RunsAgree(s_devices[random.Next(24)], [y], w, random, $"[{rows}, {inner}]·[{inner}, {columns}]{(turned ? " turned" : "")}");
        }

        Assert.InRange(packed, 90, 120);
    }

    [Fact]
    public void Large_products_have_the_same_bits_from_panels()
    {
        var random = new Random(32);
        foreach ((int rows, int inner, int columns, bool turned) in (ReadOnlySpan<(int, int, int, bool)>)[(300, 2100, 200, false), (700, 1500, 90, true), (1, 1300, 900, false), (1024, 700, 66, true), (64, 9000, 40, false)])
        {
            Parameter x = ResultBytes.Leaf(random, [rows, inner], DType.Float32), w = ResultBytes.Leaf(random, turned ? [columns, inner] : [inner, columns], DType.Float32);
            foreach (Device device in (ReadOnlySpan<Device>)[Device.Cpu, s_devices[1], s_devices[9]])
                Assert.Equal(1, RunsAgree(device, [x.MatMul(turned ? w.Transpose() : w).Tanh()], w, random, $"[{rows}, {inner}]·[{inner}, {columns}]"));
        }
    }

    [Theory]
    [InlineData(new[] { 2, 20, 12, 13 }, new[] { 33, 20, 3, 3 }, 1, 1, 1)]
    [InlineData(new[] { 1, 16, 20, 20 }, new[] { 16, 16, 3, 3 }, 1, 1, 1)]
    [InlineData(new[] { 1, 130, 7, 7 }, new[] { 140, 130, 3, 3 }, 1, 1, 1)]
    [InlineData(new[] { 5, 3, 9, 14 }, new[] { 7, 3, 5, 2 }, 2, 1, 1)]
    [InlineData(new[] { 1, 4, 6, 5 }, new[] { 18, 4, 2, 2 }, 1, 0, 1)]
    [InlineData(new[] { 3, 6, 40 }, new[] { 12, 2, 3 }, 1, 2, 3)]
    [InlineData(new[] { 2, 4, 5, 6, 7 }, new[] { 6, 4, 2, 3, 2 }, 1, 1, 1)]
    [InlineData(new[] { 40, 3, 16, 16 }, new[] { 24, 3, 3, 3 }, 1, 1, 1)]
    public void Convolutions_have_the_same_bits_from_tiles_and_factors(int[] x, int[] w, int stride, int padding, int groups)
    {
        var random = new Random(33);
        int[] strides = [.. Enumerable.Repeat(stride, x.Length - 2)], paddings = [.. Enumerable.Repeat(padding, x.Length - 2)];
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64])
        {
            Parameter input = ResultBytes.Leaf(random, x, type), weights = ResultBytes.Leaf(random, w, type);
            Tensor y = input.Convolve(weights, strides, paddings, paddings, groups: groups).Relu();
            Tensor[] outputs = x.Length == 4 ? [y.WindowMax([2, 2], [2, 2])] : [y];
            foreach (int device in (ReadOnlySpan<int>)[0, 3, 9]) Assert.Equal(1, RunsAgree(s_devices[device], outputs, weights, random, $"{type} {string.Join('×', x)} by {string.Join('×', w)}"));
        }
    }

    [Fact]
    public void What_a_step_writes_it_does_not_pack()
    {
        var w = new Parameter("w", new Shape(40, 30));
        var x = new Input("x", new Shape(100, 40));
        Tensor cost = x.MatMul(w).Square().Sum();
        Assert.Empty(Compiled(Device.Cpu, new Step { Outputs = [cost], Updates = [(w, w - 0.01 * Gradient.Of(cost, w)[0])] }).Code.Packed.Places);
        Assert.Single(Compiled(Device.Cpu, new Step { Outputs = [cost] }).Code.Packed.Places);
    }

    [Fact]
    public void A_copy_is_made_in_the_second_run_over_the_same_values_and_anew_when_somebody_wrote_them()
    {
        var random = new Random(34);
        Parameter w = ResultBytes.Leaf(random, [24, 50], DType.Float32);
        var x = new Input("x", new Shape(90, 24));
        Tensor y = x.MatMul(w);
        float[] values = [.. Enumerable.Range(0, 90 * 24).Select(i => i % 7 - 3f)];
        Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [y] }).CreateWorkspace();
        workspace.Set<float>(x, values);
        float[] Run()
        {
            workspace.Run();
            return workspace.Read<float>(y).ToArray();
        }

        float[] first = Run(), second = Run();
        Assert.Equal(first, second);

        // Behind everybody's back: the copy is what is read, until a version tells otherwise.
        w.Storage.Span<float>().Fill(2);
        Assert.Equal(first, Run());
        w.MarkWritten();
        float[] twos = Run();
        Assert.NotEqual(first, twos);
        Assert.Equal(twos, Run());

        w.Set<float>([.. Enumerable.Repeat(1f, 24 * 50)]);
        Assert.Equal(twos.Select(value => value / 2), Run());
        w.Assign(w * 4);
        Assert.Equal(twos.Select(value => value * 2), Run());
        Assert.Equal(twos.Select(value => value * 2), Run());

        // A step that trains the same weights writes them, too; also one that fails half-way.
        Workspace training = Device.Cpu.Compile(new Step { Updates = [(w, w / 2)] }).CreateWorkspace();
        training.Run();
        Assert.Equal(twos, Run());
        Assert.Equal(twos, Run());
        training.Run();
        Assert.Equal(twos.Select(value => value / 2), Run());
    }

    [Fact]
    public void Copies_made_anew_allocate_nothing()
    {
        var random = new Random(37);
        Parameter tiles = ResultBytes.Leaf(random, [12, 4, 5, 5], DType.Float32), factors = ResultBytes.Leaf(random, [32, 12, 3, 3], DType.Float32), more = ResultBytes.Leaf(random, [40, 32, 3, 3], DType.Float32), panels = ResultBytes.Leaf(random, [40 * 400, 30], DType.Float32);
        Tensor y = ResultBytes.Leaf(random, [20, 4, 24, 24], DType.Float32).Convolve(tiles).Convolve(factors, before: [1, 1]).Convolve(more, before: [1, 1]).Reshape(20, -1).MatMul(panels);
        var plan = (CpuPlan)Device.CreateCpu(new CpuOptions { Threads = 1 }).Compile(new Step { Outputs = [y] });
        Assert.Equal(4, plan.Code.Packed.Places.Count);
        Assert.Equal(4, plan.Code.Packed.Places.Distinct().Count());
        Workspace workspace = plan.CreateWorkspace();
        void Round()
        {
            foreach (Parameter weight in (ReadOnlySpan<Parameter>)[tiles, factors, more, panels]) weight.MarkWritten();
            for (int run = 0; run < 3; run++) workspace.Run();
        }

        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++) Round();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void All_plans_and_threads_share_one_copy()
    {
        var random = new Random(35);
        Parameter w = ResultBytes.Leaf(random, [640, 480], DType.Float32);
        byte[][] Predict(int rows, int runs)
        {
            Parameter x = ResultBytes.Leaf(new Random(rows), [rows, 640], DType.Float32);
            Tensor y = x.MatMul(w);
            Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [y] }).CreateWorkspace();
            return [.. Enumerable.Range(0, runs).Select(_ =>
            {
                workspace.Run();
                return MemoryMarshal.AsBytes(workspace.Read<float>(y)).ToArray();
            })];
        }

        CpuPlan small = Compiled(Device.Cpu, new Step { Outputs = [new Input("x", new Shape(3, 640)).MatMul(w)] }), large = Compiled(Device.Cpu, new Step { Outputs = [new Input("x", new Shape(200, 640)).MatMul(w)] });
        Assert.Same(PackedCopy.Of(w, small.Code.Packed.Places[0].Form), PackedCopy.Of(w, large.Code.Packed.Places[0].Form));

        int[] sizes = [2, 5, 13, 40, 128, 333];
        byte[][] expected = [.. sizes.Select(rows => Predict(rows, 1)[0])];
        for (int round = 0; round < 5; round++)
        {
            w.MarkWritten();
            Parallel.For(0, sizes.Length * 4, i =>
            {
                foreach (byte[] got in Predict(sizes[i % sizes.Length], 4)) Assert.True(expected[i % sizes.Length].AsSpan().SequenceEqual(got), $"{sizes[i % sizes.Length]} rows");
            });
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void The_steps_of_a_scan_read_the_same_panels(int length)
    {
        var random = new Random(36);
        Parameter x = ResultBytes.Leaf(random, [length, 6, 20], DType.Float32), w = ResultBytes.Leaf(random, [20, 20], DType.Float32), h = ResultBytes.Leaf(random, [6, 20], DType.Float32);
        Tensor looped = Tensor.Scan([h], [x], (carries, items) => new ScanStep([(carries[0].MatMul(w) + items[0]).Tanh()], [])).Carried[0];
        Tensor unrolled = h;
        for (int t = 0; t < length; t++) unrolled = (unrolled.MatMul(w) + x.At(t)).Tanh();
        foreach (int number in (ReadOnlySpan<int>)[0, 2, 5, 11, 17])
        {
            byte[][] got = ResultBytes.Of(s_devices[number], [looped, unrolled]);
            Assert.True(got[0].AsSpan().SequenceEqual(got[1]), $"{s_devices[number].Name}, {length} steps");
        }
    }

    // Runs with plain weights, with packed ones, and with others: every time the bits of the ordered device. Returns how many copies the plan keeps.
    private static int RunsAgree(Device device, Tensor[] outputs, Parameter weights, Random random, string what)
    {
        CpuPlan plan = Compiled(device, new Step { Outputs = outputs });
        Workspace workspace = plan.CreateWorkspace();
        for (int values = 0; values < 2; values++)
        {
            byte[] expected = ResultBytes.Of(new Glissade.Devices.Reference.OrderedDevice(), outputs)[0];
            for (int run = 0; run < 3; run++)
            {
                workspace.Run();
                ReadOnlySpan<byte> got = outputs[0].Type == DType.Float64 ? MemoryMarshal.AsBytes(workspace.Read<double>(outputs[0])) : MemoryMarshal.AsBytes(workspace.Read<float>(outputs[0]));
                Assert.True(got.SequenceEqual(expected), $"{what}: run {run} over values {values} on {device.Name}");
            }

            weights.Assign(weights * (0.5 + random.NextDouble()));
        }

        return plan.Code.Packed.Places.Count(place => ReferenceEquals(plan.Program.Buffers[place.Buffer].Leaf, weights));
    }

    private static CpuPlan Compiled(Device device, Step step) => (CpuPlan)device.Compile(step);
}
