using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Layers;

public sealed class DropoutTests
{
    private static readonly Shape s_shape = new(64, 100);

    [Fact]
    public void Training_drops_a_share_and_scales_the_others()
    {
        double[] kept = Run(new Dropout(0.25), 1, 1, 0);
        Assert.Equal(0.25, kept.Count(value => value == 0) / (double)kept.Length, 0.02);
        Assert.All(kept, value => Assert.True(value == 0 || value == (float)(1 / 0.75)));
    }

    [Fact]
    public void A_mask_belongs_to_seed_step_and_example()
    {
        var dropout = new Dropout();
        double[] mask = Run(dropout, 1, 1, 0);
        Assert.Equal(mask, Run(dropout, 1, 1, 0));
        Assert.NotEqual(mask, Run(dropout, 2, 1, 0));
        Assert.NotEqual(mask, Run(dropout, 1, 2, 0));
        // Examples 32 to 63 of one batch are 0 to 31 of one that begins at 32.
        Assert.Equal(mask[3200..], Run(dropout, 1, 1, 32)[..3200]);
    }

    [Fact]
    public void Two_layers_have_two_masks()
    {
        var both = new Sequential(new Dropout(), new Dropout());
        double[] kept = Run(both, 1, 1, 0);
        // Had both the same mask, half would be left; so it is a quarter.
        Assert.Equal(0.25, kept.Count(value => value != 0) / (double)kept.Length, 0.03);
    }

    [Fact]
    public void Predicting_changes_nothing()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 4], new Shape(2, 2));
        Assert.Same(x, new Dropout().Apply(x, Pass.Inference()));
    }

    [Fact]
    public void What_is_dropped_has_no_gradient()
    {
        Parameter x = Evaluated.Parameter([.. Enumerable.Repeat(1.0, 6400)], s_shape, DType.Float32);
        Tensor y = new Dropout(0.5).Apply(x, Training(1, 1, 0));
        double[][] found = Evaluated.Of(y, Gradient.Of(y.Sum(), x)[0]);
        Assert.Equal(found[0], found[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_probability_out_of_range_is_refused(double probability) => Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(probability));

    private static double[] Run(Layer layer, int seed, int step, int first) => Evaluated.Of(layer.Apply(Tensor.Ones(s_shape), Training(seed, step, first), "net"))[0];

    private static Pass Training(int seed, int step, int first) =>
        Pass.ForTraining(Tensor.Scalar(seed, DType.Int32), Tensor.Scalar(step, DType.Int32), Tensor.Scalar(first, DType.Int32));
}
