namespace Glissade.Tests.Analysis;

/// <summary>A check finds what is wrong and where, and finds nothing where nothing is.</summary>
public sealed class GradientCheckTests
{
    [Fact]
    public void A_right_gradient_agrees_to_ten_digits()
    {
        GradientCheckResult result = GradientCheck.Of(new Huber(), Tensor.From([0.3, -2.5]), Tensor.From([0.0, 1.0]));
        Assert.True(result.IsWithin(1e-10), result.ToString());
        Assert.Equal(2, result.Count);
        Assert.StartsWith($"the slope by {result.Where} is ", result.ToString());
        Assert.Contains("of prediction", result.Where);
        Assert.True(GradientCheck.Of(new CrossEntropy(), Tensor.From([0.3, -2.5, 1, 2], new Shape(2, 2)), Tensor.From([1, 0])).IsWithin(1e-10));
    }

    [Fact]
    public void A_network_is_checked_by_its_input_and_every_parameter_in_float32_too()
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            var network = new Sequential(new Linear(3, 4, type: type), new Tanh(), new Linear(4, 2, type: type));
            float[] before = [];
            GradientCheckResult result = GradientCheck.Of(network, Tensor.From([0.3, -2.5, 1, 2, 0.7, -0.1], new Shape(2, 3)));
            Assert.True(result.IsWithin(), $"{type}: {result}");
            Assert.Equal(6 + 12 + 4 + 8 + 2, result.Count);
            if (type == DType.Float32) before = [.. network.Parameters.SelectMany(parameter => parameter.Values<float>().ToArray())];
            GradientCheck.Of(network, Tensor.From([0.3, -2.5, 1], new Shape(1, 3)));
            if (type == DType.Float32) Assert.Equal(before, network.Parameters.SelectMany(parameter => parameter.Values<float>().ToArray()));
        }
    }

    [Fact]
    public void A_pass_that_trains_has_its_mask()
    {
        Tensor number = Tensor.Scalar(3, DType.Int32);
        GradientCheckResult result = GradientCheck.Of(new Dropout(0.5), Tensor.From([.. Enumerable.Range(1, 40).Select(i => i * 0.1)], new Shape(10, 4)), Pass.ForTraining(number, number, number));
        Assert.True(result.IsWithin(1e-10), result.ToString());
    }

    [Fact]
    public void A_wrong_gradient_is_found_where_it_is()
    {
        GradientCheckResult kink = GradientCheck.Of(new ReLU(), Tensor.From([1.0, 2, 0, -1], new Shape(2, 2)));
        Assert.Equal("element 2 of input", kink.Where);
        Assert.InRange(kink.LargestError, 0.1, 1);
        Assert.Equal((0.0, 4), (kink.Gradient, kink.Count));
        Assert.False(kink.IsWithin());
        var x = new Parameter("x", new Shape(2), DType.Float64);
        x.Set<double>([2, -1]);
        GradientCheckResult none = GradientCheck.Of(x.Log().Sum(), x);
        Assert.Equal(double.PositiveInfinity, none.LargestError);
        Assert.Equal([2, -1], x.Values<double>().ToArray());
        Assert.Equal("there was nothing to differentiate by", GradientCheck.Of(x.Sum()).ToString());
    }

    [Fact]
    public void What_does_not_fit_is_refused_as_ever() =>
        Assert.Throws<ShapeException>(() => GradientCheck.Of(new MeanSquaredError(), Tensor.From([0.3, -2.5]), Tensor.From([0.0])));
}
