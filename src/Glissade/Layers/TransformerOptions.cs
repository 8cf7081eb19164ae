namespace Glissade;

/// <summary>What the layers of a transformer are made of; the defaults are PyTorch's.</summary>
/// <example>
/// <code>
/// var encoder = new TransformerEncoder(64, heads: 4, layers: 2, options: new TransformerOptions { FeedForward = 256, Activation = new GELU(), NormFirst = true });
/// </code>
/// </example>
public sealed record TransformerOptions
{
    /// <summary>How many numbers a step has between the two products of the feed-forward part; 2048 by default.</summary>
    public int FeedForward { get; init; } = 2048;

    /// <summary>How likely a number is dropped while training: weights of the attention, numbers of the feed-forward part, and what either part gives; 0.1 by default.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>What bends the numbers of the feed-forward part; ReLU by default. If it has parameters, all layers share them.</summary>
    public Layer Activation { get; init; } = new ReLU();

    /// <summary>Whether each part normalizes what it takes, and not what it and its input come to; false by default, as in the paper.</summary>
    public bool NormFirst { get; init; }

    /// <summary>Added to the variance where numbers are normalized; 1e-5 by default.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether what the last layer gives is normalized once more, as is usual where <see cref="NormFirst"/> is set; false by default.</summary>
    public bool FinalNorm { get; init; }

    /// <summary>What turns queries and keys by their places where a sequence attends to itself; nothing by default.</summary>
    public RotaryEmbedding? Rotary { get; init; }

    /// <summary>float32, the default, or float64.</summary>
    public DType Type { get; init; } = DType.Float32;
}
