namespace Glissade;

/// <summary>
/// What embeddings of numeric features share: each feature becomes a few numbers by a fixed kind of formula, and these, by weights of that feature alone, so many outputs behind a ReLU:
/// [examples, …, features] → [examples, …, features·width], the outputs of the first feature first (Gorishniy et al. 2022). A Linear can follow at once.
/// </summary>
public abstract class FeatureEmbedding : Layer
{
    private protected FeatureEmbedding(int features, int terms, int width, DType type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (terms > ReadContext.MostNumbers / features / width) throw new ArgumentException($"{features} features of {terms} terms and {width} outputs make more weights than {ReadContext.MostNumbers}.");
        var fan = new Fan(terms, width);
        Weight = AddParameter("weight", new Shape(features, terms, width), new TorchInitializer(), fan, type);
        Bias = AddParameter("bias", new Shape(features, width), new TorchInitializer(), fan, type);
    }

    /// <summary>W, [features, terms, width].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [features, width].</summary>
    public Parameter Bias { get; }

    /// <summary>How many features it takes.</summary>
    public int Features => Weight.Shape[0];

    /// <summary>How many numbers it gives for each.</summary>
    public int Width => Weight.Shape[2];

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 2 || x.Shape[-1] != Features) throw new ShapeException($"it takes {Features} features in the last axis of [examples, …, {Features}]; {x.RemedyFor(-1, Features, "features")}.");
        Tensor terms = Terms(x.Reshape(-1, Features, 1)), products = terms.Permute(1, 0, 2).MatMul(Weight).Permute(1, 0, 2) + Bias;
        return products.Relu().Reshape([.. x.Shape.Extents[..^1], Features * Width]);
    }

    // [rows, features, 1] → [rows, features, terms].
    private protected abstract Tensor Terms(Tensor x);
}
