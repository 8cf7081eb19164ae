using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Bench;

/// <summary>How near matrix products come to the multiply-add peak. Round after round each is taken again and again for a while, beside the peak just before it, and medians are kept.</summary>
internal static unsafe class ProductsCommand
{
    private const int Rounds = 9;

    /// <summary>rows, columns, inner, whether A and B lie transposed, and batch.</summary>
    private static readonly (long Rows, long Columns, long Inner, bool A, bool B, long Batch)[] s_shapes =
    [
        (512, 512, 512, false, false, 1),
        (512, 512, 512, true, false, 1),
        (512, 512, 512, false, true, 1),
        (512, 512, 512, true, true, 1),
        (1000, 1000, 1000, false, false, 1),
        (1024, 1024, 1024, false, false, 1),
        (1024, 1024, 1024, true, false, 1),
        (1024, 1024, 1024, false, true, 1),
        (2048, 2048, 2048, false, false, 1),
        (520, 520, 520, false, false, 1),
        (640, 640, 640, false, false, 1),
        (768, 768, 768, false, false, 1),
        (777, 777, 777, false, false, 1),
        (1536, 512, 1024, false, false, 1),
        (640, 512, 128, true, false, 1),
        (128, 288, 256, false, false, 1),
        (64, 128, 784, false, false, 1),
        (784, 128, 64, true, false, 1),
        (64, 10, 128, false, false, 1),
        (128, 10, 64, true, false, 1),
        (64, 128, 10, false, true, 1),
        (256, 256, 32, false, false, 1),
        (32, 256, 256, true, false, 1),
        (256, 256, 256, false, false, 1),
        (256, 256, 256, true, false, 1),
        (256, 256, 256, false, true, 1),
        (256, 1, 256, false, false, 1),
        (256, 1, 256, true, false, 1),
        (256, 256, 1, false, true, 1),
        (128, 512, 784, false, false, 1),
        (784, 512, 128, true, false, 1),
        (128, 512, 512, false, false, 1),
        (128, 512, 512, false, true, 1),
        (512, 512, 128, true, false, 1),
        (128, 10, 512, false, false, 1),
        (512, 10, 128, true, false, 1),
        (128, 512, 10, false, true, 1),
        (256, 4096, 1024, false, false, 1),
        (1024, 4096, 256, true, false, 1),
        (256, 4096, 4096, false, false, 1),
        (4096, 4096, 256, true, false, 1),
        (256, 4096, 4096, false, true, 1),
        (256, 1024, 4096, false, false, 1),
        (4096, 1024, 256, true, false, 1),
        (256, 4096, 1024, false, true, 1),
        (1024, 512, 784, false, false, 1),
        (1024, 512, 512, false, false, 1),
        (1024, 10, 512, false, false, 1),
        (1, 128, 784, false, false, 1),
        (1, 10, 128, false, false, 1),
        (1, 1024, 1024, false, false, 1),
        (1, 1024, 1024, false, true, 1),
        (1, 512, 784, false, false, 1),
        (10000, 1, 100, false, false, 1),
        (100, 1, 10000, true, false, 1),
        (128, 128, 64, false, true, 32),
        (16, 16, 16, false, false, 256),
        (32, 16, 2, false, false, 1),
        (32, 16, 16, false, false, 1),
        (16, 16, 32, true, false, 1),
        (2, 16, 32, true, false, 1),
        (32, 1, 16, false, false, 1),
        (16, 1, 32, true, false, 1),
        (32, 16, 1, false, true, 1),
        (32, 16, 16, false, true, 1),
    ];

    public static void Run(string[] arguments)
    {
        string only = arguments.FirstOrDefault(argument => argument is "float" or "double") ?? "";
        ProductPath path = arguments.Select(argument => !char.IsDigit(argument[0]) && Enum.TryParse(argument, true, out ProductPath parsed) ? parsed : default).FirstOrDefault(found => found != default);
        string[] names = [.. arguments.Where(argument => char.IsDigit(argument[0]))];
        var text = new StringBuilder("# Products beside the multiply-add peak\n\n");
        text.AppendLine($"{Machine.Description}. Written by `dotnet run -c Release --project bench/Glissade.Bench -- products`; docs/bench.md says how to read it.");
        foreach (int threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            WorkerPool pool = new(threads);
            if (only != "double")
                Run<float>(pool, path, names, text);

            if (only != "float")
                Run<double>(pool, path, names, text);
        }

        if (arguments.Length > 0) return;
        File.WriteAllText(Path.Combine(Machine.Results, "products.md"), text.ToString());
        Console.WriteLine($"written to {Machine.Results}");
    }

    private static void Run<T>(WorkerPool pool, ProductPath path, string[] names, StringBuilder text)
        where T : unmanaged
    {
        List<Case<T>> cases = [.. s_shapes.Select(shape => new Case<T>(shape, pool, path)).Where(one => names.Length == 0 || names.Any(one.Name.StartsWith))];
        for (int round = 0; round < Rounds; round++)
        {
            foreach (Case<T> one in cases) one.Measure();
        }

        string title = $"{(typeof(T) == typeof(float) ? "float32" : "float64")}, {pool.Threads} {(pool.Threads == 1 ? "thread" : "threads")}";
        Console.WriteLine($"{title,-42}{"µs",10}{"GFLOP/s",10}{"% of peak",11}{"best, %",11}  path");
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| batch × rows × columns × inner | median | GFLOP/s | of the peak | best | path |\n| --- | --: | --: | --: | --: | --- |\n");
        foreach (Case<T> one in cases)
        {
            double seconds = Timing.Median([.. one.Seconds]), share = 100 * Timing.Median([.. one.Shares]), best = 100 * one.Flops / one.Seconds.Min() / one.Peaks.Max();
            Console.WriteLine($"{one.Name,-42}{1e6 * seconds,10:F1}{one.Flops / seconds / 1e9,10:F1}{share,11:F1}{best,11:F1}  {one.Path}");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {one.Name} | {1e6 * seconds:#,0.0} µs | {one.Flops / seconds / 1e9:0.0} | {share:0.0} % | {best:0.0} % | {one.Path} |");
            one.Free();
        }
    }

    private sealed class Case<T>
        where T : unmanaged
    {
        // As long as a stretch in which a machine's clock and neighbours stay the same, mostly.
        private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(25);

        private readonly ProductShape _shape;
        private readonly Operand<T> _a;
        private readonly Operand<T> _b;
        private readonly Target<T> _c;
        private readonly void* _scratch;
        private readonly WorkerPool _pool;
        private readonly ProductPath _path;
        private readonly int _repeats;

        public Case((long Rows, long Columns, long Inner, bool A, bool B, long Batch) shape, WorkerPool pool, ProductPath path)
        {
            (long rows, long columns, long inner, bool a, bool b, long batch) = shape;
            _pool = pool;
            _path = path;
            Name = $"{(batch > 1 ? batch + " × " : "")}{rows} × {columns} × {inner}{(a ? " A transposed" : "")}{(b ? " B transposed" : "")}";
            _a = new Operand<T>(Random(batch * rows * inner), a ? 1 : inner, a ? rows : 1, new Stack(rows * inner));
            _b = new Operand<T>(Random(batch * inner * columns), b ? 1 : columns, b ? inner : 1, new Stack(inner * columns));

            // A transposed matrix times a column is taken as a row times the matrix, as in a program.
            bool turned = columns == 1 && a;
            if (turned) (_a, _b, rows, columns) = (new Operand<T>(_b.Data, 1, 1, new Stack(inner)), new Operand<T>(_a.Data, rows, 1, new Stack(rows * inner)), 1, rows);
            _shape = new ProductShape(batch, rows, columns, inner, Lanes: columns == 1);
            _c = new Target<T>(Random(batch * rows * columns), columns, rows * columns);
            _scratch = NativeMemory.AlignedAlloc((nuint)Product<T>.ScratchBytes(_shape, _a, _b, pool.Threads, path: path), 64);
            _repeats = (int)Math.Clamp(2e6 / Flops, 1, 1000);
            Multiply();
        }

        public string Name { get; }

        public double Flops => 2.0 * _shape.Batch * _shape.Rows * _shape.Columns * _shape.Inner;

        public string Path => _shape.Lanes ? "Lanes" : Product<T>.Layout(_shape, _a, _b, path: _path).Path.ToString();

        /// <summary>The median of each round.</summary>
        public List<double> Seconds { get; } = [];

        /// <summary>The multiply-add peak just before each round.</summary>
        public List<double> Peaks { get; } = [];

        /// <summary>The share that a round reaches of its peak.</summary>
        public IEnumerable<double> Shares => Seconds.Zip(Peaks, (seconds, peak) => Flops / seconds / peak);

        public void Measure()
        {
            Peaks.Add(Roofline.PeakFlops<T>(_pool));
            // The first after something else finds cold caches.
            Multiply();
            var times = new List<double>();
            long start = Stopwatch.GetTimestamp();
            while (times.Count < 3 || Stopwatch.GetElapsedTime(start) < s_round) times.Add(Timing.Once(Multiply, _repeats));
            Seconds.Add(Timing.Median([.. times]));
        }

        public void Free()
        {
            NativeMemory.AlignedFree(_a.Data);
            NativeMemory.AlignedFree(_b.Data);
            NativeMemory.AlignedFree(_c.Data);
            NativeMemory.AlignedFree(_scratch);
        }

        private static T* Random(long length)
        {
            T* data = (T*)NativeMemory.AlignedAlloc((nuint)(length * sizeof(T)), 64);
            Random random = new(1);
            for (long i = 0; i < length; i++)
                data[i] = typeof(T) == typeof(float) ? (T)(object)random.NextSingle() : (T)(object)random.NextDouble();

            return data;
        }

        private void Multiply() => Product<T>.Run(_shape, _a, _b, _c, default(NoEpilogue), _scratch, _pool, path: _path);
    }
}
