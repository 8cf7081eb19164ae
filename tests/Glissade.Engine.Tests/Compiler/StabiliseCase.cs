using Glissade.Compiler;
using Glissade.Devices.Reference;

namespace Glissade.Tests.Compiler;

/// <summary>A formula as a person writes it, with inputs for which it fails as written.</summary>
/// <param name="Rule">The rule that rescues it.</param>
/// <param name="Name">What distinguishes the case.</param>
/// <param name="Formula">The formula; its elements are summed up for the gradient.</param>
/// <param name="Shape">The input's shape.</param>
/// <param name="Points">The input's values.</param>
internal sealed record StabiliseCase(string Rule, string Name, Func<Tensor, Tensor> Formula, Shape Shape, float[] Points)
{
    /// <summary>The values where the formula has none on paper, as a convention says; otherwise they are computed.</summary>
    public double[]? Value { get; init; }

    /// <summary>The gradient where the formula has none on paper.</summary>
    public double[]? Gradient { get; init; }

    /// <summary>How far off the results may be, in units of float32's last place.</summary>
    public double Units { get; init; } = 2;

    public static StabiliseCase Each(string rule, string name, Func<Tensor, Tensor> formula, params float[] points) =>
        new(rule, name, formula, new Shape(points.Length), points);

    public override string ToString() => $"{Rule}: {Name}";

    public (Parameter X, Tensor Whole) Build(DType type = DType.Float32)
    {
        var x = new Parameter("x", Shape, type);
        if (type == DType.Float32) x.Set<float>(Points);
        else x.Set<double>([.. Points.Select(point => (double)point)]);
        return (x, Formula(x));
    }

    /// <summary>Values and gradient on paper.</summary>
    public (double[] Value, double[] Gradient) OnPaper()
    {
        (Parameter x, Tensor whole) = Build();
        double[][] results = Support.OnPaper.Evaluate([whole, LiteralGradient(whole, x)]);
        return (Value ?? results[0], Gradient ?? results[1]);
    }

    /// <summary>Values and gradient in float32, with or without the rules.</summary>
    public (double[] Value, double[] Gradient) Compute(bool literally)
    {
        (Parameter x, Tensor whole) = Build();
        Tensor gradient = literally ? LiteralGradient(whole, x) : Glissade.Gradient.Of(whole.Sum(), x)[0];
        Workspace workspace = new OrderedDevice { Literally = literally }.Compile(new Step { Outputs = [whole, gradient] }).CreateWorkspace();
        workspace.Run();
        return (Widen(workspace.Read<float>(whole)), Widen(workspace.Read<float>(gradient)));
    }

    /// <summary>How far off, in units of float32's last place; infinite where one is infinite or no number and the other is not the same.</summary>
    public static double UnitsOff(double got, double truth)
    {
        if (double.IsNaN(got) || double.IsNaN(truth)) return double.PositiveInfinity;
        // Beyond the largest float32 the right answer is infinity.
        if (Math.Abs(truth) > float.MaxValue) return Math.Sign(got) == Math.Sign(truth) && (double.IsInfinity(got) || Math.Abs(got) == float.MaxValue) ? 0 : double.PositiveInfinity;
        if (double.IsInfinity(got)) return double.PositiveInfinity;
        double unit = truth == 0 ? float.Epsilon : Math.Max(float.Epsilon, Math.ScaleB(1, Math.ILogB(truth) - 23));
        return Math.Abs(got - truth) / unit;
    }

    private static Tensor LiteralGradient(Tensor whole, Tensor x)
    {
        Tensor literal = Prepare.Literally([whole.Sum()])[0];
        using (ExactScope.Open())
            return Backpropagation.Run([(literal, Tensor.Scalar(1))], [x])[0]!;
    }

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = values[i];
        return wide;
    }
}
