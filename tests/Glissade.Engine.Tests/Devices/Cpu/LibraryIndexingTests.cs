using System.Numerics;
using Glissade.Devices.Cpu;
using Glissade.Operations;

namespace Glissade.Tests.Devices.Cpu;

public sealed class LibraryIndexingTests
{
    [Fact]
    public void Gather_moves_rows()
    {
        var random = new Random(1);
        for (int round = 0; round < 60; round++)
        {
            Check<float>(random);
            Check<double>(random);
            Check<int>(random);
            Check<bool>(random);
            Check<byte>(random);
        }

        static void Check<T>(Random random) where T : unmanaged
        {
            Shape from = RandomShape(random, 1, 4);
            int axis = random.Next(from.Rank);
            Shape indices = RandomShape(random, 0, 3);
            if (from[axis] == 0) indices = new Shape(0);
            int[] numbers = [.. Enumerable.Range(0, (int)indices.Count).Select(_ => random.Next(from[axis]))];
            T[] values = LibraryRunner.Values<T>(random, from.Count);
            var output = new Shape([.. from.Extents[..axis], .. indices.Extents, .. from.Extents[(axis + 1)..]]);
            var expected = new T[output.Count];
            AxisView view = AxisView.Of(from, axis);
            for (int o = 0, at = 0; o < view.Outer; o++)
                foreach (int row in numbers)
                    for (int i = 0; i < view.Inner; i++) expected[at++] = values[(o * view.Extent + row) * view.Inner + i];
            LibraryRunner.AssertBits(expected, LibraryRunner.Run<T>(new Gather(axis), output, (from, values), (indices, numbers)), $"gather {from} by {indices}");
        }
    }

    [Theory]
    [InlineData(1, 1, 50, 1000)]
    [InlineData(1, 1, 300, 100_000)]
    [InlineData(1, 700, 20, 300)]
    [InlineData(40, 3, 20, 300)]
    [InlineData(2, 64, 1000, 2000)]
    [InlineData(3, 0, 4, 5)]
    [InlineData(0, 3, 4, 5)]
    [InlineData(2, 3, 4, 0)]
    [InlineData(2, 33, 1, 9)]
    public void Scatter_adds_in_the_order_of_the_indices(int outer, int inner, int extent, int count)
    {
        var random = new Random(outer + inner + extent + count);
        Check<float>();
        Check<double>();
        Check<int>();

        void Check<T>() where T : unmanaged, INumber<T>
        {
            int[] numbers = [.. Enumerable.Range(0, count).Select(_ => random.Next(extent))];
            var rows = new Shape(outer, count, inner);
            T[] values = LibraryRunner.Values<T>(random, rows.Count);
            var output = new Shape(outer, extent, inner);
            var expected = new T[output.Count];
            for (int o = 0; o < outer; o++)
                for (int k = 0; k < count; k++)
                    for (int i = 0; i < inner; i++) expected[(o * extent + numbers[k]) * inner + i] += values[(o * count + k) * inner + i];
            LibraryRunner.AssertBits(expected, LibraryRunner.Run<T>(new ScatterAdd(1, extent), output, (new Shape(count), numbers), (rows, values)), "scatter");
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void An_index_out_of_range_is_named_with_its_position_and_where_it_came_from(int bad)
    {
        var pool = new WorkerPool(3);
        var indices = new Shape(200, 400);
        int[] numbers = new int[indices.Count];
        numbers[300] = numbers[70_000] = bad;
        var gather = Assert.Throws<IndexException>(
            () => LibraryRunner.Run<float>(pool, new Gather(0), new Shape(200, 400, 2), (new Shape(7, 2), new float[14]), (indices, numbers)));
        Assert.Equal($"Gather in encoder/embedding: rows of W: the index {bad} at position [0, 300] of [200, 400] is outside the axis, whose extent is 7; indices go from 0 to 6.", gather.Message);
        var scatter = Assert.Throws<IndexException>(
            () => LibraryRunner.Run<float>(pool, new ScatterAdd(0, 7), new Shape(7, 2), (indices, numbers), (new Shape(200, 400, 2), new float[160_000])));
        Assert.Contains($"the index {bad} at position [0, 300] of [200, 400] is outside the axis, whose extent is 7", scatter.Message, StringComparison.Ordinal);
        var empty = Assert.Throws<IndexException>(
            () => LibraryRunner.Run<float>(pool, new ScatterAdd(0, 0), new Shape(0, 2), (new Shape(1), new int[1]), (new Shape(1, 2), new float[2])));
        Assert.Contains("an empty axis has no index", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pad_puts_a_value_before_after_and_between()
    {
        var random = new Random(3);
        for (int round = 0; round < 200; round++)
        {
            Check<float>(random, -0.1);
            Check<double>(random, 1e300);
            Check<int>(random, -7);
            Check<bool>(random, 1);
            Check<byte>(random, 200);
        }

        static void Check<T>(Random random, double value) where T : unmanaged
        {
            Shape from = RandomShape(random, 0, 4);
            int[] Amounts() => [.. from.Select(_ => random.Next(2) * random.Next(3))];
            var pad = new Pad(new Shape(Amounts()), new Shape(Amounts()), new Shape(Amounts()), value);
            T[] values = LibraryRunner.Values<T>(random, from.Count);
            var output = new Shape([.. from.Select((extent, axis) => pad.Before[axis] + pad.After[axis] + extent + Math.Max(0, extent - 1) * pad.Between[axis])]);
            var expected = new T[output.Count];
            Array.Fill(expected, (T)Convert.ChangeType(value, typeof(T), System.Globalization.CultureInfo.InvariantCulture));
            long[] strides = output.Strides();
            long offset = strides.Select((stride, axis) => stride * pad.Before[axis]).Sum();
            int at = 0;
            foreach (long target in Strided.Offsets(from, offset, [.. strides.Select((stride, axis) => stride * (pad.Between[axis] + 1))])) expected[target] = values[at++];
            LibraryRunner.AssertBits(expected, LibraryRunner.Run<T>(pad, output, (from, values)), $"{from} padded to {output}");
        }
    }

    [Fact]
    public void Concatenate_puts_one_after_the_other()
    {
        var random = new Random(4);
        for (int round = 0; round < 200; round++)
        {
            Shape first = RandomShape(random, 1, 4);
            int axis = random.Next(first.Rank);
            Shape[] shapes = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => first.With(axis, random.Next(round % 20 == 0 ? 200 : 4)))];
            float[][] values = [.. shapes.Select(shape => LibraryRunner.Values<float>(random, shape.Count))];
            Shape output = first.With(axis, shapes.Sum(shape => shape[axis]));
            AxisView view = AxisView.Of(output, axis);
            var expected = new List<float>();
            for (int o = 0; o < view.Outer; o++)
                for (int i = 0; i < shapes.Length; i++)
                    expected.AddRange(values[i].AsSpan((int)(o * shapes[i][axis] * view.Inner), (int)(shapes[i][axis] * view.Inner)));
            LibraryRunner.AssertBits(expected.ToArray(), LibraryRunner.Run<float>(new Concatenate(axis), output, [.. shapes.Zip(values, (s, v) => (s, (Array)v))]), "concatenated");
        }

        // Several tasks, which cut rows in the middle.
        double[] large = LibraryRunner.Values<double>(random, 3 * 30_000), small = LibraryRunner.Values<double>(random, 3 * 7);
        double[] joined = [.. Enumerable.Range(0, 3).SelectMany(o => large.Skip(o * 30_000).Take(30_000).Concat(small.Skip(o * 7).Take(7)))];
        LibraryRunner.AssertBits(joined, LibraryRunner.Run<double>(new Concatenate(1), new Shape(3, 30_007), (new Shape(3, 30_000), large), (new Shape(3, 7), small)), "large");
    }

    internal static Shape RandomShape(Random random, int least, int most) =>
        new([.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => random.Next(12) switch { 0 => 0, < 4 => 1, 11 => random.Next(10, 40), _ => random.Next(2, 7) })]);
}
