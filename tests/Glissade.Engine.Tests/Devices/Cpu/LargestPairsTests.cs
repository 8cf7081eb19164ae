using Glissade.Devices.Cpu;
using Glissade.Operations;
using Window = Glissade.Operations.Window;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Windows of two by two over planes without signs, and with a few where they are least wanted.</summary>
public sealed unsafe class LargestPairsTests
{
    private static readonly float[] s_rare = [float.NaN, BitConverter.Int32BitsToSingle(unchecked((int)0xFFC00001)), float.PositiveInfinity, float.NegativeInfinity, -0f, -1, 1e-45f];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(400)]
    public void Every_bit_is_that_of_the_first_largest(int oneRareIn)
    {
        var random = new Random(oneRareIn);
        var window = new Window(new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), new Shape(0, 0), new Shape(1, 1));
        for (int round = 0; round < 200; round++)
        {
            var input = new Shape(1, random.Next(1, 4), random.Next(2, 9), random.Next(2, random.Next(3, 50)));
            var output = new Shape(1, input[1], input[2] / 2, input[3] / 2);
            float[] from = [.. Enumerable.Range(0, (int)input.Count).Select(_ => oneRareIn != 0 && random.Next(oneRareIn) == 0 ? s_rare[random.Next(s_rare.Length)] : Math.Max(0, random.Next(-3, 4)))];
            double[] wanted = WindowsWithLargest.Places(window, input, output, [.. from.Select(value => (double)value)]);
            float[] to = new float[output.Count + 1];
            to[^1] = 77;
            var rows = new WindowRows(window, input, output);
            if (!WindowPairs<float>.Suit(rows)) return;
            fixed (float* f = from, t = to)
                for (long plane = 0; plane < rows.Planes; plane++) LargestPairs.Plane(rows, f + plane * rows.InputPlane, f + from.Length, t + plane * rows.OutputPlane, t + output.Count);
            for (int i = 0; i < wanted.Length; i++) Assert.Equal(BitConverter.SingleToInt32Bits(from[(int)wanted[i]]), BitConverter.SingleToInt32Bits(to[i]));
            Assert.Equal(77, to[^1]);
        }
    }
}
