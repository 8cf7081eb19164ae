using System.Globalization;

namespace Glissade;

/// <summary>x above a threshold, and one value at it and below. PyTorch gives neither a default.</summary>
public sealed class Threshold : Activation
{
    /// <summary>With this threshold and value.</summary>
    /// <param name="threshold">The threshold; 0 by default.</param>
    /// <param name="value">What stands for all that is not above it; 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Threshold(double threshold = 0, double value = 0)
    {
        if (!double.IsFinite(threshold)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "Threshold needs a finite threshold.");
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "Threshold needs a finite value.");
        (Limit, Value) = (threshold, value);
    }

    /// <summary>The threshold; 0 by default.</summary>
    public double Limit { get; }

    /// <summary>What stands for all that is not above it; 0 by default.</summary>
    public double Value { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"x > {Limit} ? x : {Value}");

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Threshold(arguments.Number("threshold", Limit), arguments.Number("value", Value));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Threshold({Limit}, {Value})");

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => Tensor.Select(x.IsLessOrEqual(Limit), Value, x);
}
