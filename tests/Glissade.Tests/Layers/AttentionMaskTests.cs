namespace Glissade.Tests.Layers;

/// <summary>A mask that does not fit is refused in the words of whoever gave it, however the attention is computed.</summary>
public sealed class AttentionMaskTests
{
    private static readonly Shape s_scores = new(2, 4, 3, 5);

    [Fact]
    public void Whatever_broadcasts_to_the_scores_has_four_axes()
    {
        foreach ((int[] given, int[] expected) in (ReadOnlySpan<(int[], int[])>)[([2, 5], [2, 1, 1, 5]), ([1, 5], [1, 1, 1, 5]), ([5], [1, 1, 1, 5]), ([], [1, 1, 1, 1]), ([4, 3, 5], [1, 4, 3, 5]), ([2, 1, 3, 1], [2, 1, 3, 1]), ([2, 4, 3, 5], [2, 4, 3, 5])])
            Assert.Equal(new Shape(expected), AttentionMask.Of(Mask(given), s_scores, "hidden").Shape);
    }

    [Theory]
    [InlineData(new[] { 2, 1, 1, 4 }, "Cut it, fill it up or make it for these lengths.")]
    [InlineData(new[] { 3, 5 }, "If all examples and heads share it, give mask.Reshape(1, 1, 3, 5).")]
    [InlineData(new[] { 8, 3, 5 }, "If its numbers are in this order, give mask.Reshape(2, 4, 3, 5).")]
    [InlineData(new[] { 1, 2, 4, 3, 5 }, "If its numbers are in this order, give mask.Reshape(2, 4, 3, 5).")]
    public void A_mask_that_does_not_fit_is_named_with_what_would(int[] shape, string remedy)
    {
        string message = Assert.Throws<ShapeException>(() => AttentionMask.Of(Mask(shape), s_scores, "hidden")).Message;
        Assert.Equal($"the mask 'hidden' is bool {new Shape(shape)}, and the scores are [2, 4, 3, 5]: examples, heads, steps, others. A mask is bool, true where a step may not be seen, and is "
            + $"[2, 5] for padding, or has four axes, each 1 or as long as that of the scores, such as [1, 1, 3, 5]. {remedy}", message);
    }

    [Fact]
    public void A_mask_of_numbers_is_refused()
    {
        string message = Assert.Throws<ShapeException>(() => AttentionMask.Of(Tensor.Zeros(new Shape(2, 5)), s_scores, "hidden")).Message;
        Assert.Contains("the mask 'hidden' is float32 [2, 5]", message, StringComparison.Ordinal);
        Assert.EndsWith("Make it bool, as mask.IsNotEqual(0) does.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_name_the_mask_that_they_were_given()
    {
        Tensor x = Tensor.Zeros(new Shape(1, 3000, 4)), memory = Tensor.Zeros(new Shape(1, 6, 4));
        var attention = new MultiHeadAttention(4, 1);
        // Long enough for blocks, whose shapes nobody gave.
        Assert.StartsWith("the mask 'hidden' is bool [1, 1, 3005, 3000], and the scores are [1, 1, 3000, 3000]",
            Assert.Throws<ShapeException>(() => attention.Attend(x, x, x, Mask(1, 1, 3005, 3000), Pass.Inference())).Message, StringComparison.Ordinal);
        string encoding = Assert.Throws<ShapeException>(() => new TransformerEncoder(4, 1).Encode(x, Mask(2, 3000), Pass.Inference(), "encoder")).Message;
        Assert.StartsWith("layer 'encoder/layer1/self_attention'", encoding, StringComparison.Ordinal);
        Assert.Contains("the mask 'hidden' is bool [2, 3000]", encoding, StringComparison.Ordinal);
        Assert.Contains("the mask 'memoryHidden' is bool [1, 7]",
            Assert.Throws<ShapeException>(() => new TransformerDecoder(4, 1, crossAttention: true).Decode(x, memory, Pass.Inference(), memoryHidden: Mask(1, 7))).Message, StringComparison.Ordinal);
    }

    private static Tensor Mask(params int[] shape) => Tensor.Full(0, new Shape(shape), DType.Bool);
}
