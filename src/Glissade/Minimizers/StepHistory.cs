namespace Glissade;

/// <summary>The last steps s and changes of the gradient y, and the inverse Hessian H that they tell of: never formed, but multiplied with a gradient by two loops over them (Nocedal 1980).</summary>
/// <param name="most">How many are remembered.</param>
internal sealed class StepHistory(int most)
{
    private readonly List<(double[] Step, double[] Change, double Product)> _pairs = [];

    public bool IsEmpty => _pairs.Count == 0;

    public void Clear() => _pairs.Clear();

    /// <summary>Remembers a step, unless the objective does not curve upwards along it, which H could not hold.</summary>
    public void Add(double[] step, double[] change)
    {
        double product = Dot(step, change);
        if (!(product > 1e-10 * Dot(change, change)) && !(product > 1e-10)) return;
        if (_pairs.Count == most) _pairs.RemoveAt(0);
        _pairs.Add((step, change, product));
    }

    /// <summary>−H·g.</summary>
    public double[] Direction(double[] gradient)
    {
        double[] q = [.. gradient.Select(g => -g)];
        var shares = new double[_pairs.Count];
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            shares[i] = Dot(_pairs[i].Step, q) / _pairs[i].Product;
            AddTo(q, -shares[i], _pairs[i].Change);
        }

        if (_pairs.Count > 0)
        {
            double size = _pairs[^1].Product / Dot(_pairs[^1].Change, _pairs[^1].Change);
            for (int i = 0; i < q.Length; i++) q[i] *= size;
        }

        for (int i = 0; i < _pairs.Count; i++) AddTo(q, shares[i] - Dot(_pairs[i].Change, q) / _pairs[i].Product, _pairs[i].Step);
        return q;
    }

    public static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void AddTo(double[] to, double factor, double[] v)
    {
        for (int i = 0; i < to.Length; i++) to[i] += factor * v[i];
    }
}
