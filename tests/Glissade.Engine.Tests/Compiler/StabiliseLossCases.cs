using static Glissade.Tests.Compiler.StabiliseCase;

namespace Glissade.Tests.Compiler;

/// <summary>The losses of the vocabulary over a network's sigmoid or softmax, as the textbooks print them. The rule's name is the loss's here.</summary>
internal static class StabiliseLossCases
{
    private static readonly float[] s_logits = [-200.3f, -95.3f, -50.1f, -17.3f, -4.7f, -1.1f, -0.03f, 0, 0.04f, 0.9f, 3.3f, 17.9f, 40.7f, 87.1f, 200.3f];

    private static readonly float[] s_rows =
    [
        20.3f, -3.1f, 0.7f, 1.9f,
        0.1f, 0.2f, 0.3f, 0.9f,
        -5.5f, 90.7f, -20.4f, 3.3f,
        -100.7f, -200.3f, -103.9f, -101.1f,
        -130.7f, 30.3f, 23.9f, 21.1f,
    ];

    private static readonly Tensor s_labels = Tensor.From([0, 3, 1, 2, 0]);

    private static readonly (double[] Value, double[] Gradient) s_crossEntropy = Rows("", "", z => -Chosen(z.Softmax()).Log()).OnPaper();

    public static readonly StabiliseCase[] All =
    [
        Each("binary cross entropy", "y = 1", z => Binary(z.Sigmoid(), 1), s_logits),
        Each("binary cross entropy", "y = 0", z => Binary(z.Sigmoid(), 0), s_logits),
        Each("binary cross entropy", "log-sigmoid by hand", z => -(1 / (1 + (-z).Exp())).Log(), s_logits),
        Each("binary cross entropy", "clamped, y = 0", z => -(1 - z.Sigmoid()).ClampedLog(), s_logits[..^1])
            with { Gradient = Each("", "", z => -(1 - z.Sigmoid()).Log(), s_logits[..^1]).OnPaper().Gradient },
        Each("binary cross entropy", "clamped parts, y = 0", z => -Tensor.ClampedLogOfPart(1 - z.Sigmoid(), z.Sigmoid()), s_logits[..^1])
            with { Gradient = Each("", "", z => -(1 - z.Sigmoid()).Log(), s_logits[..^1]).OnPaper().Gradient },
        Each("binary cross entropy with logits", "y = 0", z => z.Relu() - z * 0 + (1 + (-z.Absolute()).Exp()).Log(), -30.1f, -3.3f, 0, 2.2f, 30.1f)
            with { Value = [.. new double[] { -30.1f, -3.3f, 0, 2.2f, 30.1f }.Select(Softplus)], Gradient = [.. new double[] { -30.1f, -3.3f, 0, 2.2f, 30.1f }.Select(Sigmoid)] },
        Each("binary cross entropy with logits", "x - x·y + softplus(-x)", z => z - z * 0 + (1 + (-z).Exp()).Log(), s_logits),
        Each("binary focal", "y = 1", z => -(1 - z.Sigmoid()).Square() * z.Sigmoid().Log(), -100.3f, -17.3f, -1.1f, 0.9f, 5.7f, 17.9f, 30.3f),
        Each("binary focal", "y = 0", z => -z.Sigmoid().Square() * (1 - z.Sigmoid()).Log(), -30.3f, -17.3f, -1.1f, 0.9f, 5.7f, 17.9f, 100.3f),
        Rows("cross entropy", "of chosen probabilities", z => -Chosen(z.Softmax()).Log()),
        Rows("cross entropy", "log after a mask's product", z => -(z.Softmax() * OneHot(z)).Sum(1).Log()),
        Rows("cross entropy", "softmax by hand", z => -Chosen(z.Exp() / z.Exp().Sum(1, true)).Log()),
        Rows("categorical cross entropy", "of a mask", z => -(OneHot(z) * z.Softmax().Log()).Sum(1)),
        Rows("focal", "gamma 2", z => -(1 - Chosen(z.Softmax())).Square() * Chosen(z.Softmax()).Log(), 4) with { Units = 4 },
        Rows("poly cross entropy", "epsilon 1", z => -Chosen(z.Softmax()).Log() + (1 - Chosen(z.Softmax()))),
        Rows("generalized cross entropy", "q = 0.7", z => (1 - (Chosen(z.Softmax()).Log() * 0.7).Exp()) / 0.7) with { Units = 4 },
        Rows("kullback-leibler", "t·log(t/q), zeros in the target", z => (OneHot(z) * (OneHot(z) / z.Softmax()).Log()).Sum(1)) with { Value = s_crossEntropy.Value, Gradient = s_crossEntropy.Gradient },
        Rows("kullback-leibler", "t·(log t - log q), zeros in the target", z => (OneHot(z) * (OneHot(z).Log() - z.Softmax().Log())).Sum(1)) with { Value = s_crossEntropy.Value, Gradient = s_crossEntropy.Gradient },
        Of("kullback-leibler", "between two networks", z => (z.At(0).Softmax(0) * (z.At(0).Softmax(0) / z.At(1).Softmax(0)).Log()).Sum(0), new Shape(2, 2), 0.3f, 120.1f, 130.3f, -1.1f) with { Units = 4 },
        Of("jensen-shannon", "far apart", JensenShannon, new Shape(2, 2), 120.3f, 0.1f, -1.3f, 3.1f) with { Units = 4 },
        Of("entropy", "of a certain answer", z => -(z.Softmax(0) * z.Softmax(0).Log()).Sum(0), new Shape(2), 90.3f, 20.1f) with { Units = 4 },
        Each("soft margin", "y = -1", z => (1 + z.Exp()).Log(), s_logits),
        Each("mean squared logarithmic error", "against 0", x => (1 + x).Log().Square(), 1e-8f, 1e-5f, 0.3f, 30.1f),
        Each("poisson", "the log of a rate", x => x.Exp() - 3 * x.Exp().Log(), -120.1f, -0.3f, 3.3f),
        Of("root mean square error", "none", x => (x - 3).Square().Mean().SquareRoot(), new Shape(3), 3, 3, 3) with { Value = [0], Gradient = [0, 0, 0] },
    ];

    private static StabiliseCase Of(string rule, string name, Func<Tensor, Tensor> formula, Shape shape, params float[] points) => new(rule, name, formula, shape, points);

    private static StabiliseCase Rows(string rule, string name, Func<Tensor, Tensor> formula, int rows = 5) => new(rule, name, formula, new Shape(rows, 4), s_rows[..(4 * rows)]);

    private static Tensor Binary(Tensor p, double y) => -(y * p.Log() + (1 - y) * (1 - p).Log());

    private static Tensor Chosen(Tensor p) => p.TakeAlong(s_labels.Narrow(0, 0, p.Shape[0]).ExpandDimension(1), 1).Squeeze(1);

    private static Tensor JensenShannon(Tensor z)
    {
        Tensor p = z.At(0).Softmax(0), q = z.At(1).Softmax(0), m = (p + q) / 2;
        return 0.5 * (p * (p / m).Log()).Sum(0) + 0.5 * (q * (q / m).Log()).Sum(0);
    }

    private static Tensor OneHot(Tensor p) => Tensor.Iota(p.Shape, 1).IsEqual(s_labels.Narrow(0, 0, p.Shape[0]).ExpandDimension(1)).Cast(p.Type);

    private static double Softplus(double x) => Math.Max(x, 0) + 2 * Math.Atanh(1 / (1 + 2 * Math.Exp(Math.Abs(x))));

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
