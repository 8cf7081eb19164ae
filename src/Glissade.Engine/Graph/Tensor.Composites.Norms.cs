namespace Glissade;

// Lengths. Squares overflow and underflow where lengths do not; elements that are very large or small are first scaled by a power of two, which rounds nothing. In the usual
// range the scale is 1 and the formula is the plain one. At 0 a length has no derivative; the one given is 0, the middle of all slopes there, so that no NaN is born.
public abstract partial class Tensor
{
    /// <summary>√(x² + y²), element by element, without overflow or underflow; shapes broadcast. The derivative at (0, 0) is 0.</summary>
    public static Tensor Hypotenuse(Tensor x, Tensor y)
    {
        Shape shape = Shape.Broadcast(x.Shape, y.Shape);
        (x, y) = (x.BroadcastTo(shape), y.BroadcastTo(shape));
        using var exact = ExactScope.Open();
        (Tensor scale, Tensor back) = PowerOfTwo(Maximum(x.Absolute(), y.Absolute()));
        Tensor squares = (x * scale).Square() + (y * scale).Square();
        return Composite.Define(nameof(Hypotenuse), [x, y], RootOrZero(squares) * back);
    }

    /// <summary>√Σx² along an axis, without overflow or underflow; the axis is dropped or kept with extent 1. The derivative of the length 0 is 0.</summary>
    public Tensor Norm(int axis, bool keepDimensions = false)
    {
        using var exact = ExactScope.Open();
        (Tensor scale, Tensor back) = PowerOfTwo(Absolute().Max(axis, keepDimensions: true));
        Tensor squares = (this * scale).Square().Sum(axis, keepDimensions: true);
        Tensor whole = Composite.Define(nameof(Norm), [this], RootOrZero(squares) * back, Shape.Axis(axis));
        return keepDimensions ? whole : whole.Squeeze(axis);
    }

    /// <summary>x / √Σx² along an axis: the direction. Of the length 0 it is 0, and so is the derivative.</summary>
    public Tensor Normalize(int axis = -1)
    {
        using var exact = ExactScope.Open();
        (Tensor scale, _) = PowerOfTwo(Absolute().Max(axis, keepDimensions: true));
        Tensor scaled = this * scale, squares = scaled.Square().Sum(axis, keepDimensions: true), zero = squares.IsEqual(0);
        Tensor body = Select(zero, 0, scaled / Select(zero, 1, squares).SquareRoot());
        return Composite.Define(nameof(Normalize), [this], body, Shape.Axis(axis));
    }

    /// <summary>√(1 + x) − 1, accurate near 0.</summary>
    internal Tensor RootOfOnePlusMinusOne()
    {
        using var exact = ExactScope.Open();
        return Composite.Define(nameof(RootOfOnePlusMinusOne), [this], this / ((1 + this).SquareRoot() + 1));
    }

    private static Tensor RootOrZero(Tensor squares)
    {
        Tensor zero = squares.IsEqual(0);
        return Select(zero, 0, Select(zero, 1, squares).SquareRoot());
    }

    // The scale that brings the largest to where it can be squared and added up, and its inverse (Blue 1978, with steps instead of three sums).
    private static (Tensor Scale, Tensor Back) PowerOfTwo(Tensor largest)
    {
        Tensor size = largest.Detach();
        int unit = size.Type == DType.Float64 ? 8 : 1;
        double Power(int exponent) => Math.ScaleB(1, exponent * unit);
        Tensor Steps(int sign)
        {
            Tensor usual = Select(size.IsLess(Power(-40)), Like(Power(sign * 60), size).BroadcastTo(size.Shape), 1);
            return Select(size.IsGreater(Power(40)), Power(sign * -90), Select(size.IsLess(Power(-100)) & size.IsGreater(0), Power(sign * 110), usual));
        }

        return (Steps(1), Steps(-1));
    }
}
