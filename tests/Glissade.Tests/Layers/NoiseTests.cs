using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Layers;

/// <summary>Layers that fall out at random while training: by channel, by example, with SELU's limit, or with noise added.</summary>
public sealed class NoiseTests
{
    [Fact]
    public void Whole_channels_are_dropped()
    {
        double[] kept = Run(new SpatialDropout(0.25), new Shape(40, 50, 3));
        Assert.Equal(0.25, kept.Count(value => value == 0) / (double)kept.Length, 0.03);
        Assert.All(kept.Chunk(3), channel => Assert.Single(channel.Distinct()));
        Assert.All(kept, value => Assert.True(value == 0 || Math.Abs(value - 1 / 0.75) < 1e-6));
    }

    [Fact]
    public void Whole_examples_are_dropped()
    {
        double[] kept = Run(new StochasticDepth(0.25), new Shape(2000, 3));
        Assert.Equal(0.25, kept.Count(value => value == 0) / (double)kept.Length, 0.03);
        Assert.All(kept.Chunk(3), example => Assert.Single(example.Distinct()));
    }

    [Fact]
    public void Alpha_dropout_has_two_values_and_their_shares()
    {
        const double p = 0.25, limit = -1.7580993408473766;
        double a = 1 / Math.Sqrt((1 - p) * (1 + p * limit * limit)), b = -a * limit * p;
        double[] kept = Run(new AlphaDropout(p), new Shape(100, 100));
        Assert.All(kept, value => Assert.True(Math.Abs(value - (a + b)) < 1e-6 || Math.Abs(value - (a * limit + b)) < 1e-6));
        Assert.Equal(p, kept.Count(value => value < 0) / (double)kept.Length, 0.03);
    }

    [Fact]
    public void Noise_has_its_deviation()
    {
        double[] noise = [.. Run(new GaussianNoise(0.5), new Shape(200, 100)).Select(value => value - 1)];
        Assert.Equal(0, noise.Average(), 0.02);
        Assert.Equal(0.25, noise.Average(value => value * value), 0.01);
    }

    private static double[] Run(Layer layer, Shape shape)
    {
        Tensor one = Tensor.Scalar(1, DType.Int32);
        return Evaluated.Of(layer.Apply(Tensor.Ones(shape), Pass.ForTraining(one, one, one)))[0];
    }
}
