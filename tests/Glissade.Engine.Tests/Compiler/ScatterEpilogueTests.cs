using Glissade.Compiler;
using Glissade.Devices.Reference;
using Glissade.Tests.Proof;

namespace Glissade.Tests.Compiler;

public sealed class ScatterEpilogueTests
{
    private static readonly Input s_indices = new("indices", new Shape(5), DType.Int32);

    private static Step DescentOver(Parameter rows, Parameter? velocity = null)
    {
        Tensor loss = rows.Gather(s_indices).Square().Sum();
        Tensor gradient = Gradient.Of(loss, rows)[0];
        if (velocity is null) return new Step { Outputs = [loss], Updates = [(rows, rows - gradient * 0.1)] };
        Tensor faster = velocity * 0.9 + gradient;
        return new Step { Outputs = [loss], Updates = [(rows, rows - faster * 0.1), (velocity, faster)] };
    }

    [Fact]
    public void The_gradient_of_rows_that_are_chosen_needs_no_memory()
    {
        var rows = new Parameter("rows", new Shape(1000, 16));
        Program program = Compilation.Compile(DescentOver(rows, new Parameter("velocity", rows.Shape)));
        Assert.True(Assert.Single(program.Kernels.OfType<ScatterKernel>()).Passing);
        Assert.True(program.ArenaBytes < rows.Count * sizeof(float), $"{program.ArenaBytes} bytes");
    }

    [Fact]
    public void A_gradient_that_others_read_is_kept()
    {
        var rows = new Parameter("rows", new Shape(1000, 16));
        Tensor gradient = Gradient.Of(rows.Gather(s_indices).Square().Sum(), rows)[0];
        Program program = Compilation.Compile(new Step { Outputs = [gradient * 2, gradient] });
        Assert.False(Assert.Single(program.Kernels.OfType<ScatterKernel>()).Passing);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void An_index_that_is_out_of_range_leaves_all_rows_as_they_were(int places)
    {
        // Nothing but the sums looks at the indices.
        var rows = new Parameter("rows", new Shape(places, 4));
        rows.ForWriting().Span<float>().Fill(1);
        var step = new Step { Outputs = [], Updates = [(rows, rows - Tensor.From(Enumerable.Repeat(1f, 20).ToArray()).Reshape(5, 4).ScatterAdd(s_indices, places))] };
        Workspace workspace = Device.CreateCpu(new CpuOptions()).Compile(step).CreateWorkspace();
        workspace.Set<int>(s_indices, [0, 1, 2, places, 0]);
        Assert.Contains($"the index {places}", Assert.Throws<IndexException>(() => workspace.Run()).Message, StringComparison.Ordinal);
        Assert.All(rows.Values<float>().ToArray(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void Random_sums_and_updates_have_the_bits_of_the_ordered_device()
    {
        var random = new Random(3);
        for (int round = 0; round < 60; round++)
        {
            int places = random.Next(1, random.Next(2) == 0 ? 12 : 3000), count = random.Next(0, 60);
            int[] place = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => random.Next(1, 40))];
            DType type = random.Next(3) == 0 ? DType.Float64 : DType.Float32;
            Tensor indices = Tensor.From(Enumerable.Range(0, count).Select(_ => random.Next(places)).ToArray());
            Parameter values = ResultBytes.Leaf(random, [count, .. place], type), rows = ResultBytes.Leaf(random, [places, .. place], type), bias = ResultBytes.Leaf(random, [.. place], type);
            Tensor sums = values.ScatterAdd(indices, places);
            Tensor changed = random.Next(3) switch { 0 => rows - sums * 0.1, 1 => (sums + bias).Tanh() * rows, _ => sums.Square() / (rows.Square() + 1) };
            Tensor[] results = random.Next(3) == 0 ? [changed, sums.Sum()] : [changed];
            byte[][] expected = ResultBytes.Of(new OrderedDevice(), results);
            for (int variant = 0; variant < 2; variant++)
            {
                Device device = CpuVariants.Of((ulong)random.Next(24));
                foreach ((byte[] wanted, byte[] got) in expected.Zip(ResultBytes.Of(device, results)))
                    Assert.True(wanted.AsSpan().SequenceEqual(got), $"round {round}: {values.Shape} to {sums.Shape} differs on {device.Name}");
            }
        }
    }
}
