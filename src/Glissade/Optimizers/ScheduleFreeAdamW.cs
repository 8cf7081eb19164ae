namespace Glissade;

/// <summary>
/// AdamW that needs no schedule, because the weights to use are an average that it keeps (Defazio et al. 2024): z ← z − ηₜ·(g / (√v̂ + ε) + λ·y), x ← (1 − c)·x + c·z, y ← (1 − β₁)·z + β₁·x,
/// with ηₜ the rate under warm-up and c the share of tʳ·(the largest η)ᵖ in the sum of all so far. The parameters are y, where gradients are taken; x, in the state <c>average</c>, is what evaluation and the model file take. The formula of its authors' code.
/// </summary>
public sealed record ScheduleFreeAdamW : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 2.5e-3f;

    /// <summary>β₁: how near to the average gradients are taken; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the average squared gradient stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁸ by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ: the share of itself that a parameter loses a step, times the rate; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Steps over which the rate grows to its value; 0 or more, 0 by default.</summary>
    public int Warmup { get; init; }

    /// <summary>r: the power of the step in the average; 0 or more, 0 by default.</summary>
    public double StepPower { get; init; }

    /// <summary>p: the power of the rate in the average; 0 or more, 2 by default.</summary>
    public double RatePower { get; init; } = 2;

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Buffer fast = pass.Buffer(parameter, "z"), slow = pass.Average(parameter, "schedule_free_adamw");
        pass.Fix(parameter, "schedule_free_adamw");
        Buffer most = pass.Buffer(parameter, "largest_rate", Shape.Scalar, DType.Float64), sum = pass.Buffer(parameter, "weights", Shape.Scalar, DType.Float64);
        Tensor square = Moments.Average(parameter, "moment2", gradient.Square(), Beta2, pass), number = Moments.Number(pass), rate = Moments.Rate(pass), first = pass.StepNumber.IsEqual(1);
        if (Warmup > 0) rate *= Tensor.Minimum(number / Warmup, Tensor.Like(1, number));
        Tensor largest = Tensor.Maximum(most, rate), weight = (number.Log() * StepPower + largest.Log() * RatePower).Exp(), weights = sum + weight;
        pass.Update(most, largest);
        pass.Update(sum, weights);
        Tensor share = weight / weights, correction = 1 / Moments.Share(Beta2, pass).SquareRoot();
        Tensor step = Moments.Penalised(gradient / (square.SquareRoot() * OptimizerPass.As(correction, parameter) + Epsilon), parameter, WeightDecay);
        Tensor z = Tensor.Select(first, parameter, fast) - OptimizerPass.As(rate, parameter) * step;
        Tensor x = Tensor.Select(first, parameter, slow) * OptimizerPass.As(1 - share, parameter) + z * OptimizerPass.As(share, parameter);
        pass.Update(fast, z);
        pass.Update(slow, x);
        return z * (1 - Beta1) + x * Beta1;
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
            Warmup = arguments.Integer("warmup", Warmup, 0),
            StepPower = arguments.NonNegative("step_power", StepPower),
            RatePower = arguments.NonNegative("rate_power", RatePower),
        };
    }
}
