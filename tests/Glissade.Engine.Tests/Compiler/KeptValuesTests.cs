using Glissade.Compiler;
using Glissade.Devices.Reference;

namespace Glissade.Tests.Compiler;

/// <summary>What a loop keeps in memory for later ones, and what those compute again with the same bits.</summary>
public sealed class KeptValuesTests
{
    [Fact]
    public void A_softmax_keeps_its_scores_its_result_and_numbers_of_rows()
    {
        var scores = new Parameter("scores", new Shape(256, 512));
        Tensor upstream = new Parameter("upstream", scores.Shape), softmax = (scores * 0.5).Softmax();
        Program program = Compilation.Compile(new Step { Outputs = [softmax, Gradient.Of((softmax * upstream).Sum(), scores)[0]] });
        Assert.InRange(program.Buffers.Count(buffer => buffer.LastUse >= 0 && buffer.Kind == BufferKind.Temporary && buffer.Count >= 256 * 512), 0, 2);
    }

    [Fact]
    public void A_normalisation_keeps_its_input_and_numbers_of_rows()
    {
        var x = new Parameter("x", new Shape(256, 512));
        Tensor centred = x - x.Mean(1, keepDimensions: true), normal = centred / (centred.Square().Mean(1, keepDimensions: true) + 1e-5).SquareRoot();
        Program program = Compilation.Compile(new Step { Outputs = [Gradient.Of((normal * normal * normal).Sum(), x)[0]] });
        Assert.InRange(program.Buffers.Count(buffer => buffer.LastUse >= 0 && buffer.Kind == BufferKind.Temporary && buffer.Count >= 256 * 512), 0, 2);
    }

    [Fact]
    public void What_an_update_overwrites_is_not_read_again_after_it()
    {
        // The bias takes its new value in the forward loop's place; the derivative must see the old one.
        Parameter x = new("x", new Shape(300, 300)), bias = new("bias", new Shape(300));
        Tensor loss = (x + bias).Exp().Tanh().Square().Sum();
        Same(new Step { Outputs = [loss, Gradient.Of(loss, x)[0]], Updates = [(bias, bias * 0.5)] }, x, bias);
        Same(new Step { Outputs = [loss], Updates = [(bias, bias - Gradient.Of(loss, bias)[0]), (x, x - Gradient.Of(loss, x)[0])] }, x, bias);
    }

    [Theory]
    [InlineData(40, 50)]
    [InlineData(3, 64)]
    [InlineData(30, 65)]
    [InlineData(70, 1100)]
    [InlineData(2, 4097)]
    public void Rows_have_the_same_bits_however_long(int rows, int columns)
    {
        Parameter x = new("x", new Shape(rows, columns)), upstream = new("upstream", x.Shape), mask = new("mask", new Shape(columns));
        Tensor hidden = mask.IsLess(0), softmax = Tensor.Select(hidden.BroadcastTo(x.Shape), 0, Tensor.Select(hidden.BroadcastTo(x.Shape), -1e30, x).Softmax()), log = x.LogSoftmax();
        Tensor loss = (softmax * upstream).Sum() + (log * upstream).Sum();
        Same(new Step { Outputs = [softmax, log, Gradient.Of(loss, x)[0]] }, x, upstream, mask);
    }

    private static void Same(Step step, params Parameter[] parameters)
    {
        string[] Run(Device device)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                var random = new Random(i);
                parameters[i].Set<float>([.. Enumerable.Range(0, (int)parameters[i].Count).Select(_ => (float)(2 * random.NextDouble() - 1))]);
            }

            Workspace workspace = device.Compile(step).CreateWorkspace();
            workspace.Run();
            return [.. step.Outputs.Select(output => Bits(workspace.Read<float>(output))), .. parameters.Select(parameter => Bits(parameter.Values<float>()))];
        }

        string[] expected = Run(new OrderedDevice());
        foreach (CpuOptions options in (CpuOptions[])[new CpuOptions { Threads = 2 }, new CpuOptions { Threads = 1, Bits = 256 }, new CpuOptions { Threads = 1, EmitsCode = false }])
            Assert.Equal(expected, Run(Device.CreateCpu(options)));
    }

    private static string Bits(ReadOnlySpan<float> values) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values)));
}
