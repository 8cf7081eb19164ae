namespace Glissade;

/// <summary>max(0, x): the rectified linear unit.</summary>
public sealed class ReLU : Activation
{
    /// <inheritdoc/>
    public override string Formula => "max(0, x)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => x.Relu();
}
