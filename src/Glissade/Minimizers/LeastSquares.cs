namespace Glissade;

/// <summary>Linear least squares by Householder's reflections: it loses half the digits that the normal equations would.</summary>
internal static class LeastSquares
{
    /// <summary>The s for which |J·s + r|² + λ·|D·s|² is least; null where no number tells (a column of zeros and no damping).</summary>
    /// <param name="jacobian">J, column after column, each of <paramref name="residuals"/>' length.</param>
    /// <param name="residuals">r.</param>
    /// <param name="scale">The diagonal of D.</param>
    /// <param name="damping">λ; 0 or more.</param>
    public static double[]? Solve(double[][] jacobian, double[] residuals, double[] scale, double damping)
    {
        int n = jacobian.Length, m = residuals.Length, rows = damping > 0 ? m + n : m;
        if (rows < n) return null;
        double root = Math.Sqrt(damping);
        var columns = new double[n][];
        for (int j = 0; j < n; j++)
        {
            columns[j] = new double[rows];
            jacobian[j].CopyTo(columns[j], 0);
            if (damping > 0) columns[j][m + j] = root * scale[j];
        }

        var right = new double[rows];
        for (int i = 0; i < m; i++) right[i] = -residuals[i];
        var diagonal = new double[n];
        for (int j = 0; j < n; j++)
        {
            double[] v = columns[j];
            double length = Length(v, j);
            if (!(length > 0) || double.IsInfinity(length)) return null;
            diagonal[j] = v[j] > 0 ? -length : length;
            v[j] -= diagonal[j];
            double square = -diagonal[j] * v[j];
            for (int k = j + 1; k < n; k++) Reflect(v, j, square, columns[k]);
            Reflect(v, j, square, right);
        }

        var solution = new double[n];
        for (int j = n - 1; j >= 0; j--)
        {
            double sum = right[j];
            for (int k = j + 1; k < n; k++) sum -= columns[k][j] * solution[k];
            solution[j] = sum / diagonal[j];
        }

        return Array.TrueForAll(solution, double.IsFinite) ? solution : null;
    }

    /// <summary>√Σ v², free of overflow.</summary>
    public static double Length(double[] v, int from = 0)
    {
        double largest = 0;
        for (int i = from; i < v.Length; i++) largest = Math.Max(largest, Math.Abs(v[i]));
        if (!(largest > 0) || !double.IsFinite(largest)) return largest;
        double sum = 0;
        for (int i = from; i < v.Length; i++) sum += v[i] / largest * (v[i] / largest);
        return largest * Math.Sqrt(sum);
    }

    // x ← x − v·(v·x)/square, where square is |v|²/2.
    private static void Reflect(double[] v, int from, double square, double[] x)
    {
        double dot = 0;
        for (int i = from; i < v.Length; i++) dot += v[i] * x[i];
        double factor = dot / square;
        for (int i = from; i < v.Length; i++) x[i] -= factor * v[i];
    }
}
