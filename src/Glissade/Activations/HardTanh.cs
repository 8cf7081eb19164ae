using System.Globalization;

namespace Glissade;

/// <summary>x between two bounds, and the nearer bound outside: tanh of straight lines (Collobert 2004). Its slope at the bounds is 0, as in PyTorch.</summary>
public sealed class HardTanh : Activation
{
    /// <summary>Between these bounds.</summary>
    /// <param name="minimum">The lower bound; −1 by default.</param>
    /// <param name="maximum">The upper bound, above the lower; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public HardTanh(double minimum = -1, double maximum = 1)
    {
        if (!(minimum < maximum && double.IsFinite(maximum - minimum))) throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "HardTanh needs a maximum above its minimum.");
        (Minimum, Maximum) = (minimum, maximum);
    }

    /// <summary>The lower bound; −1 by default.</summary>
    public double Minimum { get; }

    /// <summary>The upper bound, above the lower; 1 by default.</summary>
    public double Maximum { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"min(max({Minimum}, x), {Maximum})");

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new HardTanh(arguments.Number("minimum", Minimum), arguments.Number("maximum", Maximum));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"HardTanh({Minimum}, {Maximum})");

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => Tensor.Select(x.IsLessOrEqual(Minimum), Minimum, Tensor.Select(x.IsGreaterOrEqual(Maximum), Maximum, x));
}
