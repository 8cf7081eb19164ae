namespace Glissade;

/// <summary>a·sigmoid(b), a and b being the halves of an axis: the gated linear unit (Dauphin et al. 2017).</summary>
public sealed class GLU : GatedActivation
{
    /// <summary>Along this axis.</summary>
    /// <param name="axis">The axis that is halved, counted from either end, but not the examples' (0); the last by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is that of the examples.</exception>
    public GLU(int axis = -1) : base(axis)
    {
    }

    /// <inheritdoc/>
    public override string Formula => "a·sigmoid(b)";

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new GLU(arguments.Integer("axis", Axis, -16, 15));
    }

    /// <inheritdoc/>
    protected override Tensor Gate(Tensor x) => x.Sigmoid();
}
