namespace Glissade;

/// <summary>
/// The least sum of squares by Levenberg's and Marquardt's method: w ← w + δ, where δ solves [J; √λ·D]·δ ≈ [−r; 0] for the residuals r and their slopes J. λ falls as well as the step keeps what J promised (Nielsen 1999) and grows while steps fail;
/// D holds the largest length that each column of J ever had (Moré 1978), so that it does not matter in which units a parameter is written. For few parameters and smooth formulas in float64: every iteration works out J as a whole.
/// </summary>
public sealed record LevenbergMarquardt
{
    private const int MostRefusals = 60;

    /// <summary>Iterations, at most; 2000 by default.</summary>
    public int MaxIterations { get; init; } = 2000;

    /// <summary>λ at the first step; above 0, 0.001 by default.</summary>
    public double Damping { get; init; } = 1e-3;

    /// <summary>The largest change of a parameter beside its size at which the search ends; 10⁻¹⁵ by default, the last digits of float64.</summary>
    public double Tolerance { get; init; } = 1e-15;

    /// <summary>Where formulas are worked out; the processor by default.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>Moves parameters from where they are to where the sum of the squared residuals is least.</summary>
    /// <param name="residuals">What is to become small, float64, of any shape: a formula of the parameters.</param>
    /// <param name="parameters">The parameters, float64.</param>
    /// <exception cref="GlissadeException">The formula is not of float64, needs inputs, or is not finite where it begins.</exception>
    public LeastSquares Minimize(Tensor residuals, params IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(residuals);
        ArgumentNullException.ThrowIfNull(parameters);
        var slopes = new ResidualSlopes(residuals, parameters, Device);
        double[] at = slopes.Values(), residual = slopes.Residuals(at), scale = new double[at.Length];
        double cost = Squares(residual), damping = Damping;
        if (!double.IsFinite(cost)) throw new GlissadeException("the sum of squares is not finite where the search begins", expected: "parameters at which every residual is a number", remedy: "begin nearer to the solution");
        for (int iteration = 1; iteration <= MaxIterations; iteration++)
        {
            double[][] columns = slopes.Columns(at);
            for (int j = 0; j < at.Length; j++)
            {
                scale[j] = Math.Max(scale[j], Math.Sqrt(Squares(columns[j])));
                if (scale[j] == 0) scale[j] = 1;
            }

            double[]? next = null;
            double growth = 2, change = 0;
            for (int refused = 0; refused < MostRefusals && next is null; refused++)
            {
                double[] step = Householder.Solve(columns, residual, scale, damping);
                double[] there = [.. at.Zip(step, (value, moved) => value + moved)], tried = slopes.Residuals(there);
                double reached = Squares(tried);
                if (reached < cost)
                {
                    double kept = 2 * (cost - reached) / Math.Max(cost - Promised(columns, residual, step), double.Epsilon) - 1;
                    damping = Math.Max(damping * Math.Max(1.0 / 3, 1 - kept * kept * kept), 1e-20);
                    change = step.Zip(there, (moved, value) => Math.Abs(moved) / (Math.Abs(value) + double.Epsilon)).Max();
                    (next, residual, cost) = (there, tried, reached);
                }
                else
                {
                    damping *= growth;
                    growth *= 2;
                }
            }

            // No step makes the sum smaller: to the last digits, this is the least.
            if (next is null || change < Tolerance) return slopes.Finish(next ?? at, cost, iteration, converged: true);
            at = next;
        }

        return slopes.Finish(at, cost, MaxIterations, converged: false);
    }

    private static double Promised(double[][] columns, double[] residual, double[] step)
    {
        double sum = 0;
        for (int i = 0; i < residual.Length; i++)
        {
            double rest = residual[i];
            for (int j = 0; j < step.Length; j++) rest += columns[j][i] * step[j];
            sum += rest * rest;
        }

        return sum;
    }

    private static double Squares(double[] values)
    {
        double sum = 0;
        foreach (double value in values) sum += value * value;
        return sum;
    }
}

/// <summary>How a search for the least sum of squares ended; the parameters hold where.</summary>
/// <param name="Sum">The sum of the squared residuals.</param>
/// <param name="Iterations">How often the slopes were worked out.</param>
/// <param name="Converged">Whether it ended by itself and not by the limit on iterations.</param>
public sealed record LeastSquares(double Sum, int Iterations, bool Converged);
