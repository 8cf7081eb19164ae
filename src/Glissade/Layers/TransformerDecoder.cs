namespace Glissade;

/// <summary>
/// Layers in which every step of a sequence looks at itself and those before it, and, where there is a memory, at that (Vaswani et al. 2017): [examples, steps, inputs] → the same. Without cross
/// attention, as it is unless one asks, it stands alone, as GPT does. With it, it is PyTorch's TransformerDecoder of TransformerDecoderLayers with batch_first, weights transposed, and is called by
/// <see cref="Decode"/>. Later steps are always hidden, which in PyTorch one says at each call; every layer begins with weights of its own, where PyTorch's are copies of the first.
/// </summary>
public sealed class TransformerDecoder : TransformerStack
{
    private readonly bool _crosses;

    /// <summary>A decoder.</summary>
    /// <param name="inputs">Numbers of a step; a multiple of the heads.</param>
    /// <param name="heads">How many weighted means each attention takes; 1 or more.</param>
    /// <param name="layers">Layers one upon the other; 1 or more.</param>
    /// <param name="crossAttention">Whether it looks at a memory, too.</param>
    /// <param name="options">What the layers are made of; PyTorch's defaults if null.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the heads do not divide the inputs.</exception>
    public TransformerDecoder(int inputs, int heads, int layers = 1, bool crossAttention = false, TransformerOptions? options = null) : base(inputs, heads, layers, causal: true, crossAttention, options) =>
        _crosses = crossAttention;

    /// <inheritdoc/>
    /// <remarks>Without cross attention. A decoder that has it refuses: there is no memory in one input, and a sequence that were its own would see its later steps there.</remarks>
    public override Tensor Forward(Tensor x, Pass pass) => _crosses
        ? throw new ShapeException("it looks at a memory: call Decode(target, memory, pass) in a layer of your own, or make it without cross attention to let it stand alone.")
        : Run(x, null, pass, null, null);

    /// <summary>The sequence by what it was and by a memory, such as an encoder's output.</summary>
    /// <param name="target">The sequence, [examples, steps, inputs].</param>
    /// <param name="memory">What it looks at, [examples, others, inputs].</param>
    /// <param name="pass">The pass of the whole network.</param>
    /// <param name="hidden">True where a step of the sequence may not be seen: bool, [examples, steps] for padding, or whatever broadcasts to [examples, heads, steps, steps]. Later steps never are.</param>
    /// <param name="memoryHidden">The same of the memory: [examples, others], or whatever broadcasts to [examples, heads, steps, others].</param>
    /// <param name="name">The layer's name within its container.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="InvalidOperationException">The decoder has no cross attention.</exception>
    public Tensor Decode(Tensor target, Tensor memory, Pass pass, Tensor? hidden = null, Tensor? memoryHidden = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (!_crosses) throw new InvalidOperationException("This decoder stands alone and looks at no memory; make it with crossAttention: true.");
        return ApplyFormula(target, pass, name, () => Run(target, memory, pass, hidden, memoryHidden));
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        (int inputs, int heads, int layers) = MapExtents(arguments);
        return new TransformerDecoder(inputs, heads, layers, arguments.Boolean("cross_attention", _crosses), MapOptions(arguments));
    }
}
