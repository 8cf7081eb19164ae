namespace Glissade.Devices.Cpu;

/// <summary>
/// The algebra that every elementary function is written in, once. <typeparamref name="V"/> is a group of lanes of one
/// floating-point type: a <c>Vector256&lt;float&gt;</c> when code runs, a single <c>double</c> in the reference, an IL local when
/// a kernel is emitted. Every operation is exactly rounded by IEEE 754 or moves bits, so a function written in it gives the same bits
/// whatever <typeparamref name="V"/> is.
/// Masks and integers are values of <typeparamref name="V"/> too: the bits of a lane seen as all ones or zeros, or as an integer of the lane's width.
/// </summary>
internal interface ILanes<V>
{
    /// <summary>The number rounded to the lane's type, in every lane.</summary>
    V Constant(double value);

    /// <summary>The bit pattern (the low 32 bits for float32), in every lane.</summary>
    V Bits(long pattern);

    V Add(V a, V b);
    V Subtract(V a, V b);
    V Multiply(V a, V b);
    V Divide(V a, V b);

    /// <summary>a·b + c rounded once.</summary>
    V FusedMultiplyAdd(V a, V b, V c);
    V SquareRoot(V a);
    V Negate(V a);
    V Absolute(V a);

    /// <summary>Towards minus infinity.</summary>
    V Floor(V a);

    /// <summary>To the nearest integer, ties to even.</summary>
    V Round(V a);

    /// <summary>IEEE 754-2019 maximum: NaN if either is NaN, +0 over −0.</summary>
    V Maximum(V a, V b);

    /// <summary>IEEE 754-2019 minimum: NaN if either is NaN, −0 under +0.</summary>
    V Minimum(V a, V b);

    /// <summary>A mask; false where either is NaN.</summary>
    V Equal(V a, V b);
    V Less(V a, V b);
    V LessOrEqual(V a, V b);

    V And(V a, V b);
    V Or(V a, V b);
    V Xor(V a, V b);

    /// <summary>Bit by bit: from <paramref name="whenTrue"/> where the mask has ones, from <paramref name="whenFalse"/> elsewhere.</summary>
    V Select(V mask, V whenTrue, V whenFalse);

    /// <summary>Lanes as integers of their own width, wrapping around.</summary>
    V AddInteger(V a, V b);
    V SubtractInteger(V a, V b);
    V ShiftLeft(V a, int count);
    V ShiftRightLogical(V a, int count);
    V ShiftRightArithmetic(V a, int count);

    /// <summary>
    /// The one operation that is a call: the reduction of angles too large for a few constants, packed as <see cref="HugeAngle"/> says, and
    /// zero in lanes that are not huge (or not finite). It is integer arithmetic, so its bits do not depend on the lanes either.
    /// </summary>
    V ReduceHugeAngle(V a);
}
