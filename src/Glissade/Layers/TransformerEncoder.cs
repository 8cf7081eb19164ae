namespace Glissade;

/// <summary>
/// Layers in which every step of a sequence looks at all others (Vaswani et al. 2017): [examples, steps, inputs] → the same. It is PyTorch's TransformerEncoder of TransformerEncoderLayers with
/// batch_first, weights transposed; but every layer begins with weights of its own, where PyTorch's are copies of the first. It sees no order of the steps: put a <see cref="PositionalEmbedding"/>
/// before it, or take a rotary embedding.
/// </summary>
public sealed class TransformerEncoder : TransformerStack
{
    private readonly bool _causal;

    /// <summary>An encoder.</summary>
    /// <param name="inputs">Numbers of a step; a multiple of the heads.</param>
    /// <param name="heads">How many weighted means each attention takes; 1 or more.</param>
    /// <param name="layers">Layers one upon the other; 1 or more.</param>
    /// <param name="causal">Whether later steps are hidden from earlier ones.</param>
    /// <param name="options">What the layers are made of; PyTorch's defaults if null.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the heads do not divide the inputs.</exception>
    public TransformerEncoder(int inputs, int heads, int layers = 1, bool causal = false, TransformerOptions? options = null) : base(inputs, heads, layers, causal, crosses: false, options) => _causal = causal;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass) => Run(x, null, pass, null, null);

    /// <summary>As Apply, with steps that may not be seen.</summary>
    /// <param name="x">The sequence, [examples, steps, inputs].</param>
    /// <param name="hidden">True where a step may not be seen, as in PyTorch: bool, [examples, steps] for padding, or whatever broadcasts to [examples, heads, steps, steps].</param>
    /// <param name="pass">The pass of the whole network.</param>
    /// <param name="name">The layer's name within its container.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Tensor Encode(Tensor x, Tensor? hidden, Pass pass, string? name = null) => ApplyFormula(x, pass, name, () => Run(x, null, pass, hidden, null));

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        (int inputs, int heads, int layers) = MapExtents(arguments);
        return new TransformerEncoder(inputs, heads, layers, arguments.Boolean("causal", _causal), MapOptions(arguments));
    }
}
