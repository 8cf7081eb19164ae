using System.Globalization;

namespace Glissade;

/// <summary>x + sin²(a·x)/a: bends periodically, and so learns what repeats (Ziyin et al. 2020).</summary>
public sealed class Snake : Activation
{
    /// <summary>Of this frequency.</summary>
    /// <param name="frequency">a: how fast it repeats; above 0, 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Snake(double frequency = 1)
    {
        if (!(frequency > 0 && double.IsFinite(frequency))) throw new ArgumentOutOfRangeException(nameof(frequency), frequency, "Snake needs a number above 0.");
        Frequency = frequency;
    }

    /// <summary>a: how fast it repeats; above 0, 1 by default.</summary>
    public double Frequency { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"x + sin²({Frequency}·x) / {Frequency}");

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Snake(arguments.Positive("frequency", Frequency));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Snake({Frequency})");

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        // The sine of infinity is no number, but at most 1: beside infinity it does not count.
        Tensor angle = x * Frequency, sine = Tensor.Select(angle.Absolute().IsEqual(double.PositiveInfinity), 0, angle).Sin();
        return x + sine * sine / Frequency;
    }
}
