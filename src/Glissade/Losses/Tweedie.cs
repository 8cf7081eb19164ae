namespace Glissade;

/// <summary>The negative log likelihood, but for what does not depend on the prediction, of sizes with many zeros, such as claims, under Tweedie's distribution: e^((2 − ρ)x)/(2 − ρ) − t·e^((1 − ρ)x)/(1 − ρ) of the logarithm x of the mean (Jørgensen 1987; as in LightGBM and XGBoost). Power 1 is Poisson's, power 2 the gamma distribution's.</summary>
public sealed record Tweedie : Loss
{
    /// <summary>How the variance grows with the mean, ρ: from 1 (counts) to 2 (sizes that are never 0), 1.5 by default.</summary>
    public double Power { get; init; } = 1.5;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Counts;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Logarithms;

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction) => LossChecks.Exp(prediction);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        // At the ends one term is a constant and infinite; what is left of it is its limit.
        Tensor size = Power == 2 ? prediction : (prediction * (2 - Power)).Exp() / (2 - Power);
        // A target of 0 leaves nothing of this one, however large its power of e.
        Tensor x = Tensor.Select(target.IsEqual(0), 0, prediction), rest = target * (Power == 1 ? x : (x * (1 - Power)).Exp() / (1 - Power));
        // Where one of them is infinite, it is the cost.
        return Tensor.Select(size.IsEqual(double.PositiveInfinity), size, Tensor.Select(rest.IsEqual(double.NegativeInfinity), -rest, size - rest));
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Power = arguments.Number("power", Power, 1, 2) };
    }
}
