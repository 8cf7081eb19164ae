using System.Text.Json;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Training;

namespace Glissade.Tests.Layers;

/// <summary>What attention and transformers do that PyTorch's numbers cannot say: what falls out at random, what is hidden, what distance means.</summary>
public sealed class TransformerTests
{
    private static readonly TransformerOptions s_small = new() { FeedForward = 5, Activation = new Tanh(), Type = DType.Float64 };

    [Fact]
    public void Gradients_agree_with_differences_while_training_too()
    {
        var rotary = new RotaryEmbedding(100);
        Check(new MultiHeadAttention(4, 2, dropout: 0.4, rotary: rotary, type: DType.Float64));
        Check(new TransformerEncoder(4, 2, 2, options: s_small with { Dropout = 0.3, NormFirst = true, FinalNorm = true, Rotary = rotary }));
        Check(new TransformerDecoder(4, 2, 2, options: s_small with { Dropout = 0.3 }));
        Check(new PositionalEmbedding(5, 4, type: DType.Float64));
        Check(new Lstm(4, 3, 3, dropout: 0.4, type: DType.Float64));
        Check(new Gru(4, 3, 2, bidirectional: true, dropout: 0.4, type: DType.Float64));
        Check(new Decoding());
        foreach (Layer layer in (Layer[])[new LayerNorm([3, 4], type: DType.Float64), new RmsNorm([3, 4], type: DType.Float64), new MaxPool(2, ceilMode: true), new AveragePool(2, ceilMode: true), new BatchNorm(3, momentum: null, type: DType.Float64)]) Check(layer);

        static void Check(Layer layer) => Differences.Check($"{layer}", GradientCheck.Of(layer, Sequence(2, 3, 4), Training(3)));
    }

    [Fact]
    public void Weights_of_an_attention_fall_out()
    {
        // All 20 weights are 1/20 and all values 1: what comes out counts those that are left.
        var attention = new MultiHeadAttention(2, 1, dropout: 0.25, type: DType.Float64);
        attention.OutputWeight.Set<double>([1, 0, 0, 1]);
        attention.InputBias!.Set<double>([0, 0, 0, 0, 1, 1]);
        Tensor x = Sequence(20, 20, 2);
        double[] found = Evaluated.Of(attention.Apply(x, Training(1)))[0];
        Assert.Equal(1, found.Average(), 0.03);
        Assert.All(found, value => Assert.Equal(Math.Round(value * 15), value * 15, 1e-9));
        Assert.True(found.Distinct().Count() > 3);
        Assert.All(Evaluated.Of(attention.Apply(x, Pass.Inference()))[0], value => Assert.Equal(1, value, 1e-12));
        Assert.Contains("give it the pass", Assert.Throws<ArgumentNullException>(() => attention.Attend(x, x, x)).Message);
    }

    [Fact]
    public void What_one_recurrent_layer_gives_to_the_next_falls_out_and_what_the_last_gives_does_not()
    {
        var both = new Rnn(2, 200, layers: 2, dropout: 0.5);
        both.Initialize(1);
        Tensor x = Sequence(3, 4, 2).Cast(DType.Float32);
        double[] trained = Evaluated.Of(both.Apply(x, Training(1)))[0], other = Evaluated.Of(both.Apply(x, Training(2)))[0], predicted = Evaluated.Of(both.Apply(x, Pass.Inference()))[0];
        Assert.DoesNotContain(0, trained);
        Assert.NotEqual(trained, other);
        Assert.NotEqual(trained, predicted);
        Assert.Contains("there is one", Assert.Throws<ArgumentException>(() => new Lstm(2, 3, dropout: 0.5)).Message);
    }

    [Fact]
    public void A_decoder_never_looks_ahead()
    {
        foreach (TransformerOptions options in (TransformerOptions[])[s_small, s_small with { NormFirst = true, Rotary = new RotaryEmbedding() }])
        {
            var decoder = new TransformerDecoder(4, 2, 2, options: options);
            decoder.Initialize(2);
            Tensor x = Sequence(2, 5, 4), y = decoder.Apply(x, Pass.Inference()), cut = decoder.Apply(x.Narrow(1, 0, 3), Pass.Inference());
            double[][] found = Evaluated.Of(y.Narrow(1, 0, 3), cut);
            for (int i = 0; i < found[0].Length; i++) Assert.Equal(found[0][i], found[1][i], 1e-12);
        }
    }

    [Fact]
    public void A_memory_is_for_those_that_look_at_one()
    {
        Tensor x = Sequence(2, 3, 4);
        Assert.Contains("crossAttention: true", Assert.Throws<InvalidOperationException>(() => new TransformerDecoder(4, 2, options: s_small).Decode(x, x, Pass.Inference())).Message);
        var decoder = new TransformerDecoder(4, 2, crossAttention: true, options: s_small);
        Assert.Contains("as many examples", Assert.Throws<ShapeException>(() => decoder.Decode(x, Sequence(3, 3, 4), Pass.Inference())).Message);
        // Parameters of a cross attention that nobody calls would never be trained.
        Assert.Throws<ShapeException>(() => decoder.Apply(x, Pass.Inference()));
    }

    [Fact]
    public void Turned_steps_know_their_distance_alone()
    {
        foreach (bool interleaved in (bool[])[true, false])
        {
            // The same two vectors at every step: their product depends on how far apart the steps are.
            Tensor a = Sequence(1, 1, 6).BroadcastTo(new Shape(1, 8, 6)), b = (Sequence(1, 1, 6) * 2 - 0.3).BroadcastTo(new Shape(1, 8, 6));
            var rotary = new RotaryEmbedding(50, interleaved);
            double[] products = Evaluated.Of(rotary.Apply(a, Pass.Inference()).MatMul(rotary.Apply(b, Pass.Inference()).Transpose()))[0];
            for (int i = 1; i < 8; i++)
                for (int j = 1; j < 8; j++) Assert.Equal(products[(i - 1) * 8 + j - 1], products[i * 8 + j], 1e-12);
            Assert.True(Math.Abs(products[0] - products[1]) > 1e-3);
        }
    }

    [Fact]
    public void Widths_come_from_the_layer_before()
    {
        JsonElement json = JsonDocument.Parse("""
            ["embedding(entries=7, width=8)", "positional_embedding(steps=6)", "transformer_encoder(heads=2, layers=2, feed_forward=16)", "layer_norm", "transformer_decoder(heads=4, feed_forward=16, activation=gelu)",
             "last_step", "linear(outputs=3)"]
            """).RootElement;
        Layer network = Catalog.ReadNetwork(json, new Shape(6));
        Assert.Equal(new Shape(5, 3), network.Apply(new Input("x", new Shape(5, 6)), Pass.Inference()).Shape);
        Assert.Contains(network.States(), state => state.Path == "transformerencoder1/layer2/self_attention/in_proj_weight");
    }

    [Fact]
    public void One_is_trained_explained_saved_and_loaded()
    {
        string folder = Toy.Folder();
        try
        {
            // Which of three words stands first: without places nobody could say.
            int[] words = [.. Toy.Numbers(5).Take(120 * 4).Select(u => (int)(u * 3))];
            Dataset data = Dataset.From<int, int>(words, new Shape(4), [.. Enumerable.Range(0, 120).Select(i => words[4 * i])]);
            var network = new Sequential(new Embedding(3, 8), new PositionalEmbedding(4, 8, sinusoidal: true), new TransformerEncoder(8, 2, options: new TransformerOptions { FeedForward = 16, Dropout = 0.1 }),
                new LastStep(), new Linear(8, 3));
            var trainer = new Trainer(network, new CrossEntropy(), new Adam { LearningRate = 1e-2f });
            History history = trainer.Fit(data, data, epochs: 30);
            Assert.True(history.Finish.Validation["accuracy"] > 0.95, $"{history.Finish.Validation["accuracy"]} of the words were found.");

            string path = Path.Combine(folder, "model.safetensors");
            trainer.Save(path, data);
            Assert.Equal(history.Finish.Validation["loss"], Model.Load(path).Evaluate(data).Loss);

            Explanation explained = new Explainer(trainer).Explain(data, 0);
            Assert.Contains(explained.Layers, layer => layer.Path == "transformerencoder1/layer1/self_attention" && layer.Parameters.Count == 4);
            Assert.Equal(network.States().Select(state => state.Path).Order(), explained.Layers.SelectMany(layer => layer.Parameters).Select(parameter => parameter.Path).Order());
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static Tensor Sequence(params ReadOnlySpan<int> extents)
    {
        var shape = new Shape(extents);
        return Tensor.From(new RowSamples((int)shape.Count).Between(-2, 2, shape.Count), shape);
    }

    private static Pass Training(int seed)
    {
        Tensor number = Tensor.Scalar(seed, DType.Int32);
        return Pass.ForTraining(number, number, Tensor.Scalar(0, DType.Int32));
    }

    // A decoder in a layer of one's own: the first step is its memory.
    private sealed class Decoding : Layer
    {
        private readonly TransformerDecoder _decoder;

        public Decoding() => _decoder = AddLayer("decoder", new TransformerDecoder(4, 2, 2, crossAttention: true, options: s_small with { Dropout = 0.2 }));

        public override Tensor Forward(Tensor x, Pass pass) => _decoder.Decode(x, x.Narrow(1, 0, 1), pass, name: "decoder");
    }
}
