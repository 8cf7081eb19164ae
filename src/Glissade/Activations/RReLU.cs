using System.Globalization;

namespace Glissade;

/// <summary>
/// x above 0 and slope·x below: while training the slope is drawn anew for every number, uniform between two bounds; when predicting it is their mean (Xu et al. 2015).
/// The slopes are a function of seed, path, step and example, not of the batch that the example is in.
/// </summary>
public sealed class RReLU : Layer
{
    /// <summary>A unit with slopes between these bounds.</summary>
    /// <param name="lower">The smallest slope; 1/8 by default, as in PyTorch.</param>
    /// <param name="upper">The largest slope, not below the smallest; 1/3 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The largest slope is below the smallest.</exception>
    public RReLU(double lower = 1.0 / 8, double upper = 1.0 / 3)
    {
        if (!(lower <= upper && double.IsFinite(upper - lower))) throw new ArgumentOutOfRangeException(nameof(upper), upper, "RReLU needs an upper slope that is not below the lower.");
        (Lower, Upper) = (lower, upper);
    }

    /// <summary>The smallest slope.</summary>
    public double Lower { get; }

    /// <summary>The largest slope.</summary>
    public double Upper { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"x > 0 ? x : uniform({Lower}, {Upper})·x");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        Tensor slope = pass.Training ? pass.Random("slope", x.Shape, x.Type) * (Upper - Lower) + Lower : Tensor.Scalar((Lower + Upper) / 2, x.Type);
        return Tensor.Select(x.IsGreater(0), x, slope * x);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new RReLU(arguments.Number("lower", Lower), arguments.Number("upper", Upper));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"RReLU({Lower}, {Upper})");
}
