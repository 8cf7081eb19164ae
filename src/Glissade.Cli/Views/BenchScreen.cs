using System.Globalization;

namespace Glissade.Cli;

/// <summary>Measurements as tables. A narrow screen leaves columns out; <c>--json</c> has all.</summary>
internal static class BenchScreen
{
    private const int Wide = 100, Middling = 72;

    /// <summary>A row a workload.</summary>
    public static IEnumerable<Line> Table(IReadOnlyList<BenchmarkResult> results, int width, bool unicode)
    {
        (string Heading, int From, Func<BenchmarkResult, string> Text)[] all =
        [
            ("workload", 0, result => result.Workload),
            ("threads", Wide, result => Figures.Count(result.Threads)),
            ("median", 0, result => Time(result.MedianMicroseconds, unicode)),
            ("roofline", Middling, result => Time(result.RooflineMicroseconds, unicode)),
            ("ratio", 0, result => Two(result.Ratio)),
            ("GFLOP/s", Wide, result => One(result.GigaOperations)),
            ("allocated", Middling, result => $"{Figures.Count(result.Allocated)} B"),
            ("peak", Wide, result => Figures.Bytes(result.PeakBytes)),
            ("compile", Middling, result => $"{One(result.CompileMilliseconds)} ms"),
        ];
        (string Heading, int From, Func<BenchmarkResult, string> Text)[] shown = [.. all.Where(column => width >= column.From)];
        TextTable table = new TextTable([.. shown.Select(column => column.Heading)]).Numbers([.. Enumerable.Range(1, shown.Length - 1)]);
        foreach (BenchmarkResult result in results) table.Add([.. shown.Select(column => column.Text(result))]);
        foreach (Line line in table.Lines(width, unicode)) yield return line;
        foreach (BenchmarkResult limits in results.DistinctBy(result => result.Threads).OrderBy(result => result.Threads))
            foreach (string line in Cells.Wrap(Limits(limits), width)) yield return new Line(line, Ink.Faint);
    }

    /// <summary>A block a step: a row a kernel, then the kernels' formulas.</summary>
    public static IEnumerable<Line> Profile(ModelProfile profile, int width, bool unicode)
    {
        foreach (StepProfile step in profile.Steps)
        {
            string title = $"{step.Pass}, {Figures.Counted(step.Batch, "example")}: {Time(step.Step.MedianMicroseconds, unicode)}, {Two(step.Step.Ratio)} times the roofline of {Time(step.Step.RooflineMicroseconds, unicode)}";
            foreach (string line in Cells.Wrap(title, width)) yield return new Line(line, Ink.Strong);
            foreach (string line in Cells.Wrap(Limits(step.Step), width)) yield return new Line(line, Ink.Faint);
            foreach (Line line in Kernels(step, width, unicode)) yield return line;
            yield return new Line();
            foreach (KernelProfile kernel in step.Kernels)
            {
                string number = Cells.Right(Figures.Count(kernel.Index), 3) + "  ";
                foreach (string formula in kernel.Formula.Split('\n'))
                {
                    yield return new Line(number + PlainSigns.Of(formula, unicode)).Cut(width, unicode);
                    number = "     ";
                }
            }

            yield return new Line();
        }

        foreach (string note in profile.Notes)
            foreach (string line in Cells.Wrap(note, width)) yield return new Line(line, Ink.Faint);
    }

    private static IEnumerable<Line> Kernels(StepProfile step, int width, bool unicode)
    {
        (string Heading, int From, Func<KernelProfile, string> Text)[] all =
        [
            ("time", 0, kernel => Time(kernel.Microseconds, unicode)),
            ("share", 0, kernel => Percent(kernel.Share)),
            ("operations", Wide, kernel => Figures.Count(kernel.Operations)),
            ("bytes", Wide, kernel => Figures.Count(kernel.Bytes)),
            ("of roofline", Middling, kernel => Percent(kernel.OfRoofline)),
            ("from", 0, kernel => PlainSigns.Of(string.Join("; ", kernel.From), unicode)),
        ];
        (string Heading, int From, Func<KernelProfile, string> Text)[] shown = [.. all.Where(column => width >= column.From)];
        TextTable table = new TextTable(["", .. shown.Select(column => column.Heading)]).Numbers([.. Enumerable.Range(0, shown.Length)]);
        foreach ((string number, KernelProfile kernel) in Numbered("", step.Kernels)) table.Add([number, .. shown.Select(column => column.Text(kernel))]);
        return table.Lines(width, unicode);
    }

    // The kernels of a loop's step stand below the loop: 3 has 3.0, 3.1 and so on.
    private static IEnumerable<(string Number, KernelProfile Kernel)> Numbered(string above, IReadOnlyList<KernelProfile> kernels) => kernels.SelectMany(kernel =>
    {
        string number = above + Figures.Count(kernel.Index);
        return Numbered(number + ".", kernel.Inner).Prepend((number, kernel));
    });

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
