using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>One lane that is a <c>float</c>: for the last elements of a row, and for the reference. Math is used only where it is exact.</summary>
internal readonly struct ScalarLanes32 : ILanes<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Constant(double value) => (float)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Bits(long pattern) => FromBits((int)pattern);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Add(float a, float b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Subtract(float a, float b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Multiply(float a, float b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Divide(float a, float b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float FusedMultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float SquareRoot(float a) => MathF.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Negate(float a) => -a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Absolute(float a) => FromBits(ToBits(a) & int.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Floor(float a) => MathF.Floor(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Round(float a) => MathF.Round(a, MidpointRounding.ToEven);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Maximum(float a, float b) => MathF.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Minimum(float a, float b) => MathF.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Equal(float a, float b) => Mask(a == b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Less(float a, float b) => Mask(a < b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float LessOrEqual(float a, float b) => Mask(a <= b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float And(float a, float b) => FromBits(ToBits(a) & ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Or(float a, float b) => FromBits(ToBits(a) | ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Xor(float a, float b) => FromBits(ToBits(a) ^ ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Select(float mask, float whenTrue, float whenFalse) =>
        FromBits((ToBits(mask) & ToBits(whenTrue)) | (~ToBits(mask) & ToBits(whenFalse)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float AddInteger(float a, float b) => FromBits(unchecked(ToBits(a) + ToBits(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float SubtractInteger(float a, float b) => FromBits(unchecked(ToBits(a) - ToBits(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float ShiftLeft(float a, int count) => FromBits(ToBits(a) << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float ShiftRightLogical(float a, int count) => FromBits(ToBits(a) >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float ShiftRightArithmetic(float a, int count) => FromBits(ToBits(a) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float ReduceHugeAngle(float a) => HugeAngle.Reduce(a);

    private static int ToBits(float value) => BitConverter.SingleToInt32Bits(value);

    private static float FromBits(int bits) => BitConverter.Int32BitsToSingle(bits);

    private static float Mask(bool condition) => FromBits(condition ? -1 : 0);
}
