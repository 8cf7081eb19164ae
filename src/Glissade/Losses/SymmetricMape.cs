namespace Glissade;

/// <summary>200·|p − t| / (|p| + |t|): the distance in percent of the mean size of both, from 0 to 200, and 0 where both are 0 (Makridakis 1993). It depends on the ratio of the two alone; the slope is 0 where their signs differ.</summary>
public sealed record SymmetricMape : Loss
{
    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        // Seen from the larger of the two, neither the sizes nor their slopes overflow or vanish; the ratio does not depend on where it is seen from.
        Tensor larger = Tensor.Maximum(prediction.Absolute(), target.Absolute()).Detach(), none = larger.IsEqual(0);
        Tensor scale = Tensor.Select(none, 1, larger), t = target / scale;
        Tensor p = Tensor.Select(prediction.Absolute().IsEqual(double.PositiveInfinity), prediction.Sign(), prediction / scale);
        return (p - t).Absolute() * 200 / Tensor.Select(none, 1, p.Absolute() + t.Absolute());
    }
}
