namespace Glissade;

/// <summary>
/// Dropout for SELU (Klambauer et al. 2017): while training, a dropped number becomes SELU's lower limit α′ = −1.7580993408473766, and all are scaled and shifted by
/// a = 1/√((1 − p)·(1 + p·α′²)) and b = −a·α′·p, so that mean and variance stay as they were.
/// </summary>
/// <param name="probability">How likely each number is dropped: 0 or more and below 1; 0.5 by default, as in PyTorch.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is out of its range.</exception>
public sealed class AlphaDropout(double probability = 0.5) : DropoutLayer(probability)
{
    /// <inheritdoc/>
    public override string Formula => "a·(mask ? x : α′) + b";

    private protected override Tensor Drop(Tensor x, Tensor isDropped)
    {
        const double limit = -1.7580993408473766;
        double a = 1 / Math.Sqrt((1 - Probability) * (1 + Probability * limit * limit));
        return Tensor.Select(isDropped, limit, x) * a - a * limit * Probability;
    }

    private protected override Layer With(double probability) => new AlphaDropout(probability);
}
