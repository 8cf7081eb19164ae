namespace Glissade;

/// <summary>½d²/beta for distances d = |p − t| below beta, d − ½·beta beyond: Huber's loss divided by delta (Girshick 2015). With beta 0 it is the mean absolute error, whose slope at 0 is 0; PyTorch's is then −1.</summary>
public sealed record SmoothL1 : Loss
{
    /// <summary>Where the parabola becomes a line; 0 or more, 1 by default.</summary>
    public double Beta { get; init; } = 1;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        Tensor difference = prediction - target, distance = difference.Absolute();
        if (Beta == 0) return distance;
        Tensor near = distance.IsLess(Beta);
        return Tensor.Select(near, Tensor.Select(near, difference, 0).Square() * (0.5 / Beta), distance - 0.5 * Beta);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Beta = arguments.NonNegative("beta", Beta) };
    }
}
