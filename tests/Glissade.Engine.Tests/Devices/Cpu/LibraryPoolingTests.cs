using System.Numerics;
using Glissade.Operations;
using Glissade.Tests.Support;

namespace Glissade.Tests.Devices.Cpu;

public sealed class LibraryPoolingTests
{
    /// <summary>For a process with other vectors.</summary>
    [Probe("pooling")]
    internal static void Probe(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        RandomWindows(12);
    }

    [Fact]
    public void Random_windows() => RandomWindows(80);

    [Theory]
    [InlineData(nameof(Switches.NoAvx512))]
    [InlineData(nameof(Switches.NoAvx2))]
    [InlineData(nameof(Switches.NoIntrinsics))]
    public void Other_vectors_give_the_same_bits(string which) => ChildProcess.RunChecked("pooling", Switches.Named(which));

    /// <summary>Planes too large for the cache, rows of several stretches, wide windows, many planes, and few.</summary>
    [Fact]
    public void Shapes_of_every_way() => Shapes();

    private static void RandomWindows(int rounds)
    {
        var random = new Random(5);
        for (int round = 0; round < rounds; round++)
        {
            (Window window, int[] spatial, int[] outputs) = LibraryWindowTests.RandomWindow(random, random.Next(4));
            int[] lead = [.. LibraryIndexingTests.RandomShape(random, 0, 2)];
            Compare<float>(random, window, lead, spatial, outputs);
            Compare<double>(random, window, lead, spatial, outputs);
        }
    }

    private static void Shapes()
    {
        var random = new Random(6);
        Check([2], [3, 1203], [2, 3], [1, 1], [0, 1], [1, 1]);
        Check([2], [3, 2303], [2, 2], [2, 2], [0, 0], [1, 1]);
        Check([1], [3, 3203], [2, 3], [1, 2], [0, 2], [1, 3]);
        Check([1], [3, 1500], [2, 3], [2, 3], [0, 1], [1, 1]);
        Check([2], [80, 90], [3, 3], [2, 2], [1, 1], [1, 1]);
        Check([1], [270, 150], [3, 3], [1, 1], [1, 1], [1, 1]);
        Check([9], [28, 28], [2, 2], [2, 2], [0, 0], [1, 1]);
        Check([9], [14, 14], [2, 2], [2, 2], [0, 0], [1, 1]);
        Check([9], [15, 11], [2, 2], [3, 2], [1, 0], [1, 1]);
        Check([3], [7, 7], [7, 7], [1, 1], [0, 0], [1, 1]);
        Check([9], [6, 6], [3, 3], [3, 3], [0, 0], [1, 1]);
        Check([1], [40, 50], [40, 50], [1, 1], [0, 0], [1, 1]);
        Check([2], [31, 33], [11, 12], [3, 2], [5, 5], [1, 1]);
        Check([9], [5, 6, 7], [3, 3, 3], [2, 2, 2], [1, 1, 1], [1, 1, 1]);
        Check([9], [4, 6, 14], [2, 2, 2], [2, 2, 2], [0, 0, 0], [1, 1, 1]);
        Check([2], [4000], [4], [2], [1], [1]);
        Check([2], [1000], [1000], [1], [0], [1]);

        void Check(int[] lead, int[] spatial, int[] extent, int[] stride, int[] padding, int[] dilation)
        {
            var window = new Window(new Shape(extent), new Shape(stride), new Shape(padding), new Shape(padding), new Shape(dilation));
            Compare<float>(random, window, lead, spatial, window.Outputs(spatial, "test"));
            Compare<double>(random, window, lead, spatial, window.Outputs(spatial, "test"));
        }
    }

    private static void Compare<T>(Random random, Window window, int[] lead, int[] spatial, int[] outputs) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shape from = new([.. lead, .. spatial]), to = new([.. lead, .. outputs]);
        T[] values = Values<T>(random, from.Count), given = Values<T>(random, to.Count), sums = new T[to.Count], spread = new T[from.Count], added = new T[from.Count];
        int[] largest = new int[to.Count];
        int plane = spatial.Aggregate(1, (a, b) => a * b), at = 0;
        for (int p = 0; p < lead.Aggregate(1, (a, b) => a * b); p++)
        {
            foreach (int[] output in Window.Indices(outputs))
            {
                int best = -1;
                foreach (int tap in window.Taps(spatial, output).Where(tap => tap >= 0).Select(tap => p * plane + tap))
                {
                    T value = values[tap];
                    sums[at] += value;
                    spread[tap] += given[at];
                    if (best < 0 || value > values[best] || (T.IsNaN(value) && !T.IsNaN(values[best]))) best = tap;
                }

                if (best >= 0) added[best] += given[at];
                largest[at++] = best;
            }
        }

        string what = $"{from} {window}";
        LibraryRunner.AssertBits(sums, LibraryRunner.Run<T>(new WindowSum(window), to, (from, values)), $"sum {what}");
        LibraryRunner.AssertBits(spread, LibraryRunner.Run<T>(new WindowSumGradient(window, from), from, (to, given)), $"gradient of the sum {what}");
        if (!window.AlwaysReads(spatial, "test")) return;
        T[] chosen = [.. largest.Select(place => values[place])];
        LibraryRunner.AssertBits(largest, LibraryRunner.Run<int>(new WindowArgMax(window), to, (from, values)), $"place of the largest {what}");
        LibraryRunner.AssertBits(chosen, LibraryRunner.Run<T>(new WindowMax(window), to, (from, values)), $"largest {what}");
        LibraryRunner.AssertBits(added, LibraryRunner.Run<T>(new WindowMaxGradient(window), from, (from, values), (to, given)), $"gradient of the largest {what}");

        // Whole numbers and bytes have a largest, too.
        int[] whole = [.. values.Select(value => T.IsNaN(value) ? 0 : int.CreateSaturating(value))];
        int[] largestWhole = [.. Largest(whole)];
        LibraryRunner.AssertBits(largestWhole, LibraryRunner.Run<int>(new WindowMax(window), to, (from, whole)), $"largest int32 {what}");

        IEnumerable<int> Largest(int[] numbers)
        {
            int first = 0;
            foreach (int p in Enumerable.Range(0, lead.Aggregate(1, (a, b) => a * b)))
            {
                foreach (int[] output in Window.Indices(outputs)) yield return window.Taps(spatial, output).Where(tap => tap >= 0).Max(tap => numbers[first + tap]);
                first += plane;
            }
        }
    }

    /// <summary>Few different numbers, so that there are ties, some of them zeros of both signs; sometimes infinities and NaN of several kinds.</summary>
    private static T[] Values<T>(Random random, long count) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] rare = [T.PositiveInfinity, T.NegativeInfinity, T.NegativeInfinity, T.NaN, -T.NaN];
        int rarely = random.Next(4) switch { 0 => 3, 1 => 50, _ => int.MaxValue };
        bool few = random.Next(2) == 0;
        return [.. Enumerable.Range(0, (int)count).Select(_ => random.Next(rarely) == 0 ? rare[random.Next(rare.Length)] : few ? T.CreateTruncating(random.Next(-2, 1)) * (random.Next(2) == 0 ? T.One : -T.One) : T.CreateTruncating(random.NextDouble() - 0.5))];
    }
}
