namespace Glissade;

/// <summary>
/// Adam that looks ahead along the momentum, as Nesterov does (Dozat 2016): μₜ = β₁·(1 − 0.96^(t·ψ)/2), w ← w − rate·((1 − μₜ)·g/(1 − Πμ) + μₜ₊₁·m/(1 − μₜ₊₁·Πμ)) / (√v̂ + ε), with Πμ the product
/// of all μ up to μₜ. PyTorch's arithmetic (1.13 without foreach multiplies the product by μₜ once too often, which later versions mended); Keras' rate is 0.001 and its ε 10⁻⁷.
/// </summary>
public sealed record NAdam : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 2e-3f;

    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the average squared gradient stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁸ by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <summary>ψ: how fast the momentum grows to β₁; 0 or more, 4e-3 by default.</summary>
    public double MomentumDecay { get; init; } = 4e-3;

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Buffer product = pass.Buffer(parameter, "momentum_product", Shape.Scalar, DType.Float64);
        gradient = Moments.Penalised(gradient, parameter, WeightDecay);
        Tensor mean = Moments.Average(parameter, "moment1", gradient, Beta1, pass), square = Moments.Average(parameter, "moment2", gradient.Square(), Beta2, pass);
        Tensor now = Momentum(Moments.Number(pass)), next = Momentum(Moments.Number(pass) + 1), products = Tensor.Select(pass.StepNumber.IsEqual(1), now, product * now);
        pass.Update(product, products);
        Tensor rate = Moments.Rate(pass), correction = 1 / Moments.Share(Beta2, pass).SquareRoot();
        Tensor fresh = OptimizerPass.As(rate * (1 - now) / (1 - products), parameter), carried = OptimizerPass.As(rate * next / (1 - products * next), parameter);
        return parameter - (gradient * fresh + mean * carried) / (square.SquareRoot() * OptimizerPass.As(correction, parameter) + Epsilon);
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
            MomentumDecay = arguments.NonNegative("momentum_decay", MomentumDecay),
        };
    }

    private Tensor Momentum(Tensor step) => Beta1 * (1 - 0.5 * (step * (MomentumDecay * ScalarMath.Log(0.96))).Exp());
}
