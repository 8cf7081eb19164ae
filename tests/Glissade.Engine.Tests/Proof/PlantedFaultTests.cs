using Glissade.Devices.Reference;
using Glissade.Operations;

namespace Glissade.Tests.Proof;

/// <summary>Proves the tester: a device with a planted fault is caught, and the graph shrunk to little more than the fault.</summary>
public sealed class PlantedFaultTests
{
    public static TheoryData<string> Faults => [.. s_faults.Keys];

    private static readonly Dictionary<string, Func<Tensor, Array, Array>> s_faults = new()
    {
        ["exp is one unit off"] = static (node, values) => node.Operation is Elementwise { Code: LoopCode.Exp } ? FirstUp(values) : values,
        ["a sum is one unit off"] = static (node, values) => node.Operation is Sum ? FirstUp(values) : values,
        ["a matrix product is one unit off"] = static (node, values) => node.Operation is MatrixProduct ? FirstUp(values) : values,
        ["a wide slice loses its last element"] = static (node, values) =>
            node.Operation is Slice && node.Count > 8 && values is float[] floats ? (float[])[.. floats[..^1], 0] : values,
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_caught_and_shrunk(string name)
    {
        var test = new DifferentialTest(_ => new FaultyDevice(s_faults[name])) { WithinBounds = false, OneMoreIn = 0 };
        for (ulong seed = 1; seed < 2000; seed++)
        {
            RandomCase randomCase = RandomCase.Generate(seed);
            if (test.Failure(randomCase) is null) continue;
            BuiltCase built = test.Shrink(randomCase)!;
            Assert.True(GraphPrinter.Operations(built) <= 2, GraphPrinter.Print(built));
            return;
        }

        Assert.Fail("The fault was not found.");
    }

    [Fact]
    public void A_coarse_error_is_beyond_the_bounds()
    {
        var test = new DifferentialTest(_ => new FaultyDevice(static (node, values) =>
            node.Operation is Elementwise { Code: LoopCode.Tanh } && values is float[] floats ? Array.ConvertAll(floats, static value => value * 1.000001f) : values))
        {
            SameBits = false,
            OneMoreIn = 0,
        };
        Assert.Contains(Enumerable.Range(1, 300), seed => test.Failure(RandomCase.Generate((ulong)seed)) is not null);
    }

    [Fact]
    public void A_failure_says_its_seed_and_prints_the_graph()
    {
        var test = new DifferentialTest(_ => new FaultyDevice(s_faults["a sum is one unit off"]));
        string message = Assert.ThrowsAny<Exception>(() => test.Run(1, 300)).Message;
        Assert.Contains("Random graph ", message, StringComparison.Ordinal);
        Assert.Contains("= Sum Axis: ", message, StringComparison.Ordinal);
    }

    private static Array FirstUp(Array values) => values switch
    {
        float[] { Length: > 0 } floats => (float[])[MathF.BitIncrement(floats[0]), .. floats[1..]],
        double[] { Length: > 0 } doubles => (double[])[Math.BitIncrement(doubles[0]), .. doubles[1..]],
        _ => values,
    };

    private sealed class FaultyDevice(Func<Tensor, Array, Array> fault) : ReferenceDevice
    {
        public override string Name => "faulty";

        public override ReferenceArithmetic Arithmetic => new FaultyArithmetic(fault);
    }

    private sealed class FaultyArithmetic(Func<Tensor, Array, Array> fault) : ReferenceArithmetic
    {
        private readonly OrderedArithmetic _inner = OrderedArithmetic.Instance;

        public override Array Load(Storage storage, long count, DType type) => _inner.Load(storage, count, type);

        public override void Save(Array values, DType type, Storage target) => _inner.Save(values, type, target);

        public override Array Room(long count, DType type) => _inner.Room(count, type);

        public override int IndexAt(Array values, int place) => _inner.IndexAt(values, place);

        public override Array Compute(Tensor node, Array[] inputs) => fault(node, _inner.Compute(node, inputs));
    }
}
