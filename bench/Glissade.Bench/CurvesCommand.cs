using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Glissade.Bench;

/// <summary>How cost grows as the work grows: over batch, width, depth and rows, with the time per unit of work, in which a cliff would show.</summary>
internal static class CurvesCommand
{
    private static readonly Curve[] s_curves =
    [
        new("batch", "Training step of 784-128-10, SGD: examples a step", "examples", "operation", Doubling(1, 4096), size => Step([784, 128, 10], size, new CrossEntropy(), new Sgd())),
        new("width", "Training step of 64-w-w-10, batch 64, SGD: the width w", "width", "operation", Doubling(16, 4096), size => Step([64, size, size, 10], 64, new CrossEntropy(), new Sgd())),
        new("depth", "Training step of hidden layers of 128, batch 64, Adam: how many", "hidden layers", "operation", Doubling(1, 64), size => Step([128, .. Enumerable.Repeat(128, size), 10], 64, new CrossEntropy(), new Adam())),
        new("rows-step", "One step of logistic regression over all rows of 4 numbers, gradient descent", "rows", "row", Tens(10, 10_000_000), size => Step([4, 1], size, new BinaryCrossEntropyWithLogits(), new GradientDescent(), perRow: true)),
        new("rows-epoch", "An epoch of a training of 4-16-1, batch 256, Adam, shuffling and gathering and the compilation included", "rows", "row", Tens(10, 10_000_000), Epoch),
    ];

    public static int Run()
    {
        long start = Stopwatch.GetTimestamp();
        string folder = Machine.Results;
        var csv = new StringBuilder("curve,size,seconds,work,working_bytes,nanoseconds_per_unit_of_work,mark\n");
        var text = new StringBuilder();
        text.AppendLine("# How cost grows with the work").AppendLine();
        text.AppendLine($"{Machine.Description}. Written by `dotnet run -c Release --project bench/Glissade.Bench -- curves`.").AppendLine();
        text.AppendLine($"The time per unit of work falls while fixed costs are spread over more work, and then stays. A size is marked where it is more than {Curve.Rise} times that of the size before: as a cliff, unless between the two sizes what a");
        text.AppendLine("step touches has outgrown a cache. Marked sizes are measured a second time, and the better time counts. Dashed in the pictures: time in proportion to the work.").AppendLine();
        int cliffs = 0;
        foreach (Curve curve in s_curves)
        {
            IReadOnlyList<CurvePoint> points = curve.Measure();
            text.AppendLine($"## {curve.Title}").AppendLine().AppendLine($"![{curve.Title}]({curve.Name}.svg)").AppendLine();
            text.AppendLine($"| {curve.Axis} | time | ns per {curve.Unit} | touched | |").AppendLine("| --: | --: | --: | --: | --- |");
            Console.WriteLine(curve.Title);
            for (int i = 0; i < points.Count; i++)
            {
                CurvePoint point = points[i];
                string mark = curve.Mark(points, i);
                if (mark == Curve.Cliff) cliffs++;
                string row = string.Create(CultureInfo.InvariantCulture, $"{point.Size:#,0} | {Time(point.Seconds)} | {1e9 * point.PerUnit:0.####} | {point.WorkingBytes / 1024.0:#,0} KiB | {mark}");
                text.AppendLine($"| {row} |");
                Console.WriteLine($"  {row}");
                csv.AppendLine(CultureInfo.InvariantCulture, $"{curve.Name},{point.Size},{point.Seconds:G5},{point.Work:G6},{point.WorkingBytes},{1e9 * point.PerUnit:G5},{mark}");
            }

            text.AppendLine();
            File.WriteAllText(Path.Combine(folder, $"{curve.Name}.svg"), CurvePlot.Svg(curve, points));
        }

        string end = string.Create(CultureInfo.InvariantCulture, $"{(cliffs == 0 ? "No cliff" : $"{cliffs} cliffs")}; measured in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} seconds.");
        text.AppendLine(end);
        Console.WriteLine(end);
        File.WriteAllText(Path.Combine(folder, "curves.md"), text.ToString());
        File.WriteAllText(Path.Combine(folder, "curves.csv"), csv.ToString().ReplaceLineEndings("\n"));
        Console.WriteLine($"written to {folder}");
        return cliffs == 0 ? 0 : 1;
    }

    private static CurvePoint Step(int[] widths, int batch, Loss loss, Optimizer optimizer, bool perRow = false)
    {
        MeasuredStep step = new Workload("curve", "", batch, MeasuredNetwork.Dense(widths), loss, optimizer).Prepare(new CpuOptions());
        double estimate = Benchmark.Warm(step);
        int repeats = (int)Math.Clamp(2e-5 / estimate, 1, 10_000), samples = (int)Math.Clamp(0.15 / (estimate * repeats), 3, 2000);
        double[] seconds = [.. Enumerable.Range(0, samples).Select(_ => Benchmark.Time(step, repeats))];
        return new CurvePoint(perRow ? batch : 0, Benchmark.Median(seconds), perRow ? batch : step.Plan.Operations, PlanMemory.Of(step.Plan).Working);
    }

    private static CurvePoint Epoch(int rows)
    {
        Dataset data = RandomExamples.Of(rows, new Shape(4), DType.Float32, new Shape(1), new MeanSquaredError());
        double[] seconds = [.. Enumerable.Range(0, rows > 1_000_000 ? 1 : 3).Select(_ =>
        {
            var trainer = new Trainer(new Sequential(new Linear(4, 16), new ReLU(), new Linear(16, 1)), new MeanSquaredError(), new Adam()) { BatchSize = 256 };
            return Timing.Once(() => trainer.Fit(data, epochs: 1), 1);
        })];
        return new CurvePoint(rows, Benchmark.Median(seconds), rows, rows * 5L * sizeof(float));
    }

    private static int[] Doubling(int from, int to)
    {
        var sizes = new List<int>();
        for (int size = from; size <= to; size *= 2) sizes.Add(size);
        return [.. sizes];
    }

    private static int[] Tens(int from, int to)
    {
        var sizes = new List<int>();
        for (int size = from; size <= to; size *= 10) sizes.Add(size);
        return [.. sizes];
    }

    private static string Time(double seconds) => seconds switch
    {
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s"),
        >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{1e3 * seconds:0.00} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{1e6 * seconds:0.00} µs"),
    };
}
