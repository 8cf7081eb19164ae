using System.Numerics;
using Glissade.Devices.Cpu;
using Glissade.Operations;
using Window = Glissade.Operations.Window;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Windows of two by two with their places, against the reference that names an element for each window.</summary>
public sealed unsafe class PlacedPairsTests
{
    private static readonly double[] s_some = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0, -1, 2, 0.5];

    [Fact]
    public void Places_and_the_way_back_are_those_of_the_reference_in_float32() => Check<float>(new Random(1));

    [Fact]
    public void Places_and_the_way_back_are_those_of_the_reference_in_float64() => Check<double>(new Random(2));

    private static void Check<T>(Random random) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var two = new Shape(2, 2);
        var window = new Window(two, two, new Shape(0, 0), new Shape(0, 0), new Shape(1, 1));
        for (int round = 0; round < 300; round++)
        {
            var input = new Shape(random.Next(1, 4), random.Next(1, 3), random.Next(2, 8), random.Next(2, random.Next(3, 40)));
            var output = new Shape(input[0], input[1], input[2] / 2, input[3] / 2);
            bool special = random.Next(2) == 0;
            double[] planes = [.. Enumerable.Range(0, (int)input.Count).Select(_ => special ? s_some[random.Next(s_some.Length)] : Math.Round(random.NextDouble() * 8 - 4))];
            double[] given = [.. Enumerable.Range(0, (int)output.Count).Select(_ => random.Next(9) == 0 ? -0.0 : random.NextDouble() * 4 - 2)];
            double[] wanted = WindowsWithLargest.Places(window, input, output, planes);

            T[] from = Of<T>(planes), upstream = Of<T>(given), to = new T[output.Count], places = new T[output.Count], back = new T[input.Count + 1];
            Array.Fill(back, T.CreateTruncating(77));
            var rows = new WindowRows(window, input, output);
            long all = rows.Planes * rows.OutputRows, cut = random.NextInt64(all + 1);
            fixed (T* f = from, u = upstream, t = to, p = places, b = back)
            {
                PlacedPairs<T>.Find(rows, f, f + from.Length, t, p, 0, cut);
                PlacedPairs<T>.Find(rows, f, f + from.Length, t, p, cut, all);
                PlacedPairs<T>.Give(rows, u, u + upstream.Length, p, b, cut, all);
                PlacedPairs<T>.Give(rows, u, u + upstream.Length, p, b, 0, cut);
            }

            var expected = new T[input.Count];
            for (int i = 0; i < wanted.Length; i++)
            {
                Assert.True(Bits(from[(int)wanted[i]]).SequenceEqual(Bits(to[i])), $"{input}: window {i} gave {to[i]}, not {from[(int)wanted[i]]}");
                expected[(int)wanted[i]] = upstream[i] + T.Zero;
            }

            for (int i = 0; i < expected.Length; i++) Assert.True(Bits(expected[i]).SequenceEqual(Bits(back[i])), $"{input}: element {i} was given {back[i]}, not {expected[i]}");
            Assert.Equal(T.CreateTruncating(77), back[^1]);
        }
    }

    private static T[] Of<T>(double[] values) where T : INumber<T> => [.. values.Select(T.CreateTruncating)];

    private static byte[] Bits<T>(T value) where T : unmanaged => new ReadOnlySpan<byte>(&value, sizeof(T)).ToArray();
}
