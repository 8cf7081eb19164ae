using System.Globalization;

namespace Glissade.Cli;

/// <summary>Measurements as tables.</summary>
internal static class BenchScreen
{
    /// <summary>A row a workload.</summary>
    public static IEnumerable<Line> Table(IReadOnlyList<BenchmarkResult> results, int width, bool unicode)
    {
        TextTable table = new TextTable("workload", "threads", "median", "roofline", "ratio", "GFLOP/s", "allocated", "peak", "compile").Numbers(1, 2, 3, 4, 5, 6, 7, 8);
        foreach (BenchmarkResult result in results)
        {
            table.Add(result.Workload, Figures.Count(result.Threads), Time(result.MedianMicroseconds, unicode), Time(result.RooflineMicroseconds, unicode), Two(result.Ratio), One(result.GigaOperations),
                $"{Figures.Count(result.Allocated)} B", Figures.Bytes(result.PeakBytes), $"{One(result.CompileMilliseconds)} ms");
        }

        foreach (Line line in table.Lines(width, unicode)) yield return line;
        foreach (BenchmarkResult limits in results.DistinctBy(result => result.Threads))
            foreach (string line in Cells.Wrap(Limits(limits), width)) yield return new Line(line, Ink.Faint);
    }

    /// <summary>A block a step, a row a kernel.</summary>
    public static IEnumerable<Line> Profile(ModelProfile profile, int width, bool unicode)
    {
        foreach (StepProfile step in profile.Steps)
        {
            yield return new Line($"{step.Pass}, {Figures.Counted(step.Batch, "example")}: {Time(step.Step.MedianMicroseconds, unicode)}, {Two(step.Step.Ratio)} times the roofline of {Time(step.Step.RooflineMicroseconds, unicode)}", Ink.Strong).Cut(width, unicode);
            foreach (string line in Cells.Wrap(Limits(step.Step), width)) yield return new Line(line, Ink.Faint);
            TextTable table = new TextTable("", "time", "share", "operations", "bytes", "of roofline", "from").Numbers(0, 1, 2, 3, 4, 5);
            foreach (KernelProfile kernel in step.Kernels)
            {
                table.Add(Figures.Count(kernel.Index), Time(kernel.Microseconds, unicode), Percent(kernel.Share), Figures.Count(kernel.Operations), Figures.Count(kernel.Bytes), Percent(kernel.OfRoofline),
                    string.Join("; ", kernel.From));
            }

            foreach (Line line in table.Lines(width, unicode)) yield return line;
            yield return new Line();
            foreach (KernelProfile kernel in step.Kernels)
            {
                string number = Cells.Right(Figures.Count(kernel.Index), 3) + "  ";
                foreach (string formula in kernel.Formula.Split('\n'))
                {
                    yield return new Line(number + Cells.Safe(formula)).Cut(width, unicode);
                    number = "     ";
                }
            }

            yield return new Line();
        }

        foreach (string note in profile.Notes)
            foreach (string line in Cells.Wrap(note, width)) yield return new Line(line, Ink.Faint);
    }

    private static string Limits(BenchmarkResult result) =>
        $"{Figures.Counted(result.Threads, "thread")}: multiply-add peak {One(result.Peak / 1e9)} GFLOP/s, memory {One(result.Bandwidth / 1e9)} GB/s, both measured in this run";

    private static string Time(double microseconds, bool unicode) => microseconds switch
    {
        >= 1e5 => $"{Count(microseconds / 1e3)} ms",
        >= 1e4 => $"{One(microseconds / 1e3)} ms",
        >= 1e3 => $"{Two(microseconds / 1e3)} ms",
        >= 100 => $"{Count(microseconds)} {Micro(unicode)}",
        >= 10 => $"{One(microseconds)} {Micro(unicode)}",
        _ => $"{Two(microseconds)} {Micro(unicode)}",
    };

    private static string Micro(bool unicode) => unicode ? "µs" : "us";

    private static string Count(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static string One(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => $"{One(100 * share)} %";
}
