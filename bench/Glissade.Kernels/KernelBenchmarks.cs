using BenchmarkDotNet.Attributes;

namespace Glissade.Kernels;

/// <summary>Kernels as formulas, each a plan of its own.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private static readonly (string Name, Func<Step> Step)[] s_kernels =
    [
        ("product 512x512x512", () => Product(512, 512, 512)),
        ("product 1024x1024x1024", () => Product(1024, 1024, 1024)),
        ("product 64x128x784", () => Product(64, 128, 784)),
        ("product 784x128x64, left transposed", () => Product(784, 128, 64, transposeLeft: true)),
        ("product 64x784x128, right transposed", () => Product(64, 784, 128, transposeRight: true)),
        ("product 64x10x128", () => Product(64, 10, 128)),
        ("product 32x16x16", () => Product(32, 16, 16)),
        ("product 1x128x784", () => Product(1, 128, 784)),
        ("product 10000x1x100", () => Product(10_000, 1, 100)),
        ("product 32 x 128x128x64", () => new Step { Outputs = [Filled("a", 32, 128, 64).MatMul(Filled("b", 32, 64, 128))] }),
        ("map exp(a·b + a), 1 M", () => new Step { Outputs = [(Filled("a", 1 << 20) * Filled("b", 1 << 20) + Filled("a2", 1 << 20)).Exp()] }),
        ("row sums, 1024x1024", () => new Step { Outputs = [Filled("a", 1024, 1024).Sum(1)] }),
        ("column sums, 1024x1024", () => new Step { Outputs = [Filled("a", 1024, 1024).Sum(0)] }),
        ("softmax rows, 1024x1024", () => new Step { Outputs = [Filled("a", 1024, 1024).Softmax()] }),
        ("softmax rows, 1024x10", () => new Step { Outputs = [Filled("a", 1024, 10).Softmax()] }),
        ("Adam update, 1 M", () => Update(1 << 20)),
        ("Adam update, 1 K", () => Update(1 << 10)),
    ];

    private Workspace _workspace = null!;

    /// <summary>All kernels, by name.</summary>
    public static IEnumerable<string> Names => s_kernels.Select(kernel => kernel.Name);

    /// <summary>Which kernel.</summary>
    [ParamsSource(nameof(Names))]
    public string Kernel { get; set; } = "";

    /// <summary>Compiles it.</summary>
    [GlobalSetup]
    public void Compile() => _workspace = Device.Cpu.Compile(s_kernels.First(kernel => kernel.Name == Kernel).Step()).CreateWorkspace();

    /// <summary>Runs it once, on all threads.</summary>
    [Benchmark]
    public void Run() => _workspace.Run();

    private static Parameter Filled(string name, params int[] shape)
    {
        var values = new Parameter(name, new Shape(shape));
        var random = new Random(1);
        foreach (ref float value in values.ForWriting().Span<float>()) value = random.NextSingle() * 2 - 1;
        return values;
    }

    private static Step Product(int rows, int columns, int inner, bool transposeLeft = false, bool transposeRight = false)
    {
        Tensor left = transposeLeft ? Filled("a", inner, rows).Transpose() : Filled("a", rows, inner), right = transposeRight ? Filled("b", columns, inner).Transpose() : Filled("b", inner, columns);
        return new Step { Outputs = [left.MatMul(right)] };
    }

    private static Step Update(int count)
    {
        Parameter weights = Filled("weights", count);
        var pass = new OptimizerPass(new Parameter("rate", Shape.Scalar), new Parameter("number", Shape.Scalar), []);
        new Adam().Step([(weights, Filled("gradient", count))], pass);
        return new Step { Updates = [.. pass.Updates] };
    }
}
