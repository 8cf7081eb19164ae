namespace Glissade;

/// <summary>
/// While training, drops the whole example: it becomes 0 with probability p and is divided by 1 − p otherwise (Huang et al. 2016). At the end of the layers of a Residual it leaves them out.
/// </summary>
public sealed class StochasticDepth : Layer
{
    /// <summary>A layer of this probability.</summary>
    /// <param name="probability">How likely each example is dropped: 0 or more and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of its range.</exception>
    public StochasticDepth(double probability = 0.5)
    {
        if (!(probability >= 0 && probability < 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "StochasticDepth needs a probability of 0 or more and below 1.");
        Probability = probability;
    }

    /// <summary>How likely it drops.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string Formula => "x·mask / (1 − p)";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        if (x.Rank < 1) throw new ShapeException("its first axis is the example.");
        if (!pass.Training || Probability == 0) return x;
        Tensor mask = pass.Random("mask", new Shape([x.Shape[0], .. Enumerable.Repeat(1, x.Rank - 1)]));
        return Tensor.Select(mask.IsLess(Probability), 0, x * (1 / (1 - Probability)));
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new StochasticDepth(arguments.Fraction("probability", Probability));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"StochasticDepth({Probability})");
}
