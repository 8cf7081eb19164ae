using Glissade.Tests.CatalogTests;
using Glissade.Tests.Training;

namespace Glissade.Tests.Layers;

/// <summary>Layers whose weight is a formula: they begin as the layer inside, are read everywhere, and keep what they have.</summary>
public sealed class ReparametrizedTests
{
    [Theory]
    [InlineData("linear(inputs=3, outputs=4)", "weight", new[] { 5, 3 })]
    [InlineData("conv2d(channels=2, filters=4, kernel=2)", "weight", new[] { 2, 2, 3, 4 })]
    [InlineData("conv_transpose1d(channels=2, filters=3, kernel=2)", "weight", new[] { 2, 2, 4 })]
    [InlineData("lstm(inputs=3, hidden=2, layers=2, bidirectional=true)", "weight_hh_l1_reverse", new[] { 2, 4, 3 })]
    [InlineData("gru(inputs=3, hidden=2)", "weight_ih_l0", new[] { 2, 4, 3 })]
    [InlineData("multi_head_attention(inputs=4, heads=2)", "out_proj_weight", new[] { 2, 3, 4 })]
    [InlineData("sequential(layers=[linear(inputs=3, outputs=4), tanh, linear(inputs=4, outputs=2)])", "linear2/weight", new[] { 5, 3 })]
    public void Weight_norm_begins_as_the_layer_inside(string inner, string parameter, int[] shape)
    {
        Layer plain = LayerTexts.Parse(inner, DType.Float64);
        var normalized = new WeightNorm(plain, parameter);
        normalized.Initialize(5);
        Tensor x = Evaluated.Constant(new RowSamples(3).Between(-2, 2, new Shape(shape).Count), new Shape(shape), DType.Float64);
        double[][] found = Evaluated.Of(normalized.Apply(x, Pass.Inference()), plain.Apply(x, Pass.Inference()));
        for (int i = 0; i < found[0].Length; i++) Assert.Equal(found[1][i], found[0][i], 1e-13);
        Differences.Check(inner, normalized.Apply(x, Pass.Inference()), [.. normalized.Parameters]);
    }

    [Fact]
    public void What_begins_as_a_formula_of_a_weight_follows_the_weight_that_was_given()
    {
        var inner = new Linear(2, 1, type: DType.Float64);
        var layer = new WeightNorm(inner);
        inner.Weight.Set<double>([3, 4]);
        layer.InitializeMissing(1);
        Assert.Equal([5.0], layer.Magnitude.Values<double>().ToArray());
        layer.Magnitude.Set<double>([2]);
        layer.InitializeMissing(2);
        Assert.Equal([2.0], layer.Magnitude.Values<double>().ToArray());
        inner.Bias!.Set<double>([0]);
        Assert.Equal(2 * (3 * 0.6 + 4 * 0.8), Evaluated.Of(layer.Apply(Tensor.From([3.0, 4]).Reshape(1, 2), Pass.Inference()))[0][0], 1e-14);
    }

    [Fact]
    public void Spectral_norm_begins_near_the_largest_singular_value()
    {
        // Three times an orthogonal matrix stretches everything threefold.
        var inner = new Linear(3, 3, bias: false, weights: new OrthogonalInitializer { Gain = 3 }, type: DType.Float64);
        var layer = new SpectralNorm(inner);
        layer.Initialize(4);
        Tensor eye = Tensor.From([1.0, 0, 0, 0, 1, 0, 0, 0, 1], new Shape(3, 3));
        double[][] found = Evaluated.Of(layer.Apply(eye, Pass.Inference()), inner.Weight);
        for (int i = 0; i < 9; i++) Assert.Equal(found[1][i] / 3, found[0][i], 1e-12);
        Assert.Equal(1, layer.Left.Values<double>().ToArray().Sum(value => value * value), 1e-12);
    }

    [Fact]
    public void Spectral_norm_moves_its_vectors_in_training_alone()
    {
        var layer = new SpectralNorm(new Linear(3, 2));
        var x = new Input("x", new Shape(4, 3));
        Pass predicting = Pass.Inference(), training = Training();
        layer.Apply(x, predicting);
        layer.Apply(x, training);
        Assert.Empty(predicting.Updates);
        Assert.Equal([layer.Left, layer.Right], training.Updates.Select(update => update.State));
        // Used twice in a step, it writes them once.
        layer.Apply(x, training);
        Assert.Equal(2, training.Updates.Count);
    }

    [Fact]
    public void A_layer_used_twice_is_normalized_once_each_time()
    {
        var inner = new Linear(3, 3, type: DType.Float64);
        var layer = new WeightNorm(inner);
        layer.Initialize(7);
        layer.Magnitude.Set<double>([2, 3, 4]);
        Tensor x = Evaluated.Constant(new RowSamples(3).Between(-2, 2, 12), new Shape(4, 3), DType.Float64);
        Tensor effective = inner.Weight.Normalize(0) * layer.Magnitude, once = x.MatMul(effective) + inner.Bias!, twice = once.MatMul(effective) + inner.Bias!;
        Pass pass = Pass.Inference();
        double[][] found = Evaluated.Of(layer.Apply(layer.Apply(x, pass), pass), twice);
        for (int i = 0; i < found[0].Length; i++) Assert.Equal(found[1][i], found[0][i], 1e-13);
    }

    [Fact]
    public void What_a_layer_inside_writes_is_of_the_weight_s_formula()
    {
        // A batch norm behind the product keeps the mean of what the normalized weight gives.
        var linear = new Linear(2, 2, bias: false, type: DType.Float64);
        var norm = new BatchNorm(2, type: DType.Float64);
        var layer = new WeightNorm(new Sequential(linear, norm), "linear1/weight");
        layer.Initialize();
        linear.Weight.Set<double>([3, 0, 4, 5]);
        layer.Magnitude.Set<double>([10, 1]);
        Pass pass = Training();
        layer.Apply(Tensor.From([1.0, 1, 3, 3], new Shape(2, 2)), pass);
        double[] mean = Evaluated.Of(pass.Updates.Single(update => ReferenceEquals(update.State, norm.RunningMean)).Value)[0];
        Assert.Equal(0.1 * 28, mean[0], 1e-13);
        Assert.Equal(0.1 * 2, mean[1], 1e-13);
    }

    [Fact]
    public void Weights_of_zeros_give_numbers()
    {
        foreach (Layer layer in (Layer[])[new WeightNorm(new Linear(2, 2, weights: new ZerosInitializer())), new SpectralNorm(new Linear(2, 2, weights: new ZerosInitializer()))])
        {
            layer.Initialize();
            Tensor y = layer.Apply(Tensor.From([1f, 2, 3, 4], new Shape(2, 2)), Training());
            Assert.All(Evaluated.Of([y, .. Gradient.Of(y.Sum(), [.. layer.Parameters])]), values => Assert.All(values, value => Assert.True(double.IsFinite(value))));
        }
    }

    [Fact]
    public void A_layer_without_the_weight_is_refused()
    {
        Assert.Equal("Lstm(3, 2) has no parameter 'weight' to replace; its parameters are weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0.", Assert.Throws<ArgumentException>(() => new WeightNorm(new Lstm(3, 2))).Message);
        Assert.Equal("ReLU has no parameter 'weight' to replace; it has no parameters.", Assert.Throws<ArgumentException>(() => new SpectralNorm(new ReLU())).Message);
        Assert.Contains("two axes or more", Assert.Throws<ArgumentException>(() => new WeightNorm(new LayerNorm(3))).Message);
    }

    [Fact]
    public void A_network_of_them_is_trained_resumed_saved_and_shown()
    {
        string folder = Toy.Folder(), path = Path.Combine(folder, "model.safetensors"), checkpoint = Path.Combine(folder, "last.safetensors");
        try
        {
            Dataset train = Toy.Classes(200), validation = Toy.Classes(70, 2);
            Layer whole = Network();
            var trainer = new Trainer(whole, new CrossEntropy(), new Adam { LearningRate = 1e-2f });
            History history = trainer.Fit(train, validation, epochs: 5);
            Assert.True(history.Epochs[^1].TrainLoss < history.Epochs[0].TrainLoss);
            trainer.Save(path, train);
            Model model = Model.Load(path);
            Assert.Equal(history.Finish.Validation["loss"], model.Evaluate(validation).Loss);
            Assert.Equal(["WeightNorm(Linear(2, 8))", "Tanh", "SpectralNorm(Linear(8, 8))", "ReLU", "Linear(8, 3)"], model.Layers.Select(layer => layer.Layer));
            Assert.Equal([2 * 8 + 8 + 8, 0, 8 * 8 + 8, 0, 8 * 3 + 3], model.Layers.Select(layer => (int)layer.Parameters));

            // It is explained as one thing, with all that it owns.
            ExplainedLayer explained = new Explainer(trainer).Explain(train, 0).Layers[0];
            Assert.Equal(("WeightNorm(Linear(2, 8))", 3), (explained.Kind, explained.Parameters.Count));
            Assert.Empty(explained.Forward);

            using var cancel = new CancellationTokenSource();
            int taken = 0;
            var stopping = new LambdaSchedule((_, _) =>
            {
                if (++taken == 7) cancel.Cancel();
                return 1;
            });
            new Trainer(Network(), new CrossEntropy(), new Adam { LearningRate = 1e-2f }) { CheckpointPath = checkpoint, Schedule = stopping }.Fit(train, validation, epochs: 5, cancellationToken: cancel.Token);
            Layer resumed = Network();
            new Trainer(resumed, new CrossEntropy(), new Adam { LearningRate = 1e-2f }) { CheckpointPath = checkpoint, Resume = true, Schedule = new LambdaSchedule((_, _) => 1) }.Fit(train, validation, epochs: 5);
            Assert.Equal(Toy.Bits(whole), Toy.Bits(resumed));
        }
        finally
        {
            Directory.Delete(folder, true);
        }

        static Layer Network() => new Sequential(new WeightNorm(new Linear(2, 8)), new Tanh(), new SpectralNorm(new Linear(8, 8)), new ReLU(), new Linear(8, 3));
    }

    private static Pass Training()
    {
        Tensor zero = Tensor.Scalar(0, DType.Int32);
        return Pass.ForTraining(zero, zero, zero);
    }
}
