namespace Glissade;

/// <summary>
/// Adam with Nesterov's momentum from differences of gradients (Xie et al. 2022): d = g − the last g, 0 at first; m, v and n are the averages of g, of d and of (g + β₂·d)², freed of their start at 0;
/// w ← (w − rate·(m̂ + β₂·v̂) / (√n̂ + ε)) / (1 + rate·λ). The formula of its authors' code.
/// </summary>
public sealed record Adan : PerParameterOptimizer
{
    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.98 by default.</summary>
    public double Beta1 { get; init; } = 0.98;

    /// <summary>β₂: how much of the average difference stays; 0 or more and below 1, 0.92 by default.</summary>
    public double Beta2 { get; init; } = 0.92;

    /// <summary>β₃: how much of the average square stays; 0 or more and below 1, 0.99 by default.</summary>
    public double Beta3 { get; init; } = 0.99;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁸ by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ: the decay, as a divisor of the new weight; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        // Kept with its sign turned, as its authors do: a plain copy would be a pass of its own.
        Buffer last = pass.Buffer(parameter, "negative_gradient");
        Tensor change = Tensor.Select(pass.StepNumber.IsEqual(1), 0, gradient + last);
        pass.Update(last, -gradient);
        Tensor mean = Moments.Average(parameter, "moment1", gradient, Beta1, pass), drift = Moments.Average(parameter, "difference", change, Beta2, pass);
        Tensor square = Moments.Average(parameter, "moment2", (gradient + change * Beta2).Square(), Beta3, pass), rate = Moments.Rate(pass), correction = 1 / Moments.Share(Beta3, pass).SquareRoot();
        Tensor step = mean * OptimizerPass.As(rate / Moments.Share(Beta1, pass), parameter) + drift * OptimizerPass.As(rate * Beta2 / Moments.Share(Beta2, pass), parameter);
        Tensor next = parameter - step / (square.SquareRoot() * OptimizerPass.As(correction, parameter) + Epsilon);
        return WeightDecay > 0 ? next * OptimizerPass.As(1 / (1 + rate * WeightDecay), parameter) : next;
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
            Beta3 = arguments.Fraction("beta3", Beta3),
            Epsilon = arguments.NonNegative("epsilon", Epsilon),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
    }
}
