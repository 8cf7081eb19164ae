namespace Glissade;

/// <summary>1 − (A + s)/(A + alpha·F + beta·M + s) over all outputs of an example, with A = Σ p·t found, F = Σ p·(1 − t) wrongly found and M = Σ (1 − p)·t missed (Salehi et al. 2017). With 0.5 for both it is the Dice loss of twice the smoothing. Every example has a ratio of its own.</summary>
public sealed record Tversky : Loss
{
    /// <summary>The weight of what was wrongly found; 0 or more, 0.5 by default.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>The weight of what was missed; 0 or more, 0.5 by default.</summary>
    public double Beta { get; init; } = 0.5;

    /// <summary>s: keeps the ratio of empty sets finite; above 0, 1 by default.</summary>
    public double Smoothing { get; init; } = 1;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Probabilities;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Probabilities;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        return Overlaps.Miss(prediction, target, Alpha, Beta, Smoothing);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            Alpha = arguments.NonNegative("alpha", Alpha),
            Beta = arguments.NonNegative("beta", Beta),
            Smoothing = arguments.Positive("smoothing", Smoothing),
        };
    }
}
