namespace Glissade;

/// <summary>
/// Limited-memory BFGS: steps along −H·g, H an inverse Hessian made of the last few steps and changes of the gradient (Nocedal 1980, Liu and Nocedal 1989), each as long as the strong Wolfe conditions ask
/// (Wolfe 1969). PyTorch's LBFGS with line_search_fn="strong_wolfe".
/// </summary>
/// <remarks>The objective is a scalar, the cost over all the data. A step costs one or two evaluations of it and its gradient.</remarks>
public sealed record Lbfgs : Minimizer
{
    /// <summary>How many steps are remembered; 1 or more, 10 by default (PyTorch: 100).</summary>
    public int History { get; init; } = 10;

    /// <summary>Ends when no element of the gradient is larger; 0 or more, 10⁻⁷ by default.</summary>
    public double GradientTolerance { get; init; } = 1e-7;

    /// <summary>Ends when a step changes no parameter by more, or the objective by less; 0 or more, 0 by default (PyTorch: 10⁻⁹): it then ends when nothing changes any more.</summary>
    public double ChangeTolerance { get; init; }

    /// <summary>c₁: a step of length a must make the objective smaller by c₁·a times its slope; above 0 and below <see cref="Curvature"/>, 10⁻⁴ by default.</summary>
    public double SufficientDecrease { get; init; } = 1e-4;

    /// <summary>c₂: the share of the slope that may be left at the end of a step; below 1, 0.9 by default.</summary>
    public double Curvature { get; init; } = 0.9;

    /// <inheritdoc/>
    public override MinimizerResult Minimize(Tensor objective, IReadOnlyList<Parameter> parameters, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(objective);
        var problem = new CostProblem(objective, parameters, device ?? Device.Cpu);
        double[] point = problem.Point;
        (double value, double[] gradient) = problem.At(point);
        if (!double.IsFinite(value) || !Array.TrueForAll(gradient, double.IsFinite))
            throw new GlissadeException("the objective, or its gradient, is no finite number at the start", "", "a start from which it can be computed", "give the parameters other initial values");

        var search = new StrongWolfe(SufficientDecrease, Curvature, objective.Type == DType.Float64 ? 1e-15 : 1e-7);
        var history = new StepHistory(History);
        MinimizerEnd end = MinimizerEnd.MaxIterations;
        int iterations = 0;
        for (; iterations < MaxIterations; iterations++)
        {
            if (Largest(gradient) <= GradientTolerance)
            {
                end = MinimizerEnd.Gradient;
                break;
            }

            double[] direction = history.Direction(gradient);
            double slope = Dot(direction, gradient);
            if (!(slope < 0))
            {
                // What is remembered is worn out by rounding: begin anew, downhill.
                history.Clear();
                direction = [.. gradient.Select(g => -g)];
                slope = Dot(direction, gradient);
            }

            double[] from = point, there = point, thereGradient = gradient;
            LinePoint? found = search.Find(
                length =>
                {
                    there = [.. from.Zip(direction, (x, d) => x + length * d)];
                    (double f, thereGradient) = problem.At(there);
                    return new LinePoint(length, f, Dot(thereGradient, direction));
                },
                new LinePoint(0, value, slope), history.IsEmpty ? Math.Min(1, 1 / gradient.Sum(Math.Abs)) : 1);
            double[] next = found is { } chosen ? [.. from.Zip(direction, (x, d) => x + chosen.At * d)] : from;
            // The last length that was tried is not always the one that was chosen.
            if (found is not null && !next.AsSpan().SequenceEqual(there)) (_, thereGradient) = problem.At(next);
            if (found is not { } step || !(step.Value < value || Largest(thereGradient) < Largest(gradient)))
            {
                if (history.IsEmpty)
                {
                    end = MinimizerEnd.NoDecrease;
                    break;
                }

                history.Clear();
                continue;
            }

            double[] change = [.. next.Zip(point, (a, b) => a - b)];
            history.Add(change, [.. thereGradient.Zip(gradient, (a, b) => a - b)]);
            bool isSmall = Largest(change) <= ChangeTolerance || Math.Abs(value - step.Value) < ChangeTolerance;
            (point, value, gradient) = (next, step.Value, thereGradient);
            if (!isSmall) continue;
            (end, iterations) = (MinimizerEnd.Step, iterations + 1);
            break;
        }

        problem.Set(point);
        return new MinimizerResult(end, value, iterations, problem.Evaluations);
    }

    /// <inheritdoc/>
    public override Minimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        Lbfgs mapped = (Lbfgs)base.Map(arguments) with
        {
            History = arguments.Integer("history", History, 1),
            GradientTolerance = arguments.NonNegative("gradient_tolerance", GradientTolerance),
            ChangeTolerance = arguments.NonNegative("change_tolerance", ChangeTolerance),
            SufficientDecrease = arguments.Positive("sufficient_decrease", SufficientDecrease),
            Curvature = arguments.Fraction("curvature", Curvature),
        };
        return mapped.SufficientDecrease < mapped.Curvature
            ? mapped
            : throw new GlissadeException("lbfgs: no step can satisfy both conditions", expected: "sufficient_decrease below curvature", remedy: "lbfgs(sufficient_decrease=0.0001, curvature=0.9)");
    }

    private static double Largest(double[] v) => v.Max(Math.Abs);

    private static double Dot(double[] a, double[] b) => StepHistory.Dot(a, b);
}
