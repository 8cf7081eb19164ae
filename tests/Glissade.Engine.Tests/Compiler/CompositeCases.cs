using static Glissade.Tests.Compiler.StabiliseCase;

namespace Glissade.Tests.Compiler;

/// <summary>Composites against the formulas that they stand for, in primitives.</summary>
internal static class CompositeCases
{
    private static readonly float[] s_tails = [-85.3f, -50.1f, -17.3f, -4.7f, -1.1f, -0.03f, 0, 0.04f, 0.9f, 3.3f, 17.9f, 40.7f, 80.1f];

    private static readonly float[] s_rows =
    [
        20.3f, -3.1f, 0.7f, 1.9f,
        0.1f, 0.2f, 0.3f, 0.4f,
        5.5f, 90.7f, 20.4f, 33.3f,
        300.3f, 300.3f, 290.1f, 250.7f,
        -200.7f, -210.3f, -203.9f, -201.1f,
    ];

    public static readonly (StabiliseCase Case, Func<Tensor, Tensor> Paper)[] All =
    [
        (Each("Sigmoid", "", x => x.Sigmoid(), s_tails), x => 1 / (1 + (-x).Exp())),
        (Each("LogSigmoid", "", x => x.LogSigmoid(), s_tails), x => (1 / (1 + (-x).Exp())).Log()),
        (Each("Softplus", "", x => x.Softplus(), s_tails), x => (1 + x.Exp()).Log()),
        (Each("OneMinusExp", "", x => x.OneMinusExp(), -30.1f, -0.3f, 1e-6f, 3.3f), x => 1 - x.Exp()),
        (Each("ExpMinusOne", "", x => x.ExpMinusOne(), -30.1f, -0.3f, 1e-6f, 3.3f), x => x.Exp() - 1),
        (Each("LogOneMinusExp", "", x => x.LogOneMinusExp(), -80.1f, -30.1f, -0.7f, -0.69f, -0.3f, -1e-6f), x => (1 - x.Exp()).Log()),
        (Each("LogCosh", "", x => x.LogCosh(), -300.1f, -8.1f, -7.9f, -0.7f, 0.01f, 2.2f), x => ((x.Exp() + (-x).Exp()) / 2).Log()),
        (Each("SechSquared", "", x => x.SechSquared(), -30.1f, -3.3f, 0, 0.3f, 7.7f), x => 1 - x.Tanh() * x.Tanh()),
        (Each("XLogX", "", x => x.XLogX(), 1e-30f, 0.1f, 7.7f), x => x * x.Log()),
        (Each("RootOfOnePlusMinusOne", "", x => x.RootOfOnePlusMinusOne(), -0.3f, 1e-6f, 0.3f, 1e10f), x => (1 + x).SquareRoot() - 1),
        (Rows("LogSumExp", x => x.LogSumExp(1)), x => x.Exp().Sum(1).Log()),
        (Rows("Softmax", x => x.Softmax()[.., 1..2]), x => Soft(x)[.., 1..2]),
        (Rows("Softmax, the first", x => x.Softmax()[.., ..1]), x => Soft(x)[.., ..1]),
        (Rows("Softmax, a mean of all", x => (x.Softmax() * Scores).Sum(1)), x => (Soft(x) * Scores).Sum(1)),
        (Rows("LogSoftmax", x => x.LogSoftmax()[.., 1..2]), x => Soft(x).Log()[.., 1..2]),
        (Rows("LogSoftmax, the first", x => x.LogSoftmax()[.., ..1]), x => Soft(x).Log()[.., ..1]),
        (Rows("LogOneMinusSoftmax", x => x.LogOneMinusSoftmax(1)[.., 1..2]), x => (1 - Soft(x)).Log()[.., 1..2]),
        (Rows("LogOneMinusSoftmax, the first", x => x.LogOneMinusSoftmax(1)[.., ..1]), x => (1 - Soft(x)).Log()[.., ..1]),
        (Rows("WeightedLogSumExp", x => x.WeightedLogSumExp(Weights, 1)), x => (Weights * x.Exp()).Sum(1, true).Log()),
        (Rows("LogAddExp", x => Tensor.LogAddExp(x.At(0), x.At(2))), x => (x.At(0).Exp() + x.At(2).Exp()).Log()),
        (Rows("Norm", x => x.Norm(1)), x => (x * x).Sum(1).SquareRoot()),
        (Rows("Hypotenuse", x => Tensor.Hypotenuse(x.At(0), x.At(2))), x => (x.At(0) * x.At(0) + x.At(2) * x.At(2)).SquareRoot()),
        (Rows("Normalize", x => x.Normalize()[..2, 1..2]), x => (x / (x * x).Sum(1, true).SquareRoot())[..2, 1..2]),
    ];

    private static Tensor Weights => Tensor.From([0f, 1, 0.5f, 2, 1, 3, 0.25f, 0, 1, 0, 0, 1, 1, 2, 0, 0, 0, 0, 3, 0], new Shape(5, 4));

    // None is near the mean of a row: the difference would be all rounding.
    private static Tensor Scores => Tensor.From([4f, -1, 8, 0.25f], new Shape(4)).BroadcastTo(new Shape(5, 4));

    private static StabiliseCase Rows(string name, Func<Tensor, Tensor> formula) => new(name, "", formula, new Shape(5, 4), s_rows);

    private static Tensor Soft(Tensor x) => x.Exp() / x.Exp().Sum(1, true);
}
