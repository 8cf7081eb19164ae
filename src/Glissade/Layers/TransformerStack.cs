namespace Glissade;

/// <summary>What transformers share: layers of one making, one upon the other, over [examples, steps, inputs].</summary>
public abstract class TransformerStack : Layer
{
    private const long MostNumbers = 1L << 29;
    private readonly int _inputs, _heads;
    private readonly TransformerBlock[] _blocks;
    private readonly LayerNorm? _norm;

    private protected TransformerStack(int inputs, int heads, int layers, bool causal, bool crosses, TransformerOptions? options)
    {
        Options = options ?? new TransformerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.FeedForward, 1, nameof(options));
        ArgumentNullException.ThrowIfNull(Options.Activation, nameof(options));
        if ((long)inputs * Options.FeedForward > MostNumbers) throw new ArgumentException($"A feed-forward part of {inputs} times {Options.FeedForward} numbers is more than {MostNumbers}; take fewer.");
        (_inputs, _heads) = (inputs, heads);
        _blocks = [.. Enumerable.Range(1, layers).Select(layer => AddLayer($"layer{layer}", new TransformerBlock(inputs, heads, causal, crosses, Options)))];
        if (Options.FinalNorm) _norm = AddLayer("norm", new LayerNorm(inputs, Options.Epsilon, type: Options.Type));
    }

    /// <summary>What its layers are made of.</summary>
    public TransformerOptions Options { get; }

    /// <summary>How many layers stand one upon the other.</summary>
    public int Depth => _blocks.Length;

    private protected Tensor Run(Tensor x, Tensor? memory, Pass pass, Tensor? hidden, Tensor? memoryHidden)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        if (x.Rank != 3 || x.Shape[2] != _inputs) throw new ShapeException($"it takes sequences of {_inputs} numbers a step, [examples, steps, {_inputs}]; put an Embedding or a Linear before it.");
        if (memory is not null && (memory.Rank != 3 || memory.Shape[2] != _inputs || memory.Shape[0] != x.Shape[0]))
            throw new ShapeException($"its memory is [examples, others, {_inputs}], with as many examples as the sequence {x.Shape}; got {memory.Shape}.");
        for (int i = 0; i < _blocks.Length; i++)
        {
            (TransformerBlock block, Tensor input) = (_blocks[i], x);
            x = block.ApplyFormula(input, pass, $"layer{i + 1}", () => block.Forward(input, memory, pass, hidden, memoryHidden));
        }

        return _norm is null ? x : _norm.Apply(x, pass, "norm");
    }

    private protected (int Inputs, int Heads, int Layers) MapExtents(Arguments arguments) =>
        (arguments.Width("inputs", _inputs), arguments.Extent("heads", _heads), arguments.Integer("layers", Depth, 1, 1000));

    private protected TransformerOptions MapOptions(Arguments arguments) => new()
    {
        FeedForward = arguments.Integer("feed_forward", Options.FeedForward, 1),
        Dropout = arguments.Fraction("dropout", Options.Dropout),
        Activation = arguments.Thing("activation", Options.Activation),
        NormFirst = arguments.Boolean("norm_first", Options.NormFirst),
        Epsilon = arguments.Positive("epsilon", Options.Epsilon),
        FinalNorm = arguments.Boolean("final_norm", Options.FinalNorm),
        Rotary = RotaryEmbedding.MapOptional(arguments, Options.Rotary),
        Type = arguments.Float("dtype", Options.Type),
    };

    /// <inheritdoc/>
    public override string Formula => Options.NormFirst ? "x + f(norm(x)), layer upon layer" : "norm(x + f(x)), layer upon layer";

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({_inputs}, {_heads}{(Depth == 1 ? "" : $", layers: {Depth}")})";
}
