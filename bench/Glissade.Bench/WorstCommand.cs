using System.Diagnostics;
using System.Globalization;
using System.Text;
using Glissade.Devices.Cpu.Emission;

namespace Glissade.Bench;

/// <summary>What frameworks are slowest at: predictions row by row, small trainings by the thousand, a loop over learning rates, two trainings at once in one process.</summary>
internal static class WorstCommand
{
    private const int Trainings = 3000, Rates = 30, Rounds = 7;

    private static readonly StringBuilder s_text = new();

    public static int Run()
    {
        s_text.AppendLine("# Many small things").AppendLine();
        s_text.AppendLine($"{Machine.Description}. Written by `dotnet run -c Release --project bench/Glissade.Bench -- worst`; docs/bench.md says what it is.").AppendLine();
        s_text.AppendLine("| what | measured |").AppendLine("| --- | --- |");
        RowByRow();
        OneAfterAnother();
        OverRates();
        AtOnce("two trainings of 2-16-16-1 at once", () => Tiny(1, 400), () => Tiny(2, 400));
        AtOnce("two trainings of 784-128-10 at once, batch 64", () => Pictures(1), () => Pictures(2));
        File.WriteAllText(Path.Combine(Machine.Results, "worst.md"), s_text.ToString());
        return 0;
    }

    // The model as it is deployed, the plan that is inside it, and the rows at once; in turns.
    private static void RowByRow()
    {
        const int rows = 512, inputs = 784;
        float[] x = Numbers(rows * inputs), one = new float[10];
        var network = new Sequential(new Linear(inputs, 128), new ReLU(), new Linear(128, 10));
        network.Initialize(1);
        string file = Path.Combine(Directory.CreateTempSubdirectory("glissade-").FullName, "model.safetensors");
        Dataset data = Dataset.From<float, int>(x, new Shape(inputs), new int[rows]);
        new Trainer(network, new CrossEntropy(), new Sgd()).Save(file, data);
        Model model = Model.Load(file);
        var input = new Input("x", new Shape(1, inputs));
        Workspace workspace = Device.Cpu.Compile(new Step { Inputs = [input], Outputs = [network.Apply(input, Pass.Inference()).Softmax()] }).CreateWorkspace();
        List<double> single = [], bare = [], together = [];
        long warm = Stopwatch.GetTimestamp();
        while (single.Count < Rounds)
        {
            double each = Seconds(() =>
            {
                for (int row = 0; row < rows; row++) model.Predict(x.AsSpan(row * inputs, inputs), one);
            }) / rows;
            double plan = Seconds(() =>
            {
                for (int row = 0; row < rows; row++)
                {
                    workspace.Set<float>(input, x.AsSpan(row * inputs, inputs));
                    workspace.Run();
                }
            }) / rows;
            double all = Seconds(() => model.Predict(data)) / rows;
            // Until the runtime has compiled everything for good.
            if (Stopwatch.GetElapsedTime(warm).TotalSeconds < 2) continue;
            single.Add(each);
            bare.Add(plan);
            together.Add(all);
        }

        Tell("`predict` row by row, 784-128-10", $"{Timing.Median([.. single]) * 1e6:F1} µs a row, {Timing.Median([.. single]) / Timing.Median([.. bare]):F2} times its bare plan; {Timing.Median([.. together]) * 1e6:F2} µs a row for {rows} rows at once");
    }

    private static void OneAfterAnother()
    {
        Tiny(0, 2);
        int emitted = KernelCache.Emitted;
        double[] seconds = new double[Trainings];
        double half = 0;
        for (int i = 0; i < Trainings; i++)
        {
            seconds[i] = Seconds(() => Tiny(i, 2));
            if (i == Trainings / 2) half = Environment.WorkingSet / 1e6;
        }

        Tell("3,000 trainings of 2-16-16-1, one after another", $"{Timing.Median(seconds[..300]) * 1e3:F2} ms each among the first 300, {Timing.Median(seconds[^300..]) * 1e3:F2} ms among the last; {KernelCache.Emitted - emitted} kernels compiled after the first training; {half:F0} MB resident half-way, {Environment.WorkingSet / 1e6:F0} MB at the end");
    }

    private static void OverRates()
    {
        Dataset data = Points(256, 32);
        double[] seconds = [.. Enumerable.Range(0, Rates).Select(i => Seconds(() =>
        {
            var model = new Sequential(new Linear(32, 64), new ReLU(), new Linear(64, 1));
            new Trainer(model, new MeanSquaredError(), new Adam { LearningRate = 1e-4f * (i + 1) }) { BatchSize = 32 }.Fit(data, epochs: 5);
        }))];
        Tell("a loop over 30 learning rates, 32-64-1, 40 steps each", $"{seconds[0] * 1e3:F1} ms for the first, {Timing.Median(seconds[1..]) * 1e3:F1} ms for each of the others");
    }

    private static void AtOnce(string what, Action first, Action second)
    {
        List<double> ratios = [];
        for (int round = -1; round < Rounds; round++)
        {
            double alone = Seconds(first) + Seconds(second), both = Seconds(() => Parallel.Invoke(first, second));
            if (round >= 0) ratios.Add(alone / both);
        }

        Tell(what, $"{Timing.Median([.. ratios]):F2} times as fast as one after the other");
    }

    private static void Tiny(int seed, int epochs)
    {
        var model = new Sequential(new Linear(2, 16), new ReLU(), new Linear(16, 16), new ReLU(), new Linear(16, 1));
        new Trainer(model, new MeanSquaredError(), new Adam()) { Seed = seed, BatchSize = 32 }.Fit(Points(128, 2), epochs: epochs);
    }

    private static void Pictures(int seed)
    {
        var model = new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
        Dataset data = Dataset.From<float, int>(Numbers(1024 * 784), new Shape(784), [.. Enumerable.Range(0, 1024).Select(i => i % 10)]);
        new Trainer(model, new CrossEntropy(), new Sgd()) { Seed = seed, BatchSize = 64 }.Fit(data, epochs: 20);
    }

    private static Dataset Points(int count, int width) => Dataset.From<float, float>(Numbers(count * width), new Shape(width), Numbers(count));

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => i * 37 % 101 / 101f)];

    private static double Seconds(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Tell(string what, FormattableString measured)
    {
        string line = $"| {what} | {measured.ToString(CultureInfo.InvariantCulture)} |";
        Console.WriteLine(line);
        s_text.AppendLine(line);
    }
}
