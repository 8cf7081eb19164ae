using System.Numerics;
using Glissade.Devices.Cpu;
using Glissade.Operations;

namespace Glissade.Tests.Devices.Cpu;

public sealed class LibraryOrderTests
{
    [Theory]
    [InlineData(3, 7, 5)]
    [InlineData(4, 1000, 1)]
    [InlineData(300, 40, 1)]
    [InlineData(2, 30, 700)]
    [InlineData(0, 4, 2)]
    [InlineData(2, 4, 0)]
    [InlineData(2, 1, 3)]
    public void Along_an_axis(int outer, int extent, int inner)
    {
        var random = new Random(outer + extent + inner);
        Check<float>();
        Check<double>();
        Check<int>();
        CheckOrder<byte>();
        CheckOrder<bool>();
        var shape = new Shape(outer, extent, inner);
        int[] counted = [.. Enumerable.Range(0, (int)shape.Count).Select(i => i / inner % extent)];
        LibraryRunner.AssertBits(counted, LibraryRunner.Run<int>(new Iota(shape, 1), shape), "iota");

        void Check<T>() where T : unmanaged, INumber<T>
        {
            CheckOrder<T>();
            var shape = new Shape(outer, extent, inner);
            T[] values = LibraryRunner.Values<T>(random, shape.Count);
            foreach (bool reverse in new[] { false, true })
            {
                T[] expected = Along<T, T>(values, line =>
                {
                    T sum = T.Zero;
                    if (reverse) Array.Reverse(line);
                    for (int k = 0; k < line.Length; k++) line[k] = sum += line[k];
                    if (reverse) Array.Reverse(line);
                    return line;
                });
                LibraryRunner.AssertBits(expected, LibraryRunner.Run<T>(new CumulativeSum(1, reverse), shape, (shape, values)), "cumulative sum");
            }
        }

        void CheckOrder<T>() where T : unmanaged
        {
            var shape = new Shape(outer, extent, inner);
            T[] values = LibraryRunner.Values<T>(random, shape.Count);
            int[] largest = Along<T, int>(values, line => line.Length == 0 ? [] : [Array.IndexOf(line, line.MaxBy(Key))]);
            LibraryRunner.AssertBits(largest, LibraryRunner.Run<int>(new ArgMax(1), new Shape(outer, 1, inner), (shape, values)), "arg max");
            int[] up = Along<T, int>(values, line => [.. Enumerable.Range(0, line.Length).OrderBy(k => Key(line[k]))]);
            LibraryRunner.AssertBits(up, LibraryRunner.Run<int>(new ArgSort(1, false), shape, (shape, values)), "sorted upwards");
            int[] down = Along<T, int>(values, line => [.. Enumerable.Range(0, line.Length).OrderByDescending(k => Key(line[k]))]);
            LibraryRunner.AssertBits(down, LibraryRunner.Run<int>(new ArgSort(1, true), shape, (shape, values)), "sorted downwards");
        }

        TOut[] Along<T, TOut>(T[] values, Func<T[], TOut[]> rule)
        {
            var result = new TOut[values.Length];
            int produced = 0;
            for (int o = 0; o < outer; o++)
            {
                for (int i = 0; i < inner; i++)
                {
                    TOut[] line = rule([.. Enumerable.Range(0, extent).Select(k => values[(o * extent + k) * inner + i])]);
                    produced = line.Length;
                    for (int k = 0; k < produced; k++) result[(o * produced + k) * inner + i] = line[k];
                }
            }

            return result[..(outer * produced * inner)];
        }

        // NaN is the largest, zeros are equal, and pairs compare the first first.
        static (bool, double) Key<T>(T value)
        {
            double number = value is bool truth ? truth ? 1 : 0 : Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            return double.IsNaN(number) ? (true, 0) : (false, number + 0.0);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(3, 4)]
    [InlineData(3, 31)]
    [InlineData(3, 33)]
    [InlineData(7, 1001)]
    [InlineData(1, 10_000)]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void Random_bits_are_those_of_the_row(int examples, int terms)
    {
        var row = new RandomBits(new Shape(examples, terms), Philox.PathKey("dropout1"));
        foreach ((int seed, int step, int example) in new[] { (0, 0, 0), (1, 2, 3), (-5, int.MaxValue, int.MinValue), (42, 7, int.MaxValue - 1) })
        {
            int[] expected = [.. Enumerable.Range(0, examples * terms).Select(i => row.At(seed, step, example, 0, i))];
            int[] actual = LibraryRunner.Run<int>(row, row.To, (Shape.Scalar, new[] { seed }), (Shape.Scalar, new[] { step }), (Shape.Scalar, new[] { example }));
            LibraryRunner.AssertBits(expected, actual, "random bits");
        }
    }

    [Theory]
    [InlineData(5, 1, 3)]
    [InlineData(2, 7, 64)]
    [InlineData(9, 33, 40)]
    [InlineData(1, 5003, 2)]
    public void Random_bits_of_some_rows_are_those_they_have_among_all(int rows, int terms, int first)
    {
        var row = new RandomBits(new Shape(3, rows, terms), Philox.PathKey("dropout1"));
        var all = new RandomBits(new Shape(3, first + rows, terms), row.Path);
        int[] whole = LibraryRunner.Run<int>(all, all.To, (Shape.Scalar, new[] { 1 }), (Shape.Scalar, new[] { 2 }), (Shape.Scalar, new[] { 3 }));
        int[] expected = [.. Enumerable.Range(0, 3).SelectMany(example => whole.Skip((example * (first + rows) + first) * terms).Take(rows * terms))];
        int[] actual = LibraryRunner.Run<int>(row, row.To, (Shape.Scalar, new[] { 1 }), (Shape.Scalar, new[] { 2 }), (Shape.Scalar, new[] { 3 }), (Shape.Scalar, new[] { first }));
        LibraryRunner.AssertBits(expected, actual, "random bits from a row on");
        LibraryRunner.AssertBits([.. Enumerable.Range(0, expected.Length).Select(i => row.At(1, 2, 3, first, i))], actual, "random bits by the row");
        // A number of a row is any int32; below 0 they go on backwards.
        LibraryRunner.AssertBits([.. Enumerable.Range(0, expected.Length).Select(i => row.At(1, 2, 3, -first, i))],
            LibraryRunner.Run<int>(row, row.To, (Shape.Scalar, new[] { 1 }), (Shape.Scalar, new[] { 2 }), (Shape.Scalar, new[] { 3 }), (Shape.Scalar, new[] { -first })), "random bits before the first row");
    }

    [Fact]
    public void A_missing_routine_is_said()
    {
        var kernel = LibraryRunner.Kernel<float>(Leaf.Instance, new Shape(1), (new Shape(1), new float[1]));
        Assert.Equal("The CPU has no library routine for Leaf of float32.", Assert.Throws<NotSupportedException>(() => Routine.For(kernel, LibraryRunner.NothingPacked)).Message);
    }
}
