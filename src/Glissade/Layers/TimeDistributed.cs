namespace Glissade;

/// <summary>One layer for every step of a sequence, with the same weights: [examples, steps, …] → [examples, steps, …]. Keras has it; in PyTorch one reshapes.</summary>
public sealed class TimeDistributed : Layer
{
    private readonly Layer _inner;

    /// <summary>This layer for every step.</summary>
    public TimeDistributed(Layer inner) => _inner = AddLayer("inner", inner);

    /// <inheritdoc/>
    public override string Formula => "f(x) at every step";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 3) throw new ShapeException("it takes sequences, [examples, steps, …]; put a Reshape or an Embedding before it.");
        (int examples, int steps) = (x.Shape[0], x.Shape[1]);
        Tensor all = _inner.Apply(x.Reshape(new Shape([checked(examples * steps), .. x.Shape.Extents[2..]])), pass, "inner");
        return all.Reshape(new Shape([examples, steps, .. all.Shape.Extents[1..]]));
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new TimeDistributed(arguments.Step("inner", _inner));
    }

    /// <inheritdoc/>
    public override string ToString() => $"TimeDistributed({_inner})";
}
