namespace Glissade;

/// <summary>What Adam and its kin share: averages of the gradient and of its square, freed of their start at 0.</summary>
internal static class Moments
{
    /// <summary>The step m̂ / (√v̂ + ε) times the rate, with m̂ and v̂ the averages over what their weights add up to (1 − βᵗ).</summary>
    public static Tensor Step(Parameter parameter, Tensor gradient, OptimizerPass pass, double beta1, double beta2, double epsilon, bool amsgrad)
    {
        Tensor mean = Average(parameter, "moment1", gradient, beta1, pass), square = Average(parameter, "moment2", gradient.Square(), beta2, pass);
        if (amsgrad) square = Largest(parameter, square, pass);
        Tensor rate = Rate(pass) / Share(beta1, pass), correction = 1 / Share(beta2, pass).SquareRoot();
        return OptimizerPass.As(rate, parameter) * (mean / (square.SquareRoot() * OptimizerPass.As(correction, parameter) + epsilon));
    }

    /// <summary>An average that is kept for a parameter: β·a + (1 − β)·value, from 0.</summary>
    public static Tensor Average(Parameter parameter, string name, Tensor value, double beta, OptimizerPass pass)
    {
        Buffer average = pass.Buffer(parameter, name);
        Tensor next = average * beta + value * (1 - beta);
        pass.Update(average, next);
        return next;
    }

    /// <summary>The largest average of squares so far (Reddi et al. 2018).</summary>
    public static Tensor Largest(Parameter parameter, Tensor square, OptimizerPass pass)
    {
        Buffer largest = pass.Buffer(parameter, "largest2");
        Tensor next = Tensor.Maximum(largest, square);
        pass.Update(largest, next);
        return next;
    }

    /// <summary>g + λ·w.</summary>
    public static Tensor Penalised(Tensor gradient, Parameter parameter, double decay) => decay > 0 ? gradient + parameter * decay : gradient;

    /// <summary>What decay beside the gradient leaves of a parameter: w·(1 − rate·λ).</summary>
    public static Tensor Kept(Parameter parameter, double decay, OptimizerPass pass) => decay > 0 ? parameter * OptimizerPass.As(1 - Rate(pass) * decay, parameter) : parameter;

    /// <summary>A quotient of lengths, 1 where either is 0.</summary>
    public static Tensor Trust(Tensor over, Tensor under)
    {
        Tensor known = over.IsGreater(0) & under.IsGreater(0);
        return Tensor.Select(known, over / Tensor.Select(known, under, 1), 1);
    }

    /// <summary>Rounding may bring a difference that is never negative below 0.</summary>
    public static Tensor NotBelowZero(Tensor difference) => Tensor.Maximum(difference, Tensor.Like(0, difference));

    /// <summary>The rate of the step, in float64: for scalars that are worked out once a step.</summary>
    public static Tensor Rate(OptimizerPass pass) => pass.LearningRate.Cast(DType.Float64);

    /// <summary>The number of the step from 1, in float64.</summary>
    public static Tensor Number(OptimizerPass pass) => pass.StepNumber.Cast(DType.Float64);

    // 1 − βᵗ in float64: in float32 the first steps would be off by 10⁻⁴ for β = 0.999.
    public static Tensor Share(double beta, OptimizerPass pass) => 1 - (Number(pass) * ScalarMath.Log(beta)).Exp();
}
