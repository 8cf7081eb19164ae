using System.Numerics;
using Glissade.Operations;

namespace Glissade.Tests.Devices.Cpu;

public sealed class LibraryWindowTests
{
    /// <summary>The way back, which kernel and oracle of a convolution's input gradient share, against the way there.</summary>
    [Fact]
    public void Readers_are_the_way_back_of_taps()
    {
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            (Window window, int[] spatial, int[] outputs) = RandomWindow(random, random.Next(1, 4));
            int[,] readers = window.Readers(spatial, outputs);
            int[,] expected = new int[readers.GetLength(0), readers.GetLength(1)];
            foreach ((int[] position, int place) in Window.Indices(spatial).Select((position, i) => (position.ToArray(), i)))
            {
                foreach ((int[] tap, int number) in Window.Indices([.. window.Extent]).Select((tap, i) => (tap.ToArray(), i)))
                {
                    // Some output, were there any number of them on either side, would begin where this tap begins to look.
                    bool between = position.Select((x, axis) => x + window.Before[axis] - tap[axis] * window.Dilation[axis]).Where((begin, axis) => begin % window.Stride[axis] != 0).Any();
                    expected[place, number] = between ? Window.Between : Window.Outside;
                }
            }

            int output = 0;
            foreach (int[] at in Window.Indices(outputs))
            {
                int number = 0;
                foreach (int read in window.Taps(spatial, at))
                {
                    if (read >= 0) expected[read, number] = output;
                    number++;
                }

                output++;
            }

            Assert.Equal(expected, readers);
        }
    }

    [Fact]
    public void Convolutions_of_random_shapes()
    {
        var random = new Random(6);
        for (int round = 0; round < 120; round++)
        {
            Check<float>(random);
            Check<double>(random);
        }

        static void Check<T>(Random random) where T : unmanaged, IFloatingPointIeee754<T>
        {
            (Window window, int[] spatial, int[] outputs) = RandomWindow(random, random.Next(4));
            int groups = random.Next(3) == 0 ? random.Next(1, random.Next(2) == 0 ? 4 : 20) : 1, channels = groups * random.Next(1, 4), filters = groups * random.Next(random.Next(3) == 0 ? 0 : 1, 7);
            Compare<T>(random, new Convolution(window, groups), random.Next(6) == 0 ? 0 : random.Next(1, 4), channels, filters, spatial, outputs);
        }
    }

    /// <summary>Lines long enough for vectors, which are parted on the way forward and put together on the way back.</summary>
    [Fact]
    public void Convolutions_over_long_lines_with_strides()
    {
        var random = new Random(12);
        for (int round = 0; round < 80; round++)
        {
            int rank = random.Next(1, 4);
            int[] Numbers(int from, int to) => [.. Enumerable.Range(0, rank).Select(_ => random.Next(from, to))];
            int[] strides = Numbers(1, 3), spatial = Numbers(1, 9);
            (strides[^1], spatial[^1]) = (random.Next(8) == 0 ? 3 : 2, random.Next(14, 80));
            var window = new Window(new Shape(Numbers(1, 5)), new Shape(strides), new Shape(Numbers(0, 4)), new Shape(Numbers(0, 4)), new Shape(Numbers(1, 3)));
            int[] outputs;
            try
            {
                outputs = window.Outputs(spatial, "test");
            }
            catch (ShapeException)
            {
                // Does not fit; draw again.
                continue;
            }

            int groups = random.Next(3) == 0 ? random.Next(2, 5) : 1;
            Compare<float>(random, new Convolution(window, groups), random.Next(1, 4), groups * random.Next(1, 4), groups * random.Next(1, 15), spatial, outputs);
        }
    }

    [Theory]
    [InlineData(2, 500, 5, 3, 4, 4, 1)]
    [InlineData(1, 3, 500, 3, 5, 4, 1)]
    [InlineData(40, 3, 2, 3, 20, 20, 1)]
    [InlineData(3, 8, 70, 3, 16, 9, 1)]
    [InlineData(2, 70, 70, 1, 9, 9, 1)]
    [InlineData(1, 14, 38, 3, 26, 26, 1)]
    [InlineData(2, 6, 12, 3, 9, 9, 6)]
    [InlineData(70, 20, 20, 3, 9, 8, 20)]
    [InlineData(1, 9, 9, 5, 90, 70, 9)]
    [InlineData(7, 30, 45, 3, 5, 7, 15)]
    public void Convolutions_with_many_terms_are_cut(int batch, int channels, int filters, int extent, int height, int width, int groups)
    {
        var window = new Window(new Shape(extent, extent), new Shape(1, 1), new Shape(extent / 2, extent / 2), new Shape(extent / 2, extent / 2), new Shape(1, 1));
        Compare<float>(new Random(7), new Convolution(window, groups), batch, channels, filters, [height, width], [height, width]);
    }

    private static void Compare<T>(Random random, Convolution convolution, int batch, int channels, int filters, int[] spatial, int[] outputs) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shape x = new([batch, channels, .. spatial]), w = new([filters, channels / convolution.Groups, .. convolution.Window.Extent]), y = new([batch, filters, .. outputs]);
        bool special = random.Next(4) == 0;
        T[] xs = LibraryRunner.Values<T>(random, x.Count, special), ws = LibraryRunner.Values<T>(random, w.Count, special), ys = LibraryRunner.Values<T>(random, y.Count, special);
        string what = $"{x} {w} {convolution}";

        // The terms of every element with their number: the order of each row, cut as it says.
        var forward = Enumerable.Range(0, (int)y.Count).Select(_ => new List<(long, T, T)>()).ToArray();
        var toInput = Enumerable.Range(0, (int)x.Count).Select(_ => new List<(long, T, T)>()).ToArray();
        var toWeights = Enumerable.Range(0, (int)w.Count).Select(_ => new List<(long, T, T)>()).ToArray();
        long plane = outputs.Aggregate(1L, (a, b) => a * b), taps = convolution.Window.Extent.Count, perFilter = w.Count / Math.Max(1, filters);
        int groupFilters = filters / convolution.Groups;
        ConvolutionShapes.Visit(convolution, x, w, (xi, wi, yi) =>
        {
            T input = xi < 0 ? T.Zero : xs[xi];
            forward[yi].Add((wi % perFilter, input, ws[wi]));
            if (xi >= 0) toInput[xi].Add((wi / perFilter % groupFilters * taps + wi % taps, ys[yi], ws[wi]));
            toWeights[wi].Add((yi / (plane * filters) * plane + yi % plane, input, ys[yi]));
        });
        // An input's terms whose output would lie outside are products with zero.
        int[,] readers = convolution.Window.Readers(spatial, outputs);
        int places = readers.GetLength(0), groupChannels = channels / convolution.Groups;
        for (int xi = 0; xi < toInput.Length; xi++)
        {
            int channel = xi / places % channels;
            for (int filter = 0; filter < groupFilters; filter++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    if (readers[xi % places, tap] != Window.Outside) continue;
                    long weight = ((channel / groupChannels * groupFilters + filter) * groupChannels + channel % groupChannels) * taps + tap;
                    toInput[xi].Add((filter * taps + tap, T.Zero, ws[weight]));
                }
            }
        }

        LibraryRunner.AssertBits(Sums(forward, SummationOrder.Block), LibraryRunner.Run<T>(convolution, y, (x, xs), (w, ws)), what);
        LibraryRunner.AssertBits(Sums(toInput, SummationOrder.Block), LibraryRunner.Run<T>(new ConvolutionInputGradient(convolution, x), x, (y, ys), (w, ws)), $"input gradient {what}");
        LibraryRunner.AssertBits(
            Sums(toWeights, SummationOrder.CutOverBatch(plane)), LibraryRunner.Run<T>(new ConvolutionWeightGradient(convolution, w), w, (x, xs), (y, ys)), $"weight gradient {what}");
        LibraryRunner.AssertBits(
            Sums(toWeights, SummationOrder.CutOverBatch(plane), ws), LibraryRunner.Run<T>(new ConvolutionWeightGradient(convolution, w), w, (x, xs), (y, ys), (w, ws)), $"weight gradient that goes on {what}");
    }

    private static T[] Sums<T>(List<(long Number, T A, T B)>[] terms, int cut, T[]? begin = null) where T : unmanaged, IFloatingPointIeee754<T> =>
    [
        .. terms.Select((list, i) => list.OrderBy(term => term.Number).GroupBy(term => term.Number / cut)
            .Select(part => part.Aggregate(part.Key == 0 && begin is not null ? begin[i] : T.Zero, (sum, term) => T.FusedMultiplyAdd(term.A, term.B, sum)))
            .Aggregate((T?)null, (total, part) => total is { } sofar ? sofar + part : part) ?? (begin is null ? T.Zero : begin[i])),
    ];

    internal static (Window, int[] Spatial, int[] Outputs) RandomWindow(Random random, int rank)
    {
        while (true)
        {
            int[] Numbers(int from, int to) => [.. Enumerable.Range(0, rank).Select(_ => random.Next(from, to))];
            var window = new Window(new Shape(Numbers(1, 4)), new Shape(Numbers(1, 4)), new Shape(Numbers(0, 3)), new Shape(Numbers(0, 3)), new Shape(Numbers(1, 3)));
            int[] spatial = Numbers(random.Next(8) == 0 ? 0 : 1, rank == 1 ? 100 : rank == 2 ? 20 : 8);
            try
            {
                return (window, spatial, window.Outputs(spatial, "test"));
            }
            catch (ShapeException)
            {
                // Does not fit; draw again.
            }
        }
    }
}
