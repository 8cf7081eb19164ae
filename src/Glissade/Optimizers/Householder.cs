namespace Glissade;

/// <summary>Linear least squares by Householder's reflections, which lose no digits where the normal equations lose half.</summary>
internal static class Householder
{
    /// <summary>The δ for which ‖J·δ + r‖² + λ·‖D·δ‖² is least.</summary>
    /// <param name="columns">J, by columns.</param>
    /// <param name="residual">r.</param>
    /// <param name="scale">The diagonal of D.</param>
    /// <param name="damping">λ.</param>
    public static double[] Solve(double[][] columns, double[] residual, double[] scale, double damping)
    {
        int rows = residual.Length, width = columns.Length;
        double[][] a = new double[width][];
        double[] right = new double[rows + width];
        for (int i = 0; i < rows; i++) right[i] = -residual[i];
        for (int j = 0; j < width; j++)
        {
            a[j] = new double[rows + width];
            columns[j].CopyTo(a[j], 0);
            a[j][rows + j] = Math.Sqrt(damping) * scale[j];
        }

        double[] diagonal = new double[width];
        for (int j = 0; j < width; j++)
        {
            double[] v = a[j];
            double length = 0;
            for (int i = j; i < v.Length; i++) length += v[i] * v[i];
            length = Math.Sqrt(length);
            diagonal[j] = v[j] > 0 ? -length : length;
            v[j] -= diagonal[j];
            // Half the squared length of the reflection's normal.
            double half = -diagonal[j] * v[j];
            if (half == 0) continue;
            for (int k = j + 1; k < width; k++) Reflect(v, a[k], j, half);
            Reflect(v, right, j, half);
        }

        double[] solution = new double[width];
        for (int j = width - 1; j >= 0; j--)
        {
            double sum = right[j];
            for (int k = j + 1; k < width; k++) sum -= a[k][j] * solution[k];
            solution[j] = diagonal[j] == 0 ? 0 : sum / diagonal[j];
        }

        return solution;
    }

    private static void Reflect(double[] normal, double[] of, int from, double half)
    {
        double dot = 0;
        for (int i = from; i < of.Length; i++) dot += normal[i] * of[i];
        dot /= half;
        for (int i = from; i < of.Length; i++) of[i] -= dot * normal[i];
    }
}
