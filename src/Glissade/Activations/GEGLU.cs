namespace Glissade;

/// <summary>a·gelu(b), a and b being the halves of an axis (Shazeer 2020). The second half is the gate, as in GLU.</summary>
public sealed class GEGLU : GatedActivation
{
    /// <summary>Along this axis.</summary>
    /// <param name="axis">The axis that is halved, counted from either end, but not the examples' (0); the last by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is that of the examples.</exception>
    public GEGLU(int axis = -1) : base(axis)
    {
    }

    /// <inheritdoc/>
    public override string Formula => "a·b·Φ(b)";

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new GEGLU(arguments.Integer("axis", Axis, -16, 15));
    }

    /// <inheritdoc/>
    protected override Tensor Gate(Tensor x) => Tails.Gated(x, near => near.Gelu());
}
