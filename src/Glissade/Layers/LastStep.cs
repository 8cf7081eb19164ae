namespace Glissade;

/// <summary>The last step of a sequence: [examples, steps, …] → [examples, …]. Of a layer that goes both ways it is what the way back saw first.</summary>
public sealed class LastStep : Layer
{
    /// <inheritdoc/>
    public override string Formula => "x at the last step";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 3 || x.Shape[1] == 0) throw new ShapeException("it takes sequences of at least one step, [examples, steps, …]; put a Reshape or an Embedding before it.");
        return x.Narrow(1, x.Shape[1] - 1, 1).Squeeze(1);
    }
}
