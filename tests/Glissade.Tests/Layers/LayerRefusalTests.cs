using System.Text.Json;
using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Layers;

/// <summary>What does not fit is said with shapes and a way out; what is left out is read from the layer before.</summary>
public sealed class LayerRefusalTests
{
    [Theory]
    [InlineData("conv2d(channels=3, filters=2, kernel=3)", new[] { 2, 5, 5, 3 }, "permute(axes=[3, 1, 2])")]
    [InlineData("conv2d(channels=3, filters=2, kernel=3)", new[] { 2, 4, 5, 5 }, "3 channels in axis 1 of [examples, channels, …]; make it with channels=4, or let the layer before it give 3")]
    [InlineData("conv3d(channels=3, filters=2, kernel=1)", new[] { 2, 4, 5, 3, 6 }, "if they stand in axis 3, put permute(axes=[3, 1, 2, 4]) before it; else make it with channels=4")]
    [InlineData("conv_transpose3d(channels=3, filters=2, kernel=1)", new[] { 2, 4, 5, 6, 7 }, "make it with channels=4")]
    [InlineData("conv_transpose3d(channels=3, filters=2, kernel=1)", new[] { 2, 3, 5, 6 }, "3 spatial axes")]
    [InlineData("linear(inputs=4, outputs=2)", new[] { 3, 5 }, "4 inputs in the last axis of [examples, …, 4]; make it with inputs=5, or let the layer before it give 4")]
    [InlineData("linear(inputs=4, outputs=2)", new[] { 3, 4, 5 }, "if they stand in axis 1, put permute(axes=[2, 1]) before it; else make it with inputs=5")]
    [InlineData("linear(inputs=4, outputs=2)", new[] { 3 }, "put a Reshape before it")]
    [InlineData("conv2d(channels=3, filters=2, kernel=3)", new[] { 2, 3, 5 }, "2 spatial axes")]
    [InlineData("conv2d(channels=3, filters=2, kernel=3)", new[] { 2, 3, 5, 2 }, "reaches over 3 along axis 3, which has 2")]
    [InlineData("conv_transpose1d(channels=3, filters=2, kernel=1, padding=1)", new[] { 2, 3, 2 }, "pad less")]
    [InlineData("max_pool(kernel=2)", new[] { 2, 3 }, "one to three spatial axes")]
    [InlineData("max_pool(kernel=2, padding=2)", new[] { 2, 3, 4 }, "more than half")]
    [InlineData("max_pool(kernel=[2, 2])", new[] { 2, 3, 4 }, "needs one number, or 1")]
    [InlineData("batch_norm(channels=3)", new[] { 2, 4 }, "make it with channels=4")]
    [InlineData("layer_norm(inputs=3)", new[] { 2, 4 }, "3 numbers in the last axis of [examples, …, 3]; make it with inputs=4")]
    [InlineData("group_norm(groups=2, channels=4)", new[] { 2, 3, 4 }, "put permute")]
    [InlineData("bilinear(left=2, right=3, outputs=1)", new[] { 2, 4 }, "make it with left+right=4")]
    [InlineData("reshape(shape=[2, -1])", new[] { 2, 3 }, "an example has 3 numbers, which do not make [2, -1]; give extents whose product is 3")]
    [InlineData("permute(axes=[2, 1])", new[] { 2, 3 }, "examples of 2 axes; name each axis of the input once, from 1 to 1")]
    [InlineData("pad(before=3, mode=reflect)", new[] { 2, 1, 3 }, "at most 2")]
    [InlineData("residual(layers=[linear(inputs=3, outputs=2)])", new[] { 4, 3 }, "[4, 2], which cannot be added to [4, 3]")]
    [InlineData("parallel(branches=[linear(inputs=3, outputs=2), identity], combine=add)", new[] { 4, 3 }, "[4, 2] and [4, 3]")]
    [InlineData("lstm(inputs=3, hidden=2)", new[] { 4, 3 }, "[examples, steps, 3]")]
    [InlineData("multi_head_attention(inputs=4, heads=2)", new[] { 4, 3, 3 }, "[examples, steps, 4]")]
    [InlineData("weight_norm(inner=linear(inputs=3, outputs=2))", new[] { 4, 2 }, "3 inputs")]
    [InlineData("numeric_embedding(features=3, width=2)", new[] { 4, 2 }, "3 features in the last axis of [examples, …, 3]; make it with features=2")]
    [InlineData("category_embedding(cardinalities=[2, 3], widths=1)", new[] { 4, 3 }, "as many cardinalities as there are columns, 3")]
    [InlineData("batch_ensemble_linear(inputs=3, outputs=2, members=4)", new[] { 5, 2, 3 }, "all of its 4 members get, or [examples, 4, 3], a row for each; make it with members=2")]
    [InlineData("multi_head_attention(inputs=4, heads=2, key_inputs=3)", new[] { 4, 3, 4 }, "a key [examples, others, 3] and a value [examples, others, 4]; got")]
    [InlineData("layer_norm(inputs=[2, 3])", new[] { 4, 3, 2 }, "make it with inputs=[3, 2]")]
    [InlineData("rms_norm(inputs=[2, 3])", new[] { 2, 3 }, "[examples, …, 2, 3]")]
    [InlineData("max_pool(kernel=4, stride=2, ceil_mode=true)", new[] { 2, 3, 2 }, "reaches over 4 along axis 2, which has 2")]
    [InlineData("positional_embedding(steps=3, inputs=4)", new[] { 2, 5, 4 }, "rows for 3 steps, and the sequence has 5; make it with steps=5")]
    [InlineData("positional_embedding(steps=3, inputs=4)", new[] { 2, 4 }, "[examples, steps, 4]")]
    [InlineData("positional_embedding(steps=3, inputs=4, kind=sinusoidal)", new[] { 2, 4, 4 }, "rows for 3 steps")]
    [InlineData("rotary_embedding", new[] { 2, 4, 3 }, "an even width")]
    [InlineData("transformer_encoder(inputs=4, heads=2, feed_forward=3)", new[] { 2, 4, 3 }, "[examples, steps, 4]")]
    [InlineData("transformer_decoder(inputs=4, heads=2, feed_forward=3)", new[] { 2, 4 }, "put an Embedding or a Linear before it")]
    [InlineData("transformer_decoder(inputs=4, heads=2, feed_forward=3, cross_attention=true)", new[] { 2, 3, 4 }, "call Decode(target, memory, pass)")]
    public void An_input_that_does_not_fit_is_refused_with_a_way_out(string text, int[] shape, string message)
    {
        Layer layer = Catalog.Layers.Parse(text);
        Assert.Contains(message, Assert.Throws<ShapeException>(() => layer.Apply(new Input("x", new Shape(shape)), Pass.Inference())).Message);
    }

    [Theory]
    [InlineData(1.5f, "embedding1: W[x]: the number at position [1, 1] of [3, 2] is not whole; an embedding of 5 entries takes whole numbers from 0 to 4: number the things from 0, or take a numeric_embedding")]
    [InlineData(float.NaN, "the number at position [1, 1] of [3, 2] is not whole")]
    [InlineData(-1, "the index -1 at position [1, 1] of [3, 2] is outside the axis, whose extent is 5; indices go from 0 to 4")]
    [InlineData(5, "the index 5 at position [1, 1] of [3, 2] is outside the axis, whose extent is 5; indices go from 0 to 4")]
    public void A_number_that_is_no_entry_of_an_embedding_is_named(float bad, string message)
    {
        var layer = new Embedding(5, 3);
        layer.Initialize();
        Tensor rows = layer.Apply(Tensor.From([1f, 2, 3, bad, 1, 1], new Shape(3, 2)), Pass.Inference(), "embedding1");
        Assert.Contains(message, Assert.Throws<IndexException>(() => rows.ToArray<float>()).Message);
    }

    [Fact]
    public void A_batch_of_one_has_no_variance()
    {
        var one = new Input("x", new Shape(1, 3));
        Assert.Contains("two examples or more", Assert.Throws<ShapeException>(() => new BatchNorm(3).Apply(one, Training())).Message);
        Assert.Equal(one.Shape, new BatchNorm(3).Apply(one, Pass.Inference()).Shape);
        // A picture of more than one place has.
        Assert.Equal(new Shape(1, 3, 2), new BatchNorm(3).Apply(new Input("x", new Shape(1, 3, 2)), Training()).Shape);
        Assert.Contains("one number", Assert.Throws<ShapeException>(() => new InstanceNorm(3).Apply(new Input("x", new Shape(4, 3, 1)), Training())).Message);
    }

    [Fact]
    public void Channels_and_widths_come_from_the_layer_before()
    {
        JsonElement json = JsonDocument.Parse("""
            ["conv2d(filters=4, kernel=3, padding=same)", "batch_norm", "relu", "max_pool(kernel=2)",
             {"type": "residual", "layers": ["conv2d(filters=6, kernel=1)", "group_norm(groups=2)"], "projection": "conv2d(filters=6, kernel=1)"},
             {"type": "parallel", "branches": ["conv2d(filters=2, kernel=1)", "identity"]}, "global_average_pool", "linear(outputs=3)"]
            """).RootElement;
        Layer network = Catalog.ReadNetwork(json, new Shape(1, 8, 8));
        Assert.Equal(new Shape(5, 3), network.Apply(new Input("x", new Shape(5, 1, 8, 8)), Pass.Inference()).Shape);
        JsonElement sequence = JsonDocument.Parse("""[{"type": "time_distributed", "inner": "sequential(layers=[conv2d(filters=2, kernel=2), flatten])"}, "lstm(hidden=4)", "last_step", "linear(outputs=1)"]""").RootElement;
        Assert.Equal(new Shape(2, 1), Catalog.ReadNetwork(sequence, new Shape(5, 1, 3, 3)).Apply(new Input("x", new Shape(2, 5, 1, 3, 3)), Pass.Inference()).Shape);
    }

    [Fact]
    public void A_thing_that_is_none_ends_the_run()
    {
        var table = new Embedding(3, 2);
        table.Initialize();
        Assert.ThrowsAny<Exception>(() => Evaluated.Of(table.Apply(Tensor.From([3.0f]), Pass.Inference())));
        Assert.ThrowsAny<Exception>(() => Evaluated.Of(table.Apply(Tensor.From([0.5f]), Pass.Inference())));
    }

    [Fact]
    public void A_step_that_sees_nothing_gives_the_bias()
    {
        var attention = new MultiHeadAttention(2, 1, type: DType.Float64);
        attention.Initialize();
        attention.OutputBias!.Set<double>([0.5, -1]);
        Tensor x = Tensor.From([1.0, 2, 3, 4]).Reshape(1, 2, 2);
        Assert.Equal([0.5, -1, 0.5, -1], Evaluated.Of(attention.Attend(x, x, x, Tensor.From([true, true], new Shape(1, 2))))[0]);
    }

    private static Pass Training()
    {
        Tensor zero = Tensor.Scalar(0, DType.Int32);
        return Pass.ForTraining(zero, zero, zero);
    }
}
