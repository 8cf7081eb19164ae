namespace Glissade;

/// <summary>
/// Rows or columns, whichever are fewer, of the same length and at right angles: signals neither grow nor shrink, however deep the network (Saxe et al. 2014). The vectors are those of a normal
/// matrix, made orthogonal one after the other; axes before the last are taken as one. PyTorch's and Keras' initializers draw from the same distribution.
/// </summary>
public sealed record OrthogonalInitializer : Initializer
{
    /// <summary>The length of the vectors; above 0, 1 by default.</summary>
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        if (shape.Rank < 2) throw new ShapeException($"Orthogonal initial values want a matrix; {shape} has one axis or none. Give a bias another initializer.");
        if (shape.Count == 0) return Tensor.Zeros(shape, DType.Float64);
        int columns = shape[-1], rows = checked((int)(shape.Count / columns));
        bool wide = rows <= columns;
        // The vectors lie one behind the other in memory.
        var vectors = new Vectors(random.Normal(new Shape(Math.Min(rows, columns), Math.Max(rows, columns))).ToArray<double>(), Math.Max(rows, columns));
        vectors.MakeOrthonormal();
        Tensor matrix = Tensor.From(vectors.Values, new Shape(Math.Min(rows, columns), Math.Max(rows, columns)));
        return (wide ? matrix : matrix.Transpose()).Reshape(shape) * Gain;
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Gain = arguments.Positive("gain", Gain) };
    }

    /// <summary>Vectors of one length. All sums have eight partial ones, in an order of their own, so that they are the same everywhere.</summary>
    private sealed class Vectors(double[] values, int length)
    {
        public double[] Values => values;

        /// <summary>Gram and Schmidt, each vector twice, after which it is at right angles to the last bit (Giraud et al. 2005).</summary>
        public void MakeOrthonormal()
        {
            for (int i = 0; i < values.Length / length; i++)
            {
                Span<double> vector = At(i);
                Normalize(vector);
                for (int pass = 0; pass < 2; pass++)
                {
                    for (int j = 0; j < i; j++) Subtract(vector, At(j), Dot(vector, At(j)));
                    Normalize(vector);
                }
            }
        }

        private Span<double> At(int index) => values.AsSpan(index * length, length);

        private static void Normalize(Span<double> vector)
        {
            double size = Math.Sqrt(Dot(vector, vector));
            for (int k = 0; k < vector.Length; k++) vector[k] /= size;
        }

        private static void Subtract(Span<double> vector, ReadOnlySpan<double> other, double share)
        {
            for (int k = 0; k < vector.Length; k++) vector[k] -= share * other[k];
        }

        private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
            int k = 0;
            for (; k + 8 <= a.Length; k += 8)
            {
                s0 += a[k] * b[k];
                s1 += a[k + 1] * b[k + 1];
                s2 += a[k + 2] * b[k + 2];
                s3 += a[k + 3] * b[k + 3];
                s4 += a[k + 4] * b[k + 4];
                s5 += a[k + 5] * b[k + 5];
                s6 += a[k + 6] * b[k + 6];
                s7 += a[k + 7] * b[k + 7];
            }

            for (; k < a.Length; k++) s0 += a[k] * b[k];
            return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
        }
    }
}
