using static Glissade.Tests.Compiler.StabiliseCase;

namespace Glissade.Tests.Compiler;

/// <summary>One case at least for every rule.</summary>
internal static class StabiliseCases
{
    private static readonly float[] s_tails = [-95.3f, -50.1f, -17.3f, -4.7f, -1.1f, -0.03f, 0, 0.04f, 0.9f, 3.3f, 17.9f, 40.7f, 87.1f];

    private static readonly float[] s_rows =
    [
        20.3f, -3.1f, 0.7f, 1.9f,
        0.1f, 0.2f, 0.3f, 0.4f,
        -5.5f, 90.7f, -20.4f, 3.3f,
        1000.3f, 1000.3f, 990.1f, 950.7f,
        -2000.7f, -2100.3f, -2003.9f, -2001.1f,
    ];

    private static readonly Shape s_rowShape = new(5, 4);

    public static readonly StabiliseCase[] OfRules =
    [
        Each("1 - sigmoid", "1 - p", x => 1 - x.Sigmoid(), s_tails),
        Each("1 - sigmoid", "-p + 1", x => -x.Sigmoid() + 1, s_tails),
        Each("1 - sigmoid", "-(p - 1)", x => -(x.Sigmoid() - 1), s_tails),
        Each("1 - sigmoid", "of a column", x => 1 - x.Sigmoid().ExpandDimension(1), s_tails),
        Row("1 - softmax", "picked", x => Pick(1 - x.Softmax())),
        Each("1 - exp", "1 - e^x", x => 1 - x.Exp(), -80.3f, -3.3f, -0.01f, 1e-5f, 0.3f, 5.1f),
        Each("exp - 1", "e^x - 1", x => x.Exp() - 1, -80.3f, -3.3f, -0.01f, 1e-5f, 0.3f, 5.1f),
        Each("exp - 1", "-1 + e^x", x => -1 + x.Exp(), -80.3f, -3.3f, -0.01f, 1e-5f, 0.3f, 5.1f),
        Each("1 - tanh²", "1 - t·t", x => 1 - x.Tanh().Square(), -40.1f, -9.3f, -1.1f, 0.3f, 7.7f, 30.3f),
        Each("1 - tanh", "1 - tanh", x => 1 - x.Tanh(), -3.3f, 0.1f, 2.2f, 8.8f, 30.1f),
        Each("1 + tanh", "1 + tanh", x => 1 + x.Tanh(), 3.3f, 0.1f, -2.2f, -8.8f, -30.1f),
        Each("2 sigmoid - 1", "2p - 1", x => 2 * x.Sigmoid() - 1, -20.1f, -1.2f, -1e-4f, 3e-6f, 0.7f),
        Each("sqrt(1 + x) - 1", "root", x => (1 + x).SquareRoot() - 1, 1e-6f, 3e-3f, 0.4f, 7.7f, 1e10f),

        Row("softmax by hand", "e^x / Σe^x", x => Pick(x.Exp() / x.Exp().Sum(-1, true))),
        Row("softmax by hand", "column kept by hand", x => Pick(x.Exp() / x.Exp().Sum(1).ExpandDimension(1))),
        Of("softmax by hand", "over everything", x => (x.Exp() / x.Exp().Sum()).At(0).At(1), new Shape(2, 2), 100.3f, 90.1f, 80.7f, 1.1f),
        Each("tanh by hand", "with both powers", x => (x.Exp() - (-x).Exp()) / (x.Exp() + (-x).Exp()), s_tails),
        Each("tanh by hand", "e^2x", x => ((2 * x).Exp() - 1) / ((2 * x).Exp() + 1), s_tails),
        Each("tanh by hand", "e^-2x", x => (1 - (-2 * x).Exp()) / (1 + (-2 * x).Exp()), s_tails),
        Each("sigmoid by hand", "1 / (1 + e^-x)", x => 1 / (1 + (-x).Exp()), s_tails),
        Each("sigmoid by hand", "e^x / (1 + e^x)", x => x.Exp() / (x.Exp() + 1), s_tails),
        Each("sigmoid by hand", "x / (1 + e^-x)", x => x / (1 + (-x).Exp()), -85.3f, -50.1f, -17.3f, 0.04f, 3.3f, 40.7f),
        Each("odds", "p / (1 - p)", x => x.Sigmoid() / (1 - x.Sigmoid()), s_tails),
        Of("direction", "x / |x|", x => (x / x.Square().Sum(-1, true).SquareRoot()).Narrow(1, 0, 1), new Shape(3, 2), 3e20f, 4e20f, 1e-30f, 3e-30f, 0.3f, 0.7f),
        Of("direction", "of nothing", x => x / x.Square().Sum(-1, true).SquareRoot(), new Shape(1, 3), 0, 0, 0) with { Value = [0, 0, 0], Gradient = [0, 0, 0] },
        Of("cosine", "with nothing", Cosine, new Shape(2, 3), 0, 0, 0, 1, 2, 3) with { Value = [0], Gradient = [0, 0, 0, 0, 0, 0] },
        Of("cosine", "at right angles", Cosine, new Shape(2, 3), 1e-25f, 0, 0, 0, 3e20f, 4e20f),
        // The gradient is what is left of two directions, here of parts 1.3 times as large as their difference.
        Of("cosine", "small and large", Cosine, new Shape(2, 3), 1e-25f, 2e-25f, 0, 3e20f, 0, 5e20f) with { Units = 3 },

        Each("root of squares", "√x²", x => x.Square().SquareRoot(), -1e30f, -3.3f, 1e-30f, 2.7f),
        Each("root of squares", "√x² at 0", x => x.Square().SquareRoot(), 0, 0) with { Value = [0, 0], Gradient = [0, 0] },
        Of("root of squares", "√(x² + y²)", Hypotenuse, new Shape(2, 5), 3e30f, 1e-30f, -0.3f, 3, 7e-44f, 4e30f, 2e-30f, 0.4f, 1e-20f, 1e-43f),
        Of("root of squares", "√(x² + y²) at 0", Hypotenuse, new Shape(2, 1), 0, 0) with { Value = [0], Gradient = [0, 0] },
        Of("root of squares", "√Σx²", x => (x * x).Sum(1).SquareRoot(), new Shape(3, 3), 1e30f, 2e30f, -1e30f, 1e-30f, 1e-31f, 0, 1.1f, 2.2f, 3.3f),
        Of("root of squares", "√mean x²", x => x.Square().Mean().SquareRoot(), new Shape(2, 2), 1e30f, 2e30f, -1e30f, 4e29f),
        Of("root of squares", "a standard deviation of nothing", x => (x - x.Mean()).Square().Mean().SquareRoot(), new Shape(4), 3, 3, 3, 3) with { Value = [0], Gradient = [0, 0, 0, 0] },

        Each("log exp", "log e^x", x => x.Exp().Log(), -200.1f, -0.3f, 99.7f),
        Each("log sigmoid", "log p", x => x.Sigmoid().Log(), [.. s_tails, -500, 500]),
        Each("log sigmoid", "log(1 - p)", x => (1 - x.Sigmoid()).Log(), [.. s_tails, -500, 500]),
        Row("log softmax", "picked", x => Pick(x.Softmax().Log())),
        Row("log of 1 - softmax", "picked", x => Pick((1 - x.Softmax()).Log()), 3),
        Each("log(1 + exp)", "log(1 + e^x)", x => (1 + x.Exp()).Log(), s_tails),
        Each("log(1 + exp)", "log(e^-x + 1)", x => ((-x).Exp() + 1).Log(), s_tails),
        Each("log cosh", "log((e^x + e^-x) / 2)", x => ((x.Exp() + (-x).Exp()) / 2).Log(), -95.3f, -17.3f, -4.7f, -0.03f, 1e-4f, 0.7f, 1.3f, 7.9f, 8.1f, 300.1f),
        Row("log of a sum of exp", "log Σe^x", x => x.Exp().Sum(-1).Log()),
        Row("log of a sum of exp", "a mask picks the probability", x => (x.Softmax() * Mask).Sum(-1, true).Log()),
        Row("log of a sum of exp", "log mean e^x", x => x.Exp().Mean(1).Log()),
        Of("log of added exp", "log(e^a + e^b)", x => (x.At(0).Exp() + x.At(1).Exp()).Log(), new Shape(2, 4), 100.1f, -120.7f, 3.3f, 1.1f, 99.3f, -110.3f, 3.3f, 90.3f),
        Of("log of a product", "log(p·q)", x => (x.At(0).Sigmoid() * x.At(1).Sigmoid()).Log(), new Shape(2, 3), -80.1f, 3.3f, 20.1f, -60.3f, 4.1f, 19.3f),
        Each("log of a product", "log(p / 3)", x => (x.Sigmoid() / 3).Log(), -120.7f, -50.1f, 0.3f, 17.7f),
        Of("log of a quotient", "log(p / q)", x => (x.At(0).Softmax(0) / x.At(1).Softmax(0)).Log().At(0), new Shape(2, 2), -110.1f, 3.3f, 20.1f, 1.3f),
        Each("log of a root", "log √p", x => x.Sigmoid().SquareRoot().Log(), -120.7f, -50.1f, 0.3f, 17.7f),
        Each("log of a bound", "log max(p, 10⁻⁷)", x => Tensor.Maximum(x.Sigmoid(), Tensor.Scalar(1e-7)).Log(), -8.7f, 0.3f, 17.7f, 30.1f),
        Each("log of a choice", "log(c ? p : 1 - p)", x => Tensor.Select(x.IsLess(1), x.Sigmoid(), 1 - x.Sigmoid()).Log(), -120.7f, -50.1f, 0.3f, 17.7f, 120.1f),
        Row("log of a view", "log of the chosen class", x => x.Softmax().TakeAlong(Tensor.From([1, 3, 1, 2, 2], new Shape(5, 1)), 1).Log()),
        Row("log of a view", "log of a slice", x => x.Softmax()[.., 1..2].Log()),

        Each("log of parts", "both classes", x => Tensor.Stack(1, 1 - x.Sigmoid(), x.Sigmoid()).Log()[.., 1..], [.. s_tails, -200, 200]),

        Each("log(1 - exp)", "log(1 - e^x)", x => (1 - x.Exp()).Log(), -95.3f, -17.3f, -0.7f, -0.69f, -0.03f, -1e-6f),
        Each("log(1 + x)", "log(1 + x)", x => (1 + x).Log(), -0.3f, 1e-8f, 1e-4f, 0.3f, 30.1f),
        Each("log(1 + x)", "log(1 - x)", x => (1 - x).Log(), 0.3f, 1e-8f, -1e-4f, -30.1f),
        Each("log1p", "log1p(e^x)", x => x.Exp().Log1p(), [.. s_tails, 100.3f]),
        Each("log1p", "log1p(-p)", x => (-x.Sigmoid()).Log1p(), s_tails),
        Each("log1p", "log1p(-e^x)", x => (-x.Exp()).Log1p(), -95.3f, -17.3f, -0.7f, -0.03f, -1e-6f),
        Row("log1p", "log1p(-softmax)", x => Pick((-x.Softmax()).Log1p()), 3),
        Unbounded("of a sigmoid", p => p, -95.3f, -17.3f, 0, 3.3f, 17.9f, 40.7f),
        Unbounded("of 1 - a sigmoid", p => 1 - p, -40.3f, -17.3f, 0, 3.3f, 17.9f, 95.7f),
        Row("clamped log", "of a softmax", x => Pick(x.Softmax().ClampedLog()), 3),
        Of("exp log", "e^logsoftmax", x => x.LogSoftmax().Exp()[.., ..1], new Shape(2, 2), 0.3f, 40.7f, -0.1f, 50.3f),

        Each("log cosh by softplus", "x + softplus(-2x) - log 2", x => x + (x * -2).Softplus() - Math.Log(2), -0.05f, 0.7f, 17.3f)
            with { Value = [LogCosh(-0.05f), LogCosh(0.7f), LogCosh(17.3f)], Gradient = [Math.Tanh(-0.05f), Math.Tanh(0.7f), Math.Tanh(17.3f)] },
        Each("softplus - x", "softplus(x) - x", x => x.Softplus() - x, s_tails),
        Each("softplus - x", "x + softplus(-x)", x => x + (-x).Softplus(), s_tails),
        Each("softplus - x", "x + log(1 + e^-x)", x => x + (1 + (-x).Exp()).Log(), s_tails),
        Each("softplus by hand", "relu and |x|", x => x.Relu() + (-x.Absolute()).Exp().Log1p(), 0, -3.3f, 5.5f)
            with { Value = [Math.Log(2), Softplus(-3.3f), Softplus(5.5f)], Gradient = [0.5, 1 / (1 + Math.Exp(3.3f)), 1 / (1 + Math.Exp(-5.5f))] },
        Each("x log x", "x·log x", x => x * x.Log(), 0, 1e-30f, 0.1f, 2.2f)
            with { Value = [0, XLogX(1e-30f), XLogX(0.1f), XLogX(2.2f)], Gradient = [0, Math.Log(1e-30f) + 1, Math.Log(0.1f) + 1, Math.Log(2.2f) + 1] },
    ];

    private static Tensor Mask => Tensor.From([0f, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0], s_rowShape);

    private static StabiliseCase Of(string rule, string name, Func<Tensor, Tensor> formula, Shape shape, params float[] points) => new(rule, name, formula, shape, points);

    private static StabiliseCase Row(string rule, string name, Func<Tensor, Tensor> formula, int rows = 5) => new(rule, name, formula, new Shape(rows, 4), s_rows[..(4 * rows)]);

    // The rule takes the bound off the slope as well: on paper it is the plain log.
    private static StabiliseCase Unbounded(string name, Func<Tensor, Tensor> formula, params float[] points) =>
        Each("clamped log", name, x => formula(x.Sigmoid()).ClampedLog(), points) with { Gradient = Each("", "", x => formula(x.Sigmoid()).Log(), points).OnPaper().Gradient };

    /// <summary>One element of every row, cut out: nothing is multiplied, so nothing hides.</summary>
    private static Tensor Pick(Tensor rows) =>
        Tensor.Concatenate(0, [.. Enumerable.Range(0, rows.Shape[0]).Select(row => rows.At(row).Narrow(0, row == 2 ? 1 : row == 4 ? 3 : 0, 1))]);

    private static Tensor Cosine(Tensor x)
    {
        Tensor a = x.At(0), b = x.At(1);
        return (a * b).Sum(0) / (a.Square().Sum(0).SquareRoot() * b.Square().Sum(0).SquareRoot());
    }

    private static Tensor Hypotenuse(Tensor x) => (x.At(0).Square() + x.At(1).Square()).SquareRoot();

    private static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

    private static double XLogX(double x) => x * Math.Log(x);

    private static double LogCosh(double x) => Math.Log(1 + 2 * Math.Pow(Math.Sinh(x / 2), 2));
}
