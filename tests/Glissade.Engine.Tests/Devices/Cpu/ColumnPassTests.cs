using Glissade.Compiler;
using Glissade.Devices.Cpu;
using Glissade.Devices.Reference;
using Glissade.Tests.Proof;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Forward and back through one output in a single pass over the rows, whose partial sums go from thread to thread.</summary>
public sealed class ColumnPassTests
{
    [Theory]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(8192)]
    [InlineData(10_000)]
    [InlineData(12_388)]
    [InlineData(16_484)]
    [InlineData(20_481)]
    public void Any_number_of_threads_gives_the_bits_of_the_ordered_device(int rows)
    {
        var random = new Random(rows);
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            Parameter x = ResultBytes.Leaf(random, [rows, 5], type), column = ResultBytes.Leaf(random, [5, 1], type);
            Tensor loss = x.MatMul(column).Softplus().Sum(), gradient = Gradient.Of(loss, column)[0];
            Assert.Contains(Compilation.Compile(new Step { Outputs = [gradient] }).Kernels, kernel => kernel is ColumnPassKernel);
            byte[] expected = ResultBytes.Of(new OrderedDevice(), [gradient])[0];
            for (int threads = 1; threads <= 6; threads++)
            {
                Device device = new CpuDevice(new CpuOptions { Threads = threads });
                for (int run = 0; run < 20; run++) Assert.True(expected.AsSpan().SequenceEqual(ResultBytes.Of(device, [gradient])[0]), $"{rows} rows of {type}, {threads} threads, run {run}");
            }
        }
    }
}
