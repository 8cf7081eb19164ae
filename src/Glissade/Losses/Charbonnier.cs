namespace Glissade;

/// <summary>√((p − t)² + ε²): the mean absolute error with a rounded corner (Charbonnier et al. 1994).</summary>
public sealed record Charbonnier : Loss
{
    /// <summary>How far the corner is rounded; above 0, 0.001 by default.</summary>
    public double Epsilon { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        Tensor difference = prediction - target, distance = difference.Absolute(), infinite = distance.IsEqual(double.PositiveInfinity);
        return Tensor.Select(infinite, distance, Tensor.Hypotenuse(Tensor.Select(infinite, 0, difference), Tensor.Scalar(Epsilon, difference.Type)));
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Epsilon = arguments.Positive("epsilon", Epsilon) };
    }
}
