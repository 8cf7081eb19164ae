namespace Glissade;

/// <summary>
/// Nonlinear least squares: makes Σ rᵢ² least by steps s that solve (JᵀJ + λ·D²)·s = −Jᵀr, J the derivatives of the residuals r, D the largest lengths of J's columns so far (Levenberg 1944, Marquardt 1963,
/// Moré 1978). λ shrinks while the linear model foretells the decrease and doubles, ever faster, while it does not (Nielsen 1999). The equations are never formed: each step is a least-squares problem of its
/// own, by reflections. At the end come plain Gauss–Newton steps (λ = 0) as long as they help.
/// </summary>
/// <remarks>The objective is the residuals, prediction − target, of any shape, not their squares. A step costs a pass over the data for each single parameter: for up to some hundreds of them.</remarks>
public sealed record LevenbergMarquardt : Minimizer
{
    private const int MostPolishing = 5;

    // What a sum of squares may be off by: within it no step is told from another by its value.
    private const double Rounding = 1e-12;

    // Beyond it there is no step left that a double could hold.
    private const double MostDamping = 1e300;

    /// <summary>λ at first; above 0, 0.001 by default.</summary>
    public double Damping { get; init; } = 1e-3;

    /// <summary>Ends when a step, each parameter weighed by D, is shorter than this share of the parameters; 0 or more, 10⁻¹¹ by default.</summary>
    public double StepTolerance { get; init; } = 1e-11;

    /// <summary>Ends when Σ r² falls, and was foretold to fall, by less than this share of itself; 0 or more, 10⁻¹⁵ by default.</summary>
    public double ValueTolerance { get; init; } = 1e-15;

    /// <inheritdoc/>
    public override MinimizerResult Minimize(Tensor objective, IReadOnlyList<Parameter> parameters, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(objective);
        var problem = new ResidualProblem(objective, parameters, device ?? Device.Cpu);
        double[] point = problem.Point, residuals = problem.Residuals(point);
        double[][] jacobian = problem.Jacobian();
        double value = Square(residuals), damping = Damping, growth = 2;
        if (!double.IsFinite(value) || !jacobian.All(column => Array.TrueForAll(column, double.IsFinite)))
            throw new GlissadeException("the residuals, or their derivatives, are no finite numbers at the start", "", "a start from which the model can be computed", "give the parameters other initial values");

        var scale = new double[point.Length];
        MinimizerEnd end = MinimizerEnd.MaxIterations;
        int iterations = 0;
        while (end == MinimizerEnd.MaxIterations && iterations++ < MaxIterations)
        {
            Widen(scale, jacobian);
            double[]? step = LeastSquares.Solve(jacobian, residuals, scale, damping);
            double foretold = step is null ? 0 : value - Square(Linear(jacobian, residuals, step));
            if (step is null || !(foretold > 0))
            {
                // The gradient is 0 as far as numbers tell, or λ is too small for these columns.
                if (step is not null && Weighted(step, scale) <= StepTolerance * Weighted(point, scale)) end = MinimizerEnd.Gradient;
                (damping, growth) = (damping * growth, 2 * growth);
                if (damping > MostDamping) end = MinimizerEnd.NoDecrease;
                continue;
            }

            double[] next = [.. point.Zip(step, (p, s) => p + s)], there = problem.Residuals(next);
            double nextValue = Square(there), gain = (value - nextValue) / foretold;
            bool isSmall = Weighted(step, scale) <= StepTolerance * Weighted(point, scale);
            double[][]? nextJacobian = gain > 0 ? problem.Jacobian() : null;
            if (nextJacobian is not null && nextJacobian.All(column => Array.TrueForAll(column, double.IsFinite)))
            {
                bool isFlat = foretold <= ValueTolerance * value && value - nextValue <= ValueTolerance * value;
                (point, residuals, jacobian, value) = (next, there, nextJacobian, nextValue);
                double center = 2 * gain - 1;
                (damping, growth) = (damping * Math.Max(1.0 / 3, 1 - center * center * center), 2);
                if (isSmall || isFlat) end = MinimizerEnd.Step;
            }
            else
            {
                (damping, growth) = (damping * growth, 2 * growth);
                if (isSmall || damping > MostDamping) end = MinimizerEnd.NoDecrease;
            }
        }

        value = Polish(problem, ref point, residuals, jacobian, scale, value);
        problem.Residuals(point);
        return new MinimizerResult(end, value, Math.Min(iterations, MaxIterations), problem.Evaluations - 1);
    }

    /// <inheritdoc/>
    public override Minimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return (LevenbergMarquardt)base.Map(arguments) with
        {
            Damping = arguments.Positive("damping", Damping),
            StepTolerance = arguments.NonNegative("step_tolerance", StepTolerance),
            ValueTolerance = arguments.NonNegative("value_tolerance", ValueTolerance),
        };
    }

    // Damping shortens steps along what the data hardly tell; where nothing curves any more, undamped ones reach the last digits, which the value itself no longer shows.
    private static double Polish(ResidualProblem problem, ref double[] point, double[] residuals, double[][] jacobian, double[] scale, double value)
    {
        for (int i = 0; i < MostPolishing; i++)
        {
            if (LeastSquares.Solve(jacobian, residuals, scale, 0) is not { } step) return value;
            double[] next = [.. point.Zip(step, (p, s) => p + s)], there = problem.Residuals(next);
            double nextValue = Square(there);
            if (!(nextValue <= value * (1 + Rounding))) return value;
            double[][] nextJacobian = problem.Jacobian();
            if (!nextJacobian.All(column => Array.TrueForAll(column, double.IsFinite))) return value;
            (point, residuals, jacobian, value) = (next, there, nextJacobian, nextValue);
        }

        return value;
    }

    private static void Widen(double[] scale, double[][] jacobian)
    {
        for (int j = 0; j < scale.Length; j++)
        {
            scale[j] = Math.Max(scale[j], LeastSquares.Length(jacobian[j]));
            if (scale[j] == 0) scale[j] = 1;
        }
    }

    private static double Weighted(double[] v, double[] scale) => LeastSquares.Length([.. v.Zip(scale, (x, weight) => x * weight)]);

    private static double Square(double[] v)
    {
        double sum = 0;
        foreach (double x in v) sum += x * x;
        return sum;
    }

    private static double[] Linear(double[][] jacobian, double[] residuals, double[] step)
    {
        var sums = (double[])residuals.Clone();
        for (int j = 0; j < step.Length; j++)
            for (int i = 0; i < sums.Length; i++) sums[i] += jacobian[j][i] * step[j];
        return sums;
    }
}
