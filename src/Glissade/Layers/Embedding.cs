namespace Glissade;

/// <summary>
/// A row of numbers for each of so many things: whole numbers from 0 in, their rows out, [examples, …] → [examples, …, width]. The rows are normally distributed at first, as in PyTorch; Keras'
/// are uniform in ±0.05. The row of <see cref="Padding"/> begins as zeros and is not trained. A number that is not whole or out of range ends the run with an error.
/// </summary>
public sealed class Embedding : Layer
{
    /// <summary>A table of rows.</summary>
    /// <param name="entries">How many things there are; 1 or more.</param>
    /// <param name="width">How many numbers stand for each; 1 or more.</param>
    /// <param name="padding">The thing that stands for nothing, counted from 0; −1 if there is none.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is below 1, or the padding is no entry.</exception>
    public Embedding(int entries, int width, int padding = -1, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(padding, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(padding, entries);
        Padding = padding;
        Weight = AddParameter("weight", new Shape(entries, width), new NormalRows(padding), type: type);
    }

    /// <summary>The table, [entries, width].</summary>
    public Parameter Weight { get; }

    /// <summary>The thing that stands for nothing; −1 if there is none.</summary>
    public int Padding { get; }

    /// <inheritdoc/>
    public override string Formula => "W[x]";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor index = x.Cast(DType.Int32);
        if (x.Type.IsFloat())
        {
            index = index.Require(x.IsEqual(x.Floor()), $"the number at {{place}} is not whole; an embedding of {Weight.Shape[0]} entries takes whole numbers from 0 to {Weight.Shape[0] - 1}: "
                + "number the things from 0, or take a numeric_embedding for what is measured.");
        }

        Tensor rows = Weight.Gather(index);
        return Padding < 0 ? rows : Tensor.Select(index.IsEqual(Padding).ExpandDimension(-1), rows.Detach(), rows);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Embedding(arguments.Extent("entries", Weight.Shape[0]), arguments.Extent("width", Weight.Shape[1]), arguments.Integer("padding", Padding, -1), arguments.Float("dtype", Weight.Type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Embedding({Weight.Shape[0]}, {Weight.Shape[1]}{(Padding < 0 ? "" : $", padding: {Padding}")})";

    private sealed record NormalRows(int Zero) : Initializer
    {
        public override Tensor Values(Shape shape, Fan fan, InitialRandom random) =>
            Tensor.Select(Tensor.Iota(shape).IsEqual(Zero), 0, random.Normal(shape));
    }
}
