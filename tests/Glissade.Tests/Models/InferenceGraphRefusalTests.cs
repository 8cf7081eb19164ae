namespace Glissade.Tests.Models;

/// <summary>Models that cannot be saved, and files that hold no model.</summary>
public sealed class InferenceGraphRefusalTests
{
    [Fact]
    public void A_mean_over_the_batch_is_refused_by_layer_and_operation()
    {
        GlissadeException refusal = Refusal(batch =>
        {
            using (Provenance.Enter("norm", "x − mean"))
                return Input(batch) is var x ? (x, x - x.Mean(0)) : default;
        });
        Assert.Contains("norm: x − mean", refusal.Where);
        Assert.Contains("another number", refusal.Message);
        Assert.NotEmpty(refusal.Remedy);
    }

    [Fact]
    public void A_number_that_does_not_grow_evenly_is_refused()
    {
        GlissadeException refusal = Refusal(batch => Input(batch) is var x ? (x, x.Narrow(0, 0, batch / 2)) : default);
        Assert.Contains("'extent' of the operation Slice is 5, 6 and 18 at batches of 11, 13 and 37", refusal.Message);
    }

    [Fact]
    public void Another_operation_at_another_batch_is_refused() =>
        Assert.Contains("at another batch size", Refusal(batch => Input(batch) is var x ? (x, batch < 20 ? x.Tanh() : x.Exp()) : default).Message);

    [Fact]
    public void More_operations_at_another_batch_are_refused() =>
        Assert.Contains("at another batch size", Refusal(batch => Input(batch) is var x ? (x, Enumerable.Range(0, batch).Aggregate((Tensor)x, (sum, _) => sum + x)) : default).Message);

    [Fact]
    public void An_array_that_depends_on_the_batch_is_refused() =>
        Assert.Contains("depends on the batch size", Refusal(batch => Input(batch) is var x ? (x, x * Tensor.From([batch, 1f, 2f])) : default).Message);

    [Fact]
    public void A_state_without_a_name_is_refused()
    {
        var weight = new Parameter("stray", new Shape(3));
        Assert.Contains("'stray', which is not saved with it", Refusal(batch => Input(batch) is var x ? (x, x * weight) : default).Message);
    }

    [Fact]
    public void A_state_made_anew_at_every_build_is_refused() =>
        Assert.Contains("is another state", Refusal(batch => Input(batch) is var x ? (x, x * new Parameter("fresh", new Shape(3))) : default).Message);

    [Fact]
    public void An_input_that_is_not_listed_is_refused() =>
        Assert.Contains("'hidden', which is not among its inputs", Refusal(batch => Input(batch) is var x ? (x, x * new Input("hidden", new Shape(3))) : default).Message);

    [Fact]
    public void Two_names_that_are_equal_are_refused()
    {
        Assert.Throws<ArgumentException>(() => InferenceGraph.Capture(batch => ([Input(batch), Input(batch)], [("y", Input(batch))]), new Dictionary<State, string>()));
        Assert.Throws<ArgumentException>(() => InferenceGraph.Capture(batch => Input(batch) is var x ? ([x], [("y", x), ("y", x)]) : default, new Dictionary<State, string>()));
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "'version' is missing")]
    [InlineData("""{"version":1,"version":1}""", "not valid JSON")]
    [InlineData("""{"version":2}""", "of version 2")]
    [InlineData("""{"version":1,"places":[],"nodes":[],"inputs":[],"outputs":[],"more":1}""", "the word 'more' is not known")]
    [InlineData("""{"version":1,"places":[],"nodes":[],"inputs":[],"outputs":[]}""", "no output")]
    [InlineData("""{"version":1,"places":[["",7]],"nodes":[],"inputs":[],"outputs":[]}""", "a formula is no text")]
    [InlineData("""{"version":1,"places":[["\ud800",""]],"nodes":[],"inputs":[],"outputs":[]}""", "not valid JSON")]
    public void What_is_no_graph_is_refused(string json, string message) => Assert.Contains(message, Refused(json).Message);

    [Theory]
    [InlineData("""{"op":"Frobnicate","in":[0]}""", "'Frobnicate' is not known")]
    [InlineData("""{"op":"Tanh","in":[1]}""", "node 1, which does not stand before it")]
    [InlineData("""{"op":"Tanh","in":[-1]}""", "no whole number from 0")]
    [InlineData("""{"op":"Tanh","in":[0,0]}""", "takes 1 inputs; got 2")]
    [InlineData("""{"op":"Tanh","in":[0],"at":1}""", "names the place 1")]
    [InlineData("""{"op":"Tanh","in":[0],"exact":1}""", "neither true nor false")]
    [InlineData("""{"op":"Tanh","in":[0],"with":{"axis":0}}""", "1 attributes, and 0 are known")]
    [InlineData("""{"op":"Sum","in":[0],"with":{"axis":0}}""", "'cut' is missing")]
    [InlineData("""{"op":"Sum","in":[0],"with":{"axis":0,"cut":0}}""", "must be at least 1")]
    [InlineData("""{"op":"Sum","in":[0],"with":{"axis":2,"cut":1}}""", "no axis 2")]
    [InlineData("""{"op":"Sum","in":[0],"with":{"axis":true,"cut":1}}""", "'axis' is missing or of the wrong kind")]
    [InlineData("""{"op":"Sum","in":[0],"with":{"axis":0,"cut":9999999999}}""", "too large")]
    [InlineData("""{"op":"Sum","in":[0],"with":{"axis":0,"cut":9999999999999}}""", "beyond 2⁴⁰")]
    [InlineData("""{"op":"Concatenate","in":[],"with":{"axis":0}}""", "at least 1 inputs")]
    [InlineData("""{"op":"Broadcast","in":[0],"with":{"to":[2147483647,2147483647,{"a":0,"b":1},3]}}""", "more elements than can be counted")]
    [InlineData("""{"op":"Broadcast","in":[0],"with":{"to":[100000000,{"a":0,"b":1},3]}}""", "out of all proportion")]
    [InlineData("""{"op":"Broadcast","in":[0],"with":{"to":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,{"a":0,"b":1},3]}}""", "more than 16 axes")]
    [InlineData("""{"op":"Iota","in":[],"with":{"to":[1000000000],"axis":0}}""", "out of all proportion")]
    [InlineData("""{"op":"Slice","in":[0],"with":{"start":[0,0,0],"extent":[1,1,1],"step":[1,1,1]}}""", "does not fit")]
    [InlineData("""{"op":"Slice","in":[0],"with":{"start":[0,0],"extent":[1,1],"step":[1]}}""", "one start, extent and step")]
    [InlineData("""{"op":"Pad","in":[0],"with":{"before":[2147483647,0],"after":[2147483647,2],"between":[0,0],"value":"0"}}""", "too large")]
    [InlineData("""{"op":"Pad","in":[0],"with":{"before":[0,0],"after":[0,0],"between":[0,0],"value":"x"}}""", "no number")]
    [InlineData("""{"op":"Cast","in":[0],"with":{"to":"complex"}}""", "an element type that is not known")]
    [InlineData("""{"op":"Permute","in":[0],"with":{"axes":[0,0]}}""", "does not name every axis")]
    [InlineData("""{"op":"Gather","in":[0,0],"with":{"axis":0}}""", "int32 indices")]
    [InlineData("""{"op":"MatrixProduct","in":[0,0],"with":{"transpose_left":false,"transpose_right":true,"lanes":true,"cut":4096,"rows_of_example":1}}""", "summed in lanes")]
    [InlineData("""{"op":"WindowSum","in":[0],"with":{"extent":[65536,65536],"stride":[1,1],"before":[65535,65535],"after":[65535,65535],"dilation":[1,1]}}""", "larger than any")]
    [InlineData("""{"op":"WindowSum","in":[0],"with":{"extent":[1],"stride":[1,1],"before":[0],"after":[0],"dilation":[1]}}""", "for each axis")]
    [InlineData("""{"op":"WindowSum","in":[0],"with":{"extent":[65537],"stride":[1],"before":[0],"after":[0],"dilation":[65537]}}""", "too large")]
    [InlineData("""{"op":"ScanResult","in":[0],"with":{"index":0}}""", "does not have")]
    [InlineData("""{"call":"Softmax","in":[],"body":0,"axis":0}""", "no argument")]
    [InlineData("""{"call":"Softmax","in":[0,0],"body":0,"axis":0}""", "takes 1 arguments")]
    [InlineData("""{"call":"Softmax","in":[0],"body":0,"axis":7}""", "axis 7")]
    [InlineData("""{"call":"LogSumExp","in":[0],"body":0,"axis":1}""", "cannot give")]
    [InlineData("""{"call":"","in":[0],"body":0,"axis":1}""", "empty")]
    [InlineData("""{"scalar":"abc","type":"float32"}""", "no number")]
    [InlineData("""{"scalar":"0.5","type":"int32"}""", "cannot hold")]
    [InlineData("""{"count":{"a":1,"b":2147483647}}""", "too large")]
    [InlineData("""{"scalar":"0.5","type":"float16"}""", "'float16' is not known")]
    [InlineData("""{"state":"gone","type":"float32","shape":[2]}""", "'gone', which the graph reads, is missing")]
    [InlineData("""{"state":"w","type":"float32","shape":[2]}""", "'w' is float32 [3]")]
    [InlineData("""{"state":"w","type":"float32","shape":[{"a":3,"b":1}]}""", "'w' is float32 [3]")]
    [InlineData("""{"input":"z","type":"float32","shape":[3]}""", "not among those listed")]
    [InlineData("""{}""", "begins with ''")]
    [InlineData("""7""", "no object")]
    [InlineData("""{"op":"Scan","in":[0],"length":2,"reverse":false,"step":{"nodes":[],"carries":[],"items":[],"invariants":[],"next":[],"emitted":[]}}""", "not complete")]
    [InlineData("""{"op":"Scan","in":[0,0],"length":{"a":0,"b":1},"reverse":false,"step":{"nodes":[{"input":"i","type":"float32","shape":[3]}],"carries":[],"items":[0],"invariants":[],"next":[],"emitted":[0]}}""", "does not take 2 inputs")]
    [InlineData("""{"op":"Scan","in":[0],"length":7,"reverse":false,"step":{"nodes":[{"input":"i","type":"float32","shape":[3]}],"carries":[],"items":[0],"invariants":[],"next":[],"emitted":[0]}}""", "a sequence must be")]
    [InlineData("""{"op":"Scan","in":[0],"length":{"a":0,"b":1},"reverse":false,"step":{"nodes":[{"input":"i","type":"float32","shape":[3]}],"carries":[],"items":[0],"invariants":[],"next":[],"emitted":[0]}}""", "read by its results alone")]
    public void A_node_that_does_not_fit_is_refused(string node, string message)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        GlissadeException refusal = Refused(
            $$"""{"version":1,"places":[["head","x·W"]],"nodes":[{"input":"x","type":"float32","shape":[{"a":0,"b":1},3]},{{node}}],"inputs":[0],"outputs":[{"name":"y","node":1}]}""");
        Assert.Contains(message, refusal.Message);
        Assert.StartsWith("m.safetensors", refusal.Where);
        Assert.NotEmpty(refusal.Expected);
        Assert.NotEmpty(refusal.Remedy);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void What_does_not_fit_is_told_by_layer_and_operation()
    {
        GlissadeException refusal = Refused("""
            {"version":1,"places":[["head","x·W"]],"nodes":[{"input":"x","type":"float32","shape":[{"a":0,"b":1},3]},{"state":"w","type":"float32","shape":[3]},{"op":"Add","in":[0,1]}],
             "inputs":[0],"outputs":[{"name":"y","node":2}]}
            """);
        Assert.Equal("m.safetensors, layer head: x·W, the operation Add", refusal.Where);
    }

    [Fact]
    public void An_input_larger_than_any_is_refused() => Assert.Contains("more than anybody's 2 examples", Refused("""
        {"version":1,"places":[["",""]],"nodes":[{"input":"x","type":"float32","shape":[{"a":0,"b":1},2147483647]}],"inputs":[0],"outputs":[{"name":"y","node":0}]}
        """).Message);

    [Fact]
    public void Depth_is_limited()
    {
        // Scans within scans within scans; and more nodes than there may be.
        string json = """{"op":"Scan","in":[0],"length":1,"reverse":false,"step":{"nodes":[""";
        Assert.Contains("not valid JSON", Refused($$"""{"version":1,"places":[["",""]],"nodes":[{{string.Concat(Enumerable.Repeat(json, 10_000))}}""").Message);
        Assert.Contains("at most 1000000", Refused($$"""{"version":1,"places":[["",""]],"nodes":[{{string.Join(',', Enumerable.Repeat("1", 1_000_001))}}],"inputs":[],"outputs":[]}""").Expected);
    }

    [Fact]
    public void A_long_chain_is_built_and_a_longer_one_refused()
    {
        string Chain(int length) =>
            $$"""{"version":1,"places":[["",""]],"nodes":[{"scalar":"1","type":"float32"},{{string.Join(',', Enumerable.Range(0, length).Select(i => $$"""{"op":"Negate","in":[{{i}}]}"""))}}],"inputs":[],"outputs":[{"name":"y","node":{{length}}}]}""";
        Assert.Equal(1, InferenceGraph.Parse(Chain(100_000), _ => null).Build(1).Outputs[0].Tensor.Count);
        Assert.Contains("one upon the other", Refused(Chain(140_000)).Message);
    }

    private static Input Input(int batch) => new("x", new Shape(batch, 3));

    private static GlissadeException Refusal(Func<int, (Input X, Tensor Y)> build) => Assert.Throws<GlissadeException>(() => InferenceGraph.Capture(batch =>
    {
        (Input x, Tensor y) = build(batch);
        return ([x], [("y", y)]);
    }, new Dictionary<State, string>()));

    private static GlissadeException Refused(string json)
    {
        var weight = new Parameter("w", new Shape(3));
        return Assert.Throws<GlissadeException>(() => InferenceGraph.Parse(json, name => name == "w" ? weight : null, "m.safetensors").Build(2));
    }
}
