namespace Glissade;

/// <summary>
/// While training, each number becomes 0 with probability p and is divided by 1 − p otherwise; when predicting, nothing happens (inverted dropout, Srivastava et al. 2014).
/// The mask is a function of seed, path, step and example, not of the batch that the example is in.
/// </summary>
/// <param name="probability">How likely each number is dropped: 0 or more and below 1; 0.5 by default, as in PyTorch.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is out of its range.</exception>
public sealed class Dropout(double probability = 0.5) : DropoutLayer(probability)
{
    /// <summary>What dropout makes of numbers inside another layer; a name for each mask that one layer draws.</summary>
    internal static Tensor Of(Tensor x, double probability, Pass pass, string name = "mask") =>
        !pass.Training || probability == 0 ? x : Rest(x, pass.Random(name, x.Shape).IsLess(probability), probability);

    /// <summary>
    /// What dropout makes of the weights of an attention, [examples, heads, steps, others], of which these may be some of the steps. The mask is drawn as [examples, steps, heads, others]: the steps of all
    /// heads then follow one another in the stream, and some of them can be drawn alone.
    /// </summary>
    internal static Tensor OfWeights(Tensor weights, double probability, PassStream stream, Tensor? firstStep)
    {
        Shape shape = weights.Shape;
        Tensor random = stream.Uniform(new Shape(shape[0], shape[2], shape[1], shape[3]), firstRow: firstStep);
        return Rest(weights, random.Permute(0, 2, 1, 3).IsLess(probability), probability);
    }

    private protected override Layer With(double probability) => new Dropout(probability);
}
