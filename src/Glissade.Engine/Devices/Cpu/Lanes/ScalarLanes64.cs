using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>One lane that is a <c>double</c>: for the last elements of a row, and for the reference. Math is used only where it is exact.</summary>
internal readonly struct ScalarLanes64 : ILanes<double>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Constant(double value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Bits(long pattern) => FromBits(pattern);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Add(double a, double b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Subtract(double a, double b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Multiply(double a, double b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Divide(double a, double b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double FusedMultiplyAdd(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double SquareRoot(double a) => Math.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Negate(double a) => -a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Absolute(double a) => FromBits(ToBits(a) & long.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Floor(double a) => Math.Floor(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Round(double a) => Math.Round(a, MidpointRounding.ToEven);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Maximum(double a, double b) => Math.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Minimum(double a, double b) => Math.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Equal(double a, double b) => Mask(a == b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Less(double a, double b) => Mask(a < b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double LessOrEqual(double a, double b) => Mask(a <= b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double And(double a, double b) => FromBits(ToBits(a) & ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Or(double a, double b) => FromBits(ToBits(a) | ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Xor(double a, double b) => FromBits(ToBits(a) ^ ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Select(double mask, double whenTrue, double whenFalse) =>
        FromBits((ToBits(mask) & ToBits(whenTrue)) | (~ToBits(mask) & ToBits(whenFalse)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double AddInteger(double a, double b) => FromBits(unchecked(ToBits(a) + ToBits(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double SubtractInteger(double a, double b) => FromBits(unchecked(ToBits(a) - ToBits(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ShiftLeft(double a, int count) => FromBits(ToBits(a) << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ShiftRightLogical(double a, int count) => FromBits(ToBits(a) >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ShiftRightArithmetic(double a, int count) => FromBits(ToBits(a) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ReduceHugeAngle(double a) => HugeAngle.Reduce(a);

    private static long ToBits(double value) => BitConverter.DoubleToInt64Bits(value);

    private static double FromBits(long bits) => BitConverter.Int64BitsToDouble(bits);

    private static double Mask(bool condition) => FromBits(condition ? -1 : 0);
}
