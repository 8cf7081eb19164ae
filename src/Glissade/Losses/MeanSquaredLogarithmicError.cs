namespace Glissade;

/// <summary>(log(1 + p) − log(1 + t))² of counts and sizes of 0 or more; numbers below 0 count as 0. As Keras' mean_squared_logarithmic_error, which raises them to 10⁻⁷ instead; scikit-learn refuses them.</summary>
public sealed record MeanSquaredLogarithmicError : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Counts;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        // At 0 the slope is that of the side that learns; an infinite prediction costs infinity, with the slope 0 that the logarithm comes to.
        Tensor infinite = prediction.IsEqual(double.PositiveInfinity), finite = Tensor.Select(prediction.IsLess(0) | infinite, 0, prediction);
        return (Tensor.Select(infinite, prediction.Detach(), finite.Log1p()) - Tensor.Select(target.IsLess(0), 0, target).Log1p()).Square();
    }
}
