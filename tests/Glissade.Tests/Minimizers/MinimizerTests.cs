using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Minimizers;

/// <summary>Problems whose answers are known, and what is refused.</summary>
public sealed class MinimizerTests
{
    [Theory]
    [InlineData(DType.Float64, 1e-6)]
    [InlineData(DType.Float32, 1e-2)]
    public void Rosenbrock_s_valley_is_walked_to_its_end(DType type, double tolerance)
    {
        Parameter x = Evaluated.Parameter([-1.2], Shape.Scalar, type, "x"), y = Evaluated.Parameter([1], Shape.Scalar, type, "y");
        MinimizerResult lbfgs = new Lbfgs().Minimize((1 - x).Square() + 100 * (y - x.Square()).Square(), [x, y]);
        Assert.True(lbfgs.Converged, lbfgs.ToString());
        Assert.Equal(1, Value(x), tolerance);
        Assert.Equal(1, Value(y), tolerance);
        Assert.InRange(lbfgs.Evaluations, 10, 200);

        (x, y) = (Evaluated.Parameter([-1.2], Shape.Scalar, type, "x"), Evaluated.Parameter([1], Shape.Scalar, type, "y"));
        MinimizerResult lm = new LevenbergMarquardt().Minimize(Tensor.Stack(0, 1 - x, 10 * (y - x.Square())), [x, y]);
        Assert.True(lm.Converged, lm.ToString());
        Assert.Equal(1, Value(x), tolerance);
        Assert.Equal(1, Value(y), tolerance);
    }

    [Fact]
    public void Logistic_regression_ends_where_its_gradient_is_zero()
    {
        var samples = new RowSamples(3);
        Tensor x = Tensor.From(samples.Between(-1, 1, 200 * 5), new Shape(200, 5));
        Tensor labels = Tensor.From([.. samples.Classes(2, 200).Select(value => (double)value)], new Shape(200, 1));
        Parameter weights = Evaluated.Parameter(new double[5], new Shape(5, 1), DType.Float64, "w"), bias = Evaluated.Parameter([0], new Shape(1), DType.Float64, "b");
        Tensor cost = new BinaryCrossEntropyWithLogits().Cost(x.MatMul(weights) + bias, labels) + 1e-3 * weights.Square().Sum();
        MinimizerResult result = new Lbfgs { GradientTolerance = 1e-10 }.Minimize(cost, [weights, bias]);
        Assert.Equal(MinimizerEnd.Gradient, result.End);
        double[][] gradients = Evaluated.Of(Gradient.Of(cost, weights, bias));
        Assert.All(gradients.SelectMany(gradient => gradient), element => Assert.InRange(element, -1e-10, 1e-10));
        Assert.Equal(Evaluated.Of(cost)[0][0], result.Value, 1e-14);
    }

    [Fact]
    public void A_quadratic_of_n_dimensions_takes_about_n_steps()
    {
        double[] curvature = [.. Enumerable.Range(0, 12).Select(i => Math.Pow(2, i % 6))];
        Parameter x = Evaluated.Parameter([.. curvature.Select((_, i) => i - 5.5)], new Shape(12));
        MinimizerResult result = new Lbfgs { History = 20 }.Minimize((Tensor.From(curvature) * (x - 1).Square()).Sum(), [x]);
        Assert.True(result.Converged && result.Iterations <= 30, result.ToString());
        Assert.All(x.Values<double>().ToArray(), value => Assert.Equal(1, value, 1e-6));
    }

    [Fact]
    public void Steps_into_what_is_no_number_are_taken_back()
    {
        // −log x + x has its least at 1; a long first step leaves what the logarithm takes.
        Parameter x = Evaluated.Parameter([1e-6], Shape.Scalar);
        MinimizerResult result = new Lbfgs().Minimize(x - x.Log(), [x]);
        Assert.True(result.Converged, result.ToString());
        Assert.Equal(1, x.Values<double>()[0], 1e-6);
    }

    [Fact]
    public void The_most_iterations_end_it_with_the_best_so_far()
    {
        Parameter x = Evaluated.Parameter([-1.2, 1], new Shape(2));
        Tensor cost = (1 - x[..1]).Square().Sum() + 100 * (x[1..] - x[..1].Square()).Square().Sum();
        MinimizerResult result = new Lbfgs { MaxIterations = 3 }.Minimize(cost, [x]);
        Assert.Equal((MinimizerEnd.MaxIterations, 3, false), (result.End, result.Iterations, result.Converged));
        Assert.Equal(Evaluated.Of(cost)[0][0], result.Value, 1e-12);
        Assert.True(result.Value < 24.2);
    }

    [Fact]
    public void Least_squares_of_random_problems_have_a_residual_at_right_angles()
    {
        var samples = new RowSamples(7);
        for (int round = 0; round < 50; round++)
        {
            int n = 1 + round % 6, m = n + round % 9;
            double[][] jacobian = [.. Enumerable.Range(0, n).Select(_ => samples.Between(-1, 1, m))];
            double[] residuals = samples.Between(-1, 1, m), scale = [.. Enumerable.Repeat(1.0, n)];
            double damping = round % 3 == 0 ? 0 : samples.Next(0.01, 1);
            double[] step = LeastSquares.Solve(jacobian, residuals, scale, damping)!;
            for (int j = 0; j < n; j++)
            {
                double gradient = damping * step[j];
                for (int i = 0; i < m; i++) gradient += jacobian[j][i] * (residuals[i] + Enumerable.Range(0, n).Sum(k => jacobian[k][i] * step[k]));
                Assert.InRange(gradient, -1e-10, 1e-10);
            }
        }

        Assert.Null(LeastSquares.Solve([[0.0, 0]], [1, 2], [1], 0));
        Assert.Null(LeastSquares.Solve([[1.0], [2.0]], [1], [1, 1], 0));
    }

    [Fact]
    public void What_cannot_be_minimized_is_refused()
    {
        Parameter x = Evaluated.Parameter([1, 2], new Shape(2)), other = Evaluated.Parameter([1], new Shape(1), DType.Float64, "other");
        Contains("lbfgs makes one number small", () => new Lbfgs().Minimize(x, [x]));
        Contains("does not depend on the parameter 'other'", () => new Lbfgs().Minimize(x.Sum(), [x, other]));
        Contains("has the input 'data'", () => new LevenbergMarquardt().Minimize(x * new Input("data", new Shape(2), DType.Float64), [x]));
        Contains("There is no parameter", () => new LevenbergMarquardt().Minimize(x, []));
        Assert.Contains("no finite number", Assert.Throws<GlissadeException>(() => new Lbfgs().Minimize((x - 2).Log().Sum(), [x])).Message, StringComparison.Ordinal);
        Assert.Contains("no finite number", Assert.Throws<GlissadeException>(() => new LevenbergMarquardt().Minimize((x - 2).Log(), [x])).Message, StringComparison.Ordinal);
    }

    private static void Contains(string what, Action action) => Assert.Contains(what, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static double Value(Parameter parameter) => parameter.Type == DType.Float64 ? parameter.Values<double>()[0] : parameter.Values<float>()[0];
}
