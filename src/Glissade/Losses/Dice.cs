namespace Glissade;

/// <summary>1 − (2·Σ p·t + s)/(Σ p + Σ t + s) over all outputs of an example, such as the pixels of a mask: how little two sets overlap (Milletari et al. 2016). Every example has a ratio of its own, and the cost is their mean; a ratio over the whole batch would be no sum over items.</summary>
public sealed record Dice : Loss
{
    /// <summary>s: keeps the ratio of empty sets finite; above 0, 1 by default.</summary>
    public double Smoothing { get; init; } = 1;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Probabilities;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Probabilities;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        return Overlaps.Miss(prediction, target, 0.5, 0.5, Smoothing * 0.5);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Smoothing = arguments.Positive("smoothing", Smoothing) };
    }
}
