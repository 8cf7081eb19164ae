namespace Glissade;

/// <summary>
/// Adam that finds its rate from how far the weights have come (Mishchenko and Defazio 2024): with η = rate·d, the sums p ← √β₂·p + η·d/d₀·Σg·(w₀ − w) and s ← √β₂·s + η·d/d₀·g give d ← max(d, c·p/Σ|s|); m and v are the averages of
/// d·g and d²·g², and w ← w·(1 − η·λ) − η·m / (√v + d·ε). The rate is a factor, 1 unless there is a schedule. The formula of its authors' code. Three passes: two sums over all parameters, then the step.
/// </summary>
public sealed record Prodigy : Optimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1;

    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the average squared gradient stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁸ by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ: the share of itself that a parameter loses a step, times the rate found; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <summary>d₀, where the distance begins; above 0, 10⁻⁶ by default.</summary>
    public double Distance { get; init; } = 1e-6;

    /// <summary>c: what a distance found is multiplied by; above 0, 1 by default.</summary>
    public double Factor { get; init; } = 1;

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        using Provenance.Scope scope = Provenance.Enter("optimizer", ToString());
        // What belongs to all parameters stands with the first of them.
        Buffer found = pass.Buffer(gradients[0].Parameter, "distance", Shape.Scalar, DType.Float64), come = pass.Buffer(gradients[0].Parameter, "progress", Shape.Scalar, DType.Float64);
        Tensor first = pass.StepNumber.IsEqual(1), distance = Tensor.Select(first, Distance, found), rate = Moments.Rate(pass) * distance, weight = rate * distance * (1 / Distance);
        Tensor progress = come * Math.Sqrt(Beta2), length = Tensor.Scalar(0, DType.Float64);
        foreach ((Parameter parameter, Tensor gradient) in gradients)
        {
            Buffer start = pass.Buffer(parameter, "start"), trail = pass.Buffer(parameter, "trail");
            Tensor origin = Tensor.Select(first, parameter, start), path = trail * Math.Sqrt(Beta2) + gradient * OptimizerPass.As(weight, parameter);
            pass.Update(start, origin);
            pass.Update(trail, path);
            progress += weight * (gradient * (origin - parameter)).Sum().Cast(DType.Float64);
            length += path.Absolute().Sum().Cast(DType.Float64);
        }

        Tensor next = Tensor.Maximum(distance, Factor * progress / Tensor.Select(length.IsGreater(0), length, 1));
        pass.Update(found, next);
        pass.Update(come, progress);
        foreach ((Parameter parameter, Tensor gradient) in gradients) pass.Update(parameter, Moved(parameter, gradient * OptimizerPass.As(distance, parameter), rate, next, pass));
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Beta1 = arguments.Fraction("beta1", Beta1),
            Beta2 = arguments.Fraction("beta2", Beta2),
            Epsilon = arguments.NonNegative("epsilon", Epsilon),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
            Distance = arguments.Positive("distance", Distance),
            Factor = arguments.Positive("factor", Factor),
        };
    }

    private Tensor Moved(Parameter parameter, Tensor scaled, Tensor rate, Tensor distance, OptimizerPass pass)
    {
        Tensor mean = Moments.Average(parameter, "moment1", scaled, Beta1, pass), square = Moments.Average(parameter, "moment2", scaled.Square(), Beta2, pass), step = mean / (square.SquareRoot() + OptimizerPass.As(distance * Epsilon, parameter));
        return (WeightDecay > 0 ? parameter * OptimizerPass.As(1 - rate * WeightDecay, parameter) : parameter) - OptimizerPass.As(rate, parameter) * step;
    }
}
