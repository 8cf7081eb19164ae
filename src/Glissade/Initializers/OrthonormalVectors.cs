namespace Glissade;

/// <summary>
/// Makes vectors orthonormal in their order, as Gram and Schmidt do. A few at a time are taken one after the other; the later half of more is first freed of the earlier half, by products of matrices, which are what a processor does best: thousands
/// of vectors are a matter of seconds. All sums have an order of their own, so that they are the same everywhere.
/// </summary>
internal sealed class OrthonormalVectors
{
    private const int Few = 16;

    private readonly double[] _values;
    private readonly int _length;

    // Products of one size are compiled once.
    private readonly Dictionary<(int Earlier, int Later), (Input Earlier, Input Later, Tensor Freed, Workspace Workspace)> _products = [];

    private OrthonormalVectors(double[] values, int length) => (_values, _length) = (values, length);

    /// <summary>Rows of a matrix, made orthonormal in place.</summary>
    public static double[] Of(double[] values, Shape shape)
    {
        var vectors = new OrthonormalVectors(values, shape[1]);
        vectors.Make(0, shape[0]);
        if (shape[0] > Few) vectors.Mend(shape);
        return values;
    }

    private void Make(int from, int count)
    {
        if (count <= Few)
        {
            OneByOne(from, count);
            return;
        }

        int earlier = count / 2;
        Make(from, earlier);
        Free(from, earlier, count - earlier);
        Make(from + earlier, count - earlier);
    }

    // v ← v − (v·qᵀ)·q, q being the earlier vectors.
    private void Free(int from, int earlier, int later)
    {
        if (!_products.TryGetValue((earlier, later), out var product))
        {
            Input q = new("earlier", new Shape(earlier, _length), DType.Float64), v = new("later", new Shape(later, _length), DType.Float64);
            Tensor rest = v - v.MatMul(q.Transpose()).MatMul(q);
            _products[(earlier, later)] = product = (q, v, rest, Device.Cpu.Compile(new Step { Outputs = [rest], Inputs = [q, v] }).CreateWorkspace());
        }

        Span<double> vectors = Rows(from + earlier, later);
        product.Workspace.Set<double>(product.Earlier, Rows(from, earlier));
        product.Workspace.Set<double>(product.Later, vectors);
        product.Workspace.Run();
        product.Workspace.Read<double>(product.Freed).CopyTo(vectors);
    }

    // Vectors that were short when they had been freed of the others are off by what rounding left in them, 10⁻¹⁰ at worst. One step of Newton's for the nearest orthonormal ones, Q ← Q + (1 − Q·Qᵀ)·Q/2, squares that.
    private void Mend(Shape shape)
    {
        Shape square = new(shape[0], shape[0]);
        Input q = new("vectors", shape, DType.Float64);
        Tensor one = Tensor.Select(Tensor.Iota(square, 0).IsEqual(Tensor.Iota(square, 1)), 1, Tensor.Zeros(square, DType.Float64)), mended = q + (one - q.MatMul(q.Transpose())).MatMul(q) * 0.5;
        Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [mended], Inputs = [q] }).CreateWorkspace();
        workspace.Set<double>(q, _values);
        workspace.Run();
        workspace.Read<double>(mended).CopyTo(_values);
    }

    // Each vector twice, after which it is at right angles to the last bit (Giraud et al. 2005).
    private void OneByOne(int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            Span<double> vector = Rows(i, 1);
            Normalize(vector);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = from; j < i; j++) Subtract(vector, Rows(j, 1), Dot(vector, Rows(j, 1)));
                Normalize(vector);
            }
        }
    }

    private Span<double> Rows(int from, int count) => _values.AsSpan(from * _length, count * _length);

    private static void Normalize(Span<double> vector)
    {
        double size = Math.Sqrt(Dot(vector, vector));
        for (int k = 0; k < vector.Length; k++) vector[k] /= size;
    }

    private static void Subtract(Span<double> vector, ReadOnlySpan<double> other, double share)
    {
        for (int k = 0; k < vector.Length; k++) vector[k] -= share * other[k];
    }

    // Eight partial sums.
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
