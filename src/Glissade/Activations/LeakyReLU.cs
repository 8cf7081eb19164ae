using System.Globalization;

namespace Glissade;

/// <summary>x above 0 and slope·x below: a rectified linear unit whose gradient never dies (Maas et al. 2013). Keras' default slope is 0.3.</summary>
public sealed class LeakyReLU : Activation
{
    /// <summary>A unit of this slope.</summary>
    /// <param name="negativeSlope">The slope below 0; 0.01 by default, as in PyTorch.</param>
    public LeakyReLU(double negativeSlope = 0.01)
    {
        if (!double.IsFinite(negativeSlope)) throw new ArgumentOutOfRangeException(nameof(negativeSlope), negativeSlope, "LeakyReLU needs a finite slope.");
        NegativeSlope = negativeSlope;
    }

    /// <summary>The slope below 0.</summary>
    public double NegativeSlope { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"x > 0 ? x : {NegativeSlope}·x");

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new LeakyReLU(arguments.Number("negative_slope", NegativeSlope));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"LeakyReLU({NegativeSlope})");

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => Tensor.Select(x.IsGreater(0), x, x * NegativeSlope);
}
