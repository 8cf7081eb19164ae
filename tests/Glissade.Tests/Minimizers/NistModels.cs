namespace Glissade.Tests.Minimizers;

/// <summary>The models of NIST's nonlinear problems as formulas of parameters b (from 0) and columns x.</summary>
internal static class NistModels
{
    public static IReadOnlyDictionary<string, Func<Tensor[], Tensor[], Tensor>> All { get; } = new Dictionary<string, Func<Tensor[], Tensor[], Tensor>>
    {
        ["Bennett5"] = (b, x) => b[0] * Power(b[1] + x[0], -1 / b[2]),
        ["BoxBOD"] = Saturation,
        ["Chwirut1"] = Chwirut,
        ["Chwirut2"] = Chwirut,
        ["DanWood"] = (b, x) => b[0] * Power(x[0], b[1]),
        ["ENSO"] = (b, x) => b[0] + Wave(b[1], b[2], x[0] / 12) + Wave(b[4], b[5], x[0] / b[3]) + Wave(b[7], b[8], x[0] / b[6]),
        ["Eckerle4"] = (b, x) => b[0] / b[1] * (((x[0] - b[2]) / b[1]).Square() * -0.5).Exp(),
        ["Gauss1"] = Gauss,
        ["Gauss2"] = Gauss,
        ["Gauss3"] = Gauss,
        ["Hahn1"] = Cubics,
        ["Kirby2"] = (b, x) => (b[0] + b[1] * x[0] + b[2] * x[0].Square()) / (1 + b[3] * x[0] + b[4] * x[0].Square()),
        ["Lanczos1"] = Lanczos,
        ["Lanczos2"] = Lanczos,
        ["Lanczos3"] = Lanczos,
        ["MGH09"] = (b, x) => b[0] * (x[0].Square() + x[0] * b[1]) / (x[0].Square() + x[0] * b[2] + b[3]),
        ["MGH10"] = (b, x) => b[0] * (b[1] / (x[0] + b[2])).Exp(),
        ["MGH17"] = (b, x) => b[0] + b[1] * (-(x[0] * b[3])).Exp() + b[2] * (-(x[0] * b[4])).Exp(),
        ["Misra1a"] = Saturation,
        ["Misra1b"] = (b, x) => b[0] * (1 - 1 / (1 + b[1] * x[0] / 2).Square()),
        ["Misra1c"] = (b, x) => b[0] * (1 - 1 / (1 + 2 * b[1] * x[0]).SquareRoot()),
        ["Misra1d"] = (b, x) => b[0] * b[1] * x[0] / (1 + b[1] * x[0]),
        ["Nelson"] = (b, x) => b[0] - b[1] * x[0] * (-(b[2] * x[1])).Exp(),
        ["Rat42"] = (b, x) => b[0] / (1 + (b[1] - b[2] * x[0]).Exp()),
        ["Rat43"] = (b, x) => b[0] / Power(1 + (b[1] - b[2] * x[0]).Exp(), 1 / b[3]),
        ["Roszman1"] = (b, x) => b[0] - b[1] * x[0] - (b[2] / (x[0] - b[3])).Arctangent() / Math.PI,
        ["Thurber"] = Cubics,
    };

    private static Tensor Power(Tensor x, Tensor exponent) => (exponent * x.Log()).Exp();

    private static Tensor Wave(Tensor cosine, Tensor sine, Tensor periods) => cosine * (2 * Math.PI * periods).Cos() + sine * (2 * Math.PI * periods).Sin();

    private static Tensor Saturation(Tensor[] b, Tensor[] x) => b[0] * (1 - (-(b[1] * x[0])).Exp());

    private static Tensor Chwirut(Tensor[] b, Tensor[] x) => (-(b[0] * x[0])).Exp() / (b[1] + b[2] * x[0]);

    private static Tensor Gauss(Tensor[] b, Tensor[] x) =>
        b[0] * (-(b[1] * x[0])).Exp() + b[2] * (-((x[0] - b[3]) / b[4]).Square()).Exp() + b[5] * (-((x[0] - b[6]) / b[7]).Square()).Exp();

    private static Tensor Lanczos(Tensor[] b, Tensor[] x) => b[0] * (-(b[1] * x[0])).Exp() + b[2] * (-(b[3] * x[0])).Exp() + b[4] * (-(b[5] * x[0])).Exp();

    private static Tensor Cubics(Tensor[] b, Tensor[] x) => Polynomial(x[0], b[0], b[1], b[2], b[3]) / Polynomial(x[0], Tensor.Scalar(1, DType.Float64), b[4], b[5], b[6]);

    private static Tensor Polynomial(Tensor x, params Tensor[] coefficients) => coefficients.Reverse().Aggregate((sum, coefficient) => sum * x + coefficient);
}
