namespace Glissade;

/// <summary>The Tversky loss to the power gamma: below 1, it still pulls where the overlap is nearly right (Abraham and Khan 2019, whose γ is the inverse of this). Its slope at a loss of 0, infinite for powers below 1, is given as 0.</summary>
public sealed record FocalTversky : Loss
{
    /// <summary>The weight of what was wrongly found; 0 or more, 0.3 by default.</summary>
    public double Alpha { get; init; } = 0.3;

    /// <summary>The weight of what was missed; 0 or more, 0.7 by default.</summary>
    public double Beta { get; init; } = 0.7;

    /// <summary>The power; above 0, 0.75 by default.</summary>
    public double Gamma { get; init; } = 0.75;

    /// <summary>s: keeps the ratio of empty sets finite; above 0, 1 by default.</summary>
    public double Smoothing { get; init; } = 1;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Probabilities;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Probabilities;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        Tensor miss = Overlaps.Miss(prediction, target, Alpha, Beta, Smoothing), none = miss.IsEqual(0);
        // The logarithm of the quotient as it stands: taken apart behind a sigmoid it would meet the logarithm of a target of 0.
        using var exact = ExactScope.Open();
        return Tensor.Select(none, 0, (Tensor.Select(none, 1, miss).Log() * Gamma).Exp());
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            Alpha = arguments.NonNegative("alpha", Alpha),
            Beta = arguments.NonNegative("beta", Beta),
            Gamma = arguments.Positive("gamma", Gamma),
            Smoothing = arguments.Positive("smoothing", Smoothing),
        };
    }
}
