using Glissade.Operations;

namespace Glissade;

public abstract partial class Tensor
{
    /// <summary>A scalar constant.</summary>
    public static Tensor Scalar(double value, DType type = DType.Float32) => Constant.Of(value, type);

    /// <summary>A scalar of the number's own type.</summary>
    public static Tensor From(float value) => Constant.Of(value, DType.Float32);

    /// <summary>A copy of the values as a constant of this shape (a vector if none is given).</summary>
    /// <exception cref="ShapeException">The count differs from the shape's.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape? shape = null) where T : unmanaged
    {
        shape ??= new Shape(values.Length);
        if (shape.Count != values.Length) throw new ShapeException($"The shape {shape} has {shape.Count} elements; got {values.Length}.");
        return Constant.Copy(values, shape);
    }

    /// <summary>A copy of the values as a constant of this shape (a vector if none is given).</summary>
    public static Tensor From<T>(T[] values, Shape? shape = null) where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A copy of the rows and columns as a constant.</summary>
    public static Tensor From<T>(T[,] values) where T : unmanaged
    {
        var flat = new T[values.Length];
        int at = 0;
        foreach (T value in values) flat[at++] = value;
        return From<T>(flat, new Shape(values.GetLength(0), values.GetLength(1)));
    }

    /// <summary>A copy of a three-dimensional array as a constant.</summary>
    public static Tensor From<T>(T[,,] values) where T : unmanaged
    {
        var flat = new T[values.Length];
        int at = 0;
        foreach (T value in values) flat[at++] = value;
        return From<T>(flat, new Shape(values.GetLength(0), values.GetLength(1), values.GetLength(2)));
    }

    /// <summary>One number everywhere.</summary>
    public static Tensor Full(double value, Shape shape, DType type = DType.Float32) => Scalar(value, type).BroadcastTo(shape);

    /// <summary>Zeros.</summary>
    public static Tensor Zeros(Shape shape, DType type = DType.Float32) => Full(0, shape, type);

    /// <summary>Ones.</summary>
    public static Tensor Ones(Shape shape, DType type = DType.Float32) => Full(1, shape, type);

    /// <summary>0, 1, 2, … (int32) along an axis, repeated along the others.</summary>
    public static Tensor Iota(Shape shape, int axis = 0) => Apply(new Iota(shape, shape.Axis(axis)));

    /// <summary>
    /// Random bits (int32), a function of (seed, path, step, example): the first axis counts examples from <paramref name="firstExample"/>.
    /// </summary>
    /// <param name="shape">At least one axis.</param>
    /// <param name="path">Names the stream, such as the layer's path; streams of different names are independent.</param>
    /// <param name="seed">int32 scalar.</param>
    /// <param name="step">int32 scalar.</param>
    /// <param name="firstExample">int32 scalar: the number of the first example of this batch.</param>
    /// <param name="firstRow">
    /// int32 scalar: the number of the first row, where the second axis holds a part of an example's rows; 0 if null. A row has the bits that it has among all rows, so parts can be drawn one after another.
    /// </param>
    public static Tensor RandomBits(Shape shape, string path, Tensor seed, Tensor step, Tensor firstExample, Tensor? firstRow = null) =>
        Apply(new RandomBits(shape, Philox.PathKey(path)), firstRow is null ? [seed, step, firstExample] : [seed, step, firstExample, firstRow]);

    /// <summary>Uniform random numbers, multiples of 2⁻²⁴ from 0 up to but not including 1; see <see cref="RandomBits"/>.</summary>
    public static Tensor RandomUniform(Shape shape, string path, Tensor seed, Tensor step, Tensor firstExample, DType type = DType.Float32, Tensor? firstRow = null) =>
        RandomBits(shape, path, seed, step, firstExample, firstRow).ShiftRight(8).Cast(type) * (1.0 / (1 << 24));
}
