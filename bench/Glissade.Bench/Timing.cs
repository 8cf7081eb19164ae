using System.Diagnostics;

namespace Glissade.Bench;

/// <summary>Times of short runs.</summary>
internal static class Timing
{
    /// <summary>The median of some runs in seconds, after two to warm up.</summary>
    public static double Median(Action run, int runs)
    {
        run();
        run();
        double[] seconds = new double[runs];
        for (int i = 0; i < runs; i++)
            seconds[i] = Once(run, 1);

        return Median(seconds);
    }

    /// <summary>Seconds of a run, the mean of a few in a row.</summary>
    public static double Once(Action run, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
            run();

        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
