using Glissade.Operations;

namespace Glissade;

public abstract partial class Tensor
{
    /// <summary>Element by element a + b; shapes broadcast as in NumPy, types must be equal.</summary>
    /// <exception cref="ShapeException">Shapes do not broadcast or types differ.</exception>
    public static Tensor operator +(Tensor a, Tensor b) => Binary(Rows.Add, a, b);

    /// <summary>Element by element a − b; shapes broadcast.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => Binary(Rows.Subtract, a, b);

    /// <summary>Element by element a · b; shapes broadcast.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => Binary(Rows.Multiply, a, b);

    /// <summary>Element by element a / b, floats only; shapes broadcast.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => Binary(Rows.Divide, a, b);

    /// <summary>a + b, the number rounded to the tensor's type.</summary>
    public static Tensor operator +(Tensor a, double b) => a + Like(b, a);

    /// <summary>a + b, the number rounded to the tensor's type.</summary>
    public static Tensor operator +(double a, Tensor b) => Like(a, b) + b;

    /// <summary>a − b, the number rounded to the tensor's type.</summary>
    public static Tensor operator -(Tensor a, double b) => a - Like(b, a);

    /// <summary>a − b, the number rounded to the tensor's type.</summary>
    public static Tensor operator -(double a, Tensor b) => Like(a, b) - b;

    /// <summary>a · b, the number rounded to the tensor's type.</summary>
    public static Tensor operator *(Tensor a, double b) => a * Like(b, a);

    /// <summary>a · b, the number rounded to the tensor's type.</summary>
    public static Tensor operator *(double a, Tensor b) => Like(a, b) * b;

    /// <summary>a / b, the number rounded to the tensor's type.</summary>
    public static Tensor operator /(Tensor a, double b) => a / Like(b, a);

    /// <summary>a / b, the number rounded to the tensor's type.</summary>
    public static Tensor operator /(double a, Tensor b) => Like(a, b) / b;

    /// <summary>−a</summary>
    public static Tensor operator -(Tensor a) => Apply(Rows.Negate, a);

    /// <summary>Logical or bitwise and: bool with bool, int32 with int32.</summary>
    public static Tensor operator &(Tensor a, Tensor b) => Binary(Rows.And, a, b);

    /// <summary>Logical or bitwise or.</summary>
    public static Tensor operator |(Tensor a, Tensor b) => Binary(Rows.Or, a, b);

    /// <summary>Logical or bitwise exclusive or.</summary>
    public static Tensor operator ^(Tensor a, Tensor b) => Binary(Rows.Xor, a, b);

    /// <summary>Not, of a bool tensor.</summary>
    public static Tensor operator !(Tensor a) => Apply(Rows.Not, a);

    /// <summary>|x|</summary>
    public Tensor Absolute() => Apply(Rows.Absolute, this);

    /// <summary>−1, 0 or 1 by the sign; NaN of NaN.</summary>
    public Tensor Sign() => Apply(Rows.Sign, this);

    /// <summary>√x</summary>
    public Tensor SquareRoot() => Apply(Rows.SquareRoot, this);

    /// <summary>x², as x·x.</summary>
    public Tensor Square() => this * this;

    /// <summary>eˣ</summary>
    public Tensor Exp() => Apply(Rows.Exp, this);

    /// <summary>eˣ − 1, accurate near 0.</summary>
    public Tensor Expm1() => Apply(Rows.Expm1, this);

    /// <summary>The natural logarithm.</summary>
    public Tensor Log() => Apply(Rows.Log, this);

    /// <summary>log(1 + x), accurate near 0.</summary>
    public Tensor Log1p() => Apply(Rows.Log1p, this);

    /// <summary>The sine, x in radians.</summary>
    public Tensor Sin() => Apply(Rows.Sin, this);

    /// <summary>The cosine, x in radians.</summary>
    public Tensor Cos() => Apply(Rows.Cos, this);

    /// <summary>The hyperbolic tangent.</summary>
    public Tensor Tanh() => Apply(Rows.Tanh, this);

    /// <summary>The error function 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    public Tensor Erf() => Apply(Rows.Erf, this);

    /// <summary>The largest integer not above x.</summary>
    public Tensor Floor() => Apply(Rows.Floor, this);

    /// <summary>The nearest integer, ties to even.</summary>
    public Tensor Round() => Apply(Rows.Round, this);

    /// <summary>The larger of both; NaN if either is NaN. Equal ones share the gradient.</summary>
    public static Tensor Maximum(Tensor a, Tensor b) => Binary(Rows.Maximum, a, b);

    /// <summary>The smaller of both; NaN if either is NaN. Equal ones share the gradient.</summary>
    public static Tensor Minimum(Tensor a, Tensor b) => Binary(Rows.Minimum, a, b);

    /// <summary>a·b + c rounded once.</summary>
    public static Tensor FusedMultiplyAdd(Tensor a, Tensor b, Tensor c)
    {
        Shape shape = Shape.Broadcast(Shape.Broadcast(a.Shape, b.Shape), c.Shape);
        return Apply(Rows.FusedMultiplyAdd, a.BroadcastTo(shape), b.BroadcastTo(shape), c.BroadcastTo(shape));
    }

    /// <summary>Whether elements are equal (never for NaN), as bool.</summary>
    public Tensor IsEqual(Tensor other) => Binary(Rows.Equal, this, other);

    /// <summary>Whether elements are equal to a number.</summary>
    public Tensor IsEqual(double value) => IsEqual(Like(value, this));

    /// <summary>Whether elements differ (always for NaN).</summary>
    public Tensor IsNotEqual(Tensor other) => !IsEqual(other);

    /// <summary>Whether elements differ from a number.</summary>
    public Tensor IsNotEqual(double value) => IsNotEqual(Like(value, this));

    /// <summary>this &lt; other</summary>
    public Tensor IsLess(Tensor other) => Binary(Rows.Less, this, other);

    /// <summary>this &lt; value</summary>
    public Tensor IsLess(double value) => IsLess(Like(value, this));

    /// <summary>this ≤ other</summary>
    public Tensor IsLessOrEqual(Tensor other) => Binary(Rows.LessOrEqual, this, other);

    /// <summary>this ≤ value</summary>
    public Tensor IsLessOrEqual(double value) => IsLessOrEqual(Like(value, this));

    /// <summary>this &gt; other</summary>
    public Tensor IsGreater(Tensor other) => Binary(Rows.Less, other, this);

    /// <summary>this &gt; value</summary>
    public Tensor IsGreater(double value) => IsGreater(Like(value, this));

    /// <summary>this ≥ other</summary>
    public Tensor IsGreaterOrEqual(Tensor other) => Binary(Rows.LessOrEqual, other, this);

    /// <summary>this ≥ value</summary>
    public Tensor IsGreaterOrEqual(double value) => IsGreaterOrEqual(Like(value, this));

    /// <summary>The bits of int32 elements moved towards the low end, zeros coming in; the count is taken modulo 32.</summary>
    public Tensor ShiftRight(int count) => Binary(Rows.ShiftRight, this, Like(count & 31, this));

    /// <summary>Elements of one tensor where the condition holds and of the other where not; all three broadcast.</summary>
    public static Tensor Select(Tensor condition, Tensor whenTrue, Tensor whenFalse)
    {
        Shape shape = Shape.Broadcast(Shape.Broadcast(condition.Shape, whenTrue.Shape), whenFalse.Shape);
        return Apply(Rows.Select, condition.BroadcastTo(shape), whenTrue.BroadcastTo(shape), whenFalse.BroadcastTo(shape));
    }

    /// <summary>A number where the condition holds, a tensor's elements where not.</summary>
    public static Tensor Select(Tensor condition, double whenTrue, Tensor whenFalse) => Select(condition, Like(whenTrue, whenFalse), whenFalse);

    /// <summary>A tensor's elements where the condition holds, a number where not.</summary>
    public static Tensor Select(Tensor condition, Tensor whenTrue, double whenFalse) => Select(condition, whenTrue, Like(whenFalse, whenTrue));

    /// <summary>
    /// Elements in another type: floats to int32 and uint8 drop the fraction and saturate (NaN gives 0); anything to bool tests against 0.
    /// </summary>
    public Tensor Cast(DType type) => type == Type ? this : Apply(new Cast(type), this);

    /// <summary>A scalar of another tensor's type.</summary>
    internal static Tensor Like(double value, Tensor other) => Constant.Of(value, other.Type);

    private static Tensor Binary(Operation operation, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Shape shape = Shape.Broadcast(a.Shape, b.Shape);
        return Apply(operation, a.BroadcastTo(shape), b.BroadcastTo(shape));
    }
}
