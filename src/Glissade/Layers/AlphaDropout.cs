namespace Glissade;

/// <summary>
/// Dropout for SELU (Klambauer et al. 2017): while training, a dropped number becomes SELU's lower limit α′ = −1.7580993408473766, and all are scaled and shifted by
/// a = 1/√((1 − p)·(1 + p·α′²)) and b = −a·α′·p, so that mean and variance stay as they were.
/// </summary>
public sealed class AlphaDropout : Layer
{
    /// <summary>A layer of this probability.</summary>
    /// <param name="probability">How likely each number is dropped: 0 or more and below 1; 0.5 by default, as in PyTorch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of its range.</exception>
    public AlphaDropout(double probability = 0.5)
    {
        if (!(probability >= 0 && probability < 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "AlphaDropout needs a probability of 0 or more and below 1.");
        Probability = probability;
    }

    /// <summary>How likely it drops.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string Formula => "a·(mask ? x : α′) + b";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        if (!pass.Training || Probability == 0) return x;
        const double limit = -1.7580993408473766;
        double a = 1 / Math.Sqrt((1 - Probability) * (1 + Probability * limit * limit));
        return Tensor.Select(pass.Random("mask", x.Shape).IsLess(Probability), limit, x) * a - a * limit * Probability;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new AlphaDropout(arguments.Fraction("probability", Probability));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"AlphaDropout({Probability})");
}
