using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Glissade.Devices.Cpu;
using Glissade.Tests.Support;
using Xunit.Abstractions;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>The same bits in every kind of lanes, and a cap on the length of the functions, which kernels inline.</summary>
public class ElementaryBitsTests(ITestOutputHelper output)
{
    private const int Count = 100_000;

    public static TheoryData<string> Names => [.. ElementaryRunner.Functions];

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32_gives_the_same_bits_in_all_lanes(string function)
    {
        float[] inputs = LaneInputs.Singles(Count);
        float[] expected = ElementaryRunner.Run(function, inputs, 0);
        foreach (int width in new[] { 128, 256, 512 })
        {
            float[] got = ElementaryRunner.Run(function, inputs, width);
            for (int i = 0; i < got.Length; i++)
                Assert.True(LaneInputs.SameBits(expected[i], got[i]), $"{function}({inputs[i]:R}) is {expected[i]:R} as a scalar, {got[i]:R} in {width} bits");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float64_gives_the_same_bits_in_all_lanes(string function)
    {
        double[] inputs = LaneInputs.Doubles(Count);
        double[] expected = ElementaryRunner.Run(function, inputs, 0);
        foreach (int width in new[] { 128, 256, 512 })
        {
            double[] got = ElementaryRunner.Run(function, inputs, width);
            for (int i = 0; i < got.Length; i++)
                Assert.True(LaneInputs.SameBits(expected[i], got[i]), $"{function}({inputs[i]:R}) is {expected[i]:R} as a scalar, {got[i]:R} in {width} bits");
        }
    }

    // Without FMA and vectors every operation is a software routine; the bits must not tell.
    [Fact]
    public void Processes_with_other_switches_give_the_same_bits()
    {
        string[] here = [.. Hashes()];
        foreach (Switches switches in new[] { Switches.NoAvx512, Switches.NoAvx2, Switches.NoIntrinsics })
            Assert.Equal(here, ChildProcess.RunChecked("elementary bits", switches));
    }

    [Probe("elementary bits")]
    internal static void PrintHashes(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        foreach (string line in Hashes())
            Console.WriteLine(line);
    }

    private static IEnumerable<string> Hashes()
    {
        foreach (string function in ElementaryRunner.Functions)
        {
            foreach (int width in new[] { 0, 128, 256, 512 })
            {
                // One NaN stands for all: its sign and payload are the processor's own.
                float[] narrow = [.. ElementaryRunner.Run(function, LaneInputs.Singles(2048), width).Select(y => float.IsNaN(y) ? float.NaN : y)];
                double[] wide = [.. ElementaryRunner.Run(function, LaneInputs.Doubles(2048), width).Select(y => double.IsNaN(y) ? double.NaN : y)];
                yield return $"{function} {width} {Hash(narrow)} {Hash(wide)}";
            }
        }
    }

    private static string Hash<T>(T[] values) where T : unmanaged =>
        Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())).AsSpan(0, 8));

    [Theory]
    [InlineData("exp", 18, 23)]
    [InlineData("expm1", 19, 30)]
    [InlineData("log", 28, 34)]
    [InlineData("log1p", 33, 39)]
    [InlineData("sin", 29, 35)]
    [InlineData("cos", 29, 35)]
    [InlineData("tanh", 26, 39)]
    [InlineData("erf", 32, 56)]
    public void Functions_stay_short(string function, int float32, int float64)
    {
        int narrow = Operations(function, DType.Float32), wide = Operations(function, DType.Float64);
        output.WriteLine($"{function}: {narrow} operations in float32, {wide} in float64");
        Assert.True(narrow <= float32 && wide <= float64, $"{function} takes {narrow} operations in float32 and {wide} in float64, more than {float32} and {float64}");
    }

    private static int Operations(string function, DType type)
    {
        var counter = new CountingLanes { Count = new int[1] };
        ElementaryRunner.Apply(counter, function, type, 0);
        return counter.Count[0];
    }

    // Values are of no interest here; constants are free.
    private struct CountingLanes : ILanes<int>
    {
        public required int[] Count;

        public readonly int Constant(double value) => 0;
        public readonly int Bits(long pattern) => 0;
        public readonly int Add(int a, int b) => Count[0]++;
        public readonly int Subtract(int a, int b) => Count[0]++;
        public readonly int Multiply(int a, int b) => Count[0]++;
        public readonly int Divide(int a, int b) => Count[0]++;
        public readonly int FusedMultiplyAdd(int a, int b, int c) => Count[0]++;
        public readonly int SquareRoot(int a) => Count[0]++;
        public readonly int Negate(int a) => Count[0]++;
        public readonly int Absolute(int a) => Count[0]++;
        public readonly int Floor(int a) => Count[0]++;
        public readonly int Round(int a) => Count[0]++;
        public readonly int Maximum(int a, int b) => Count[0]++;
        public readonly int Minimum(int a, int b) => Count[0]++;
        public readonly int Equal(int a, int b) => Count[0]++;
        public readonly int Less(int a, int b) => Count[0]++;
        public readonly int LessOrEqual(int a, int b) => Count[0]++;
        public readonly int And(int a, int b) => Count[0]++;
        public readonly int Or(int a, int b) => Count[0]++;
        public readonly int Xor(int a, int b) => Count[0]++;
        public readonly int Select(int mask, int whenTrue, int whenFalse) => Count[0]++;
        public readonly int AddInteger(int a, int b) => Count[0]++;
        public readonly int SubtractInteger(int a, int b) => Count[0]++;
        public readonly int ShiftLeft(int a, int count) => Count[0]++;
        public readonly int ShiftRightLogical(int a, int count) => Count[0]++;
        public readonly int ShiftRightArithmetic(int a, int count) => Count[0]++;
        public readonly int ReduceHugeAngle(int a) => Count[0]++;
    }
}
