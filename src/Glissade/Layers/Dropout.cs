namespace Glissade;

/// <summary>
/// While training, each number becomes 0 with probability p and is divided by 1 − p otherwise; when predicting, nothing happens (inverted dropout, Srivastava et al. 2014).
/// The mask is a function of seed, path, step and example, not of the batch that the example is in.
/// </summary>
public sealed class Dropout : Layer
{
    /// <summary>A layer that drops this share of its inputs.</summary>
    /// <param name="probability">How likely each number is dropped: 0 or more and below 1; 0.5 by default, as in PyTorch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of its range.</exception>
    public Dropout(double probability = 0.5)
    {
        if (!(probability >= 0 && probability < 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "Dropout needs a probability of 0 or more and below 1.");
        Probability = probability;
    }

    /// <summary>How likely each number is dropped.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string Formula => "x·mask / (1 − p)";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        if (!pass.Training || Probability == 0) return x;
        return Tensor.Select(pass.Random("mask", x.Shape).IsLess(Probability), 0, x * (1 / (1 - Probability)));
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Dropout(arguments.Fraction("probability", Probability));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Dropout({Probability})");
}
