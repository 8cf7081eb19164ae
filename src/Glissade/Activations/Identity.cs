namespace Glissade;

/// <summary>x: nothing is bent.</summary>
public sealed class Identity : Activation
{
    /// <inheritdoc/>
    public override string Formula => "x";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => x;
}
