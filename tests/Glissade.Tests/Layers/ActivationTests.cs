using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Layers;

/// <summary>What is particular to single activations.</summary>
public sealed class ActivationTests
{
    [Fact]
    public void Slopes_of_RReLU_are_drawn_between_the_bounds_and_belong_to_examples()
    {
        double[] Run(int step, int first, int count) =>
            Evaluated.Of(new RReLU(0.1, 0.3).Apply(Tensor.Full(-1, new Shape(count, 50)), Pass.ForTraining(Tensor.Scalar(3, DType.Int32), Tensor.Scalar(step, DType.Int32), Tensor.Scalar(first, DType.Int32)), "net"))[0];
        double[] all = Run(1, 0, 40);
        Assert.All(all, value => Assert.InRange(-value, 0.1 - 1e-7, 0.3 + 1e-7));
        Assert.Equal(-0.2, all.Average(), 0.01);
        Assert.InRange(all.Max() - all.Min(), 0.19, 0.2000001);
        Assert.Equal(all[(10 * 50)..], Run(1, 10, 30));
        Assert.NotEqual(all, Run(2, 0, 40));
        Assert.All(Evaluated.Of(new RReLU(0.1, 0.3).Apply(Tensor.Full(-1, new Shape(2, 2)), Pass.Inference()))[0], value => Assert.Equal(-0.2, value, 1e-7));
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_what_would()
    {
        static string Message(Layer layer, params int[] shape) => Assert.Throws<ShapeException>(() => layer.Apply(new Input("x", new Shape(shape)), Pass.Inference())).Message;
        Assert.Contains("even", Message(new GLU(), 2, 3));
        Assert.Contains("examples", Message(new SwiGLU(2), 2, 4));
        Assert.Contains("no multiple of 3", Message(new Maxout(3), 2, 4));
        Assert.Contains("examples", Message(new Sparsemax(-2), 2, 4));
        Assert.Contains("5 slopes", Message(new PReLU(5), 2, 4, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GEGLU(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ELU(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HardTanh(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RReLU(0.5, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Maxout(1));
    }

    [Fact]
    public void PReLU_learns_its_slopes()
    {
        var model = new Sequential(new PReLU());
        float[] inputs = [.. Enumerable.Range(-20, 41).Select(i => i / 10f)];
        Dataset data = Dataset.From<float, float>(inputs, new Shape(1), [.. inputs.Select(x => x > 0 ? x : 0.7f * x)]);
        new Trainer(model, new MeanSquaredError(), new Sgd { LearningRate = 0.3f }).Fit(data, epochs: 60);
        Assert.Equal(0.7, model.Parameters.Single().Values<float>()[0], 1e-3);
    }

    [Fact]
    public void Sparsemax_gives_probabilities_of_which_some_are_zero()
    {
        double[] values = new RowSamples(5).Between(-1, 1, 200);
        double[] found = Evaluated.Of(new Sparsemax().Apply(Evaluated.Parameter(values, new Shape(20, 10)), Pass.Inference()))[0];
        Assert.All(found.Chunk(10), row => Assert.Equal(1, row.Sum(), 1e-14));
        Assert.All(found, value => Assert.True(value >= 0));
        Assert.InRange(found.Count(value => value == 0), 20, 180);
    }
}
