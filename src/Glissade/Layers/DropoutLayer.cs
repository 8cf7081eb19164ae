using System.Globalization;

namespace Glissade;

/// <summary>
/// What dropouts share: while training, something is dropped with probability p; when predicting, or where p is 0, nothing happens. What is dropped is a function of seed, path, step and example, not of
/// the batch that the example is in.
/// </summary>
public abstract class DropoutLayer : Layer
{
    private protected DropoutLayer(double probability)
    {
        if (!(probability >= 0 && probability < 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, $"{GetType().Name} needs a probability of 0 or more and below 1.");
        Probability = probability;
    }

    /// <summary>p: how likely it drops.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string Formula => "x·mask / (1 − p)";

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        Shape mask = MaskOf(x);
        return !pass.Training || Probability == 0 ? x : Drop(x, pass.Random("mask", mask).IsLess(Probability));
    }

    /// <inheritdoc/>
    public sealed override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return With(arguments.Fraction("probability", Probability));
    }

    /// <inheritdoc/>
    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{GetType().Name}({Probability})");

    // The shape of what is drawn, which broadcasts to the input's: one number for all that is dropped together.
    private protected virtual Shape MaskOf(Tensor x) => x.Shape;

    // What is left is made larger, so that the mean stays.
    private protected virtual Tensor Drop(Tensor x, Tensor isDropped) => Rest(x, isDropped, Probability);

    private protected static Tensor Rest(Tensor x, Tensor isDropped, double probability) => Tensor.Select(isDropped, 0, x * (1 / (1 - probability)));

    private protected abstract Layer With(double probability);
}
