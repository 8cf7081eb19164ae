namespace Glissade;

/// <summary>What Adam and its kin share: averages of the gradient and of its square, freed of their start at 0.</summary>
internal static class Moments
{
    /// <summary>The step m̂ / (√v̂ + ε) times the rate, with m̂ and v̂ the averages over what their weights add up to (1 − βᵗ).</summary>
    public static Tensor Step(Parameter parameter, Tensor gradient, OptimizerPass pass, double beta1, double beta2, double epsilon, bool amsgrad)
    {
        Buffer first = pass.Buffer(parameter, "moment1"), second = pass.Buffer(parameter, "moment2");
        Tensor mean = first * beta1 + gradient * (1 - beta1), square = second * beta2 + gradient.Square() * (1 - beta2);
        pass.Update(first, mean);
        pass.Update(second, square);
        if (amsgrad)
        {
            Buffer largest = pass.Buffer(parameter, "largest2");
            square = Tensor.Maximum(largest, square);
            pass.Update(largest, square);
        }

        Tensor rate = pass.LearningRate.Cast(DType.Float64) / Share(beta1, pass), correction = 1 / Share(beta2, pass).SquareRoot();
        return OptimizerPass.As(rate, parameter) * (mean / (square.SquareRoot() * OptimizerPass.As(correction, parameter) + epsilon));
    }

    // 1 − βᵗ in float64: in float32 the first steps would be off by 10⁻⁴ for β = 0.999.
    private static Tensor Share(double beta, OptimizerPass pass) => 1 - (pass.StepNumber.Cast(DType.Float64) * ScalarMath.Log(beta)).Exp();
}
