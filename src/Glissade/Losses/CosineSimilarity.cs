namespace Glissade;

/// <summary>−cos of the angle between prediction and target along the last axis: −1 where they point the same way, 1 where they point apart. As Keras' CosineSimilarity. Beside a vector of zeros it is 0, and so is its slope; an infinite vector has no direction: NaN.</summary>
public sealed record CosineSimilarity : Loss
{
    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => LossChecks.SameVectors(this, prediction, target);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        return -(prediction.Normalize() * target.Normalize()).Sum(-1);
    }
}
