namespace Glissade;

/// <summary>
/// A layer whose weight is, for every unit, a trained length times the direction of the trained weight, g·v/‖v‖ (Salimans and Kingma 2016). g begins as ‖v‖, so that the network begins as it would without. As PyTorch's
/// weight_norm with dim = 0, the first axis of its weights: of Linear, whose weights lie transposed here, and of recurrent layers it is the last. A unit of zeros stays one, where PyTorch has NaN.
/// </summary>
public sealed class WeightNorm : ReparametrizedLayer
{
    /// <summary>This layer, of normalized weight.</summary>
    /// <param name="inner">The layer.</param>
    /// <param name="parameter">Which of its parameters; <c>weight</c> by default, of a recurrent layer such as <c>weight_hh_l0</c>.</param>
    /// <param name="axis">The axis of units, from 0; −1, by default, for the layer's own. Transposed convolutions have the first, as in PyTorch, which counts their channels.</param>
    /// <exception cref="ArgumentException">The layer has no such parameter, or no such axis.</exception>
    public WeightNorm(Layer inner, string parameter = "weight", int axis = -1) : base(inner, parameter, axis, transposedByOutputs: false) =>
        Magnitude = AddParameter("magnitude", new Shape(Units), new DerivedInitializer(random => Rows(random.FirstOf(Weight)).Norm(1)), type: Weight.Type);

    /// <summary>g, [units].</summary>
    public Parameter Magnitude { get; }

    /// <inheritdoc/>
    public override string Formula => "f(x), W = g·v / ‖v‖";

    private protected override Tensor Effective(Pass pass) => FromRows(Rows(Weight).Normalize(1) * Magnitude.ExpandDimension(1));

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new WeightNorm(arguments.Inner("inner", Inner), arguments.Pattern("parameter", ParameterPath), arguments.Integer("axis", GivenAxis, -1));
    }

    /// <inheritdoc/>
    public override string ToString() => Described("");
}
