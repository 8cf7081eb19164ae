using System.Globalization;

namespace Glissade;

/// <summary>While training, adds normally distributed numbers of mean 0 (Keras has it, PyTorch does not). They are a function of seed, path, step and example.</summary>
public sealed class GaussianNoise : Layer
{
    /// <summary>Noise of this strength.</summary>
    /// <param name="deviation">The standard deviation; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is below 0.</exception>
    public GaussianNoise(double deviation = 0.1)
    {
        if (!(deviation >= 0 && double.IsFinite(deviation))) throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "GaussianNoise needs a deviation of 0 or more.");
        Deviation = deviation;
    }

    /// <summary>The standard deviation.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override string Formula => "x + σ·noise";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        if (!pass.Training || Deviation == 0) return x;
        // Box and Muller; 1 − u is never 0.
        Tensor radius = ((1 - pass.Random("radius", x.Shape, x.Type)).Log() * -2).SquareRoot();
        return x + radius * (pass.Random("angle", x.Shape, x.Type) * (2 * Math.PI)).Cos() * Deviation;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new GaussianNoise(arguments.NonNegative("deviation", Deviation));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"GaussianNoise({Deviation})");
}
