using Glissade.Devices.Reference;

namespace Glissade.Tests.Proof;

/// <summary>Holds gradients against central differences in float64, and the gradients of gradients too.</summary>
internal static class Differences
{
    private const double Tolerance = 1e-7;

    /// <summary>Checks the first and second derivatives of a formula at the inputs given.</summary>
    /// <param name="formula">From float64 parameters to one tensor.</param>
    /// <param name="inputs">Values and shapes, away from kinks.</param>
    public static void Check(Func<Tensor[], Tensor> formula, params (Shape Shape, double[] Values)[] inputs)
    {
        Parameter[] parameters = [.. inputs.Select((input, i) => new Parameter($"x{i}", input.Shape, DType.Float64))];
        for (int i = 0; i < parameters.Length; i++) parameters[i].Set<double>(inputs[i].Values);

        Tensor first = Weighted(formula(parameters), 0);
        Tensor[] gradients = Compare(first, parameters, "first");
        Tensor second = gradients.Select((gradient, i) => Weighted(gradient, i + 1)).Aggregate((a, b) => a + b);
        Compare(second, parameters, "second");
    }

    // Weights of the elements, so that errors cannot cancel.
    private static Tensor Weighted(Tensor tensor, int salt)
    {
        Tensor flat = tensor.Cast(DType.Float64).Reshape(-1);
        return (flat * Tensor.From([.. Enumerable.Range(0, (int)flat.Count).Select(i => Weight(i, salt))])).Sum();
    }

    private static double Weight(int i, int salt) => (i + 1) * 0.6180339887 % 1 + 0.25 * (salt + 1);

    private static Tensor[] Compare(Tensor scalar, Parameter[] parameters, string which)
    {
        Tensor?[] found = Gradient.Of([(scalar, Tensor.Ones(scalar.Shape, scalar.Type))], parameters);
        Tensor[] gradients = [.. found.Select((gradient, i) => gradient ?? Tensor.Zeros(parameters[i].Shape, DType.Float64))];
        Workspace workspace = new Float64Device().Compile(new Step { Outputs = [scalar, .. gradients] }).CreateWorkspace();
        Workspace value = new Float64Device().Compile(new Step { Outputs = [scalar] }).CreateWorkspace();
        workspace.Run();
        double[][] analytic = [.. gradients.Select(gradient => workspace.Read<double>(gradient).ToArray())];
        double[][] start = [.. parameters.Select(parameter => parameter.Values<double>().ToArray())];
        foreach (double[][] direction in Directions(start))
        {
            double expected = Slope(direction), got = 0, scale = 0.1;
            for (int p = 0; p < start.Length; p++)
            {
                for (int i = 0; i < start[p].Length; i++)
                {
                    got += analytic[p][i] * direction[p][i];
                    scale = Math.Max(scale, Math.Abs(analytic[p][i] * direction[p][i]));
                }
            }

            Assert.True(Math.Abs(got - expected) <= Tolerance * scale, FormattableString.Invariant($"The {which} derivative gives {got:R}, differences give {expected:R}."));
        }

        return gradients;

        double At(double[][] direction, double step)
        {
            for (int p = 0; p < start.Length; p++)
            {
                Span<double> values = parameters[p].ForWriting().Span<double>();
                for (int i = 0; i < values.Length; i++) values[i] = start[p][i] + step * direction[p][i];
            }

            value.Run();
            for (int p = 0; p < start.Length; p++) parameters[p].Set<double>(start[p]);
            return value.Read<double>(scalar)[0];
        }

        // Central differences at two steps, extrapolated once (Richardson): what is left is of the fourth order in the step.
        double Slope(double[][] direction)
        {
            const double step = 2e-3;
            double Central(double h) => (At(direction, h) - At(direction, -h)) / (2 * h);
            return (4 * Central(step / 2) - Central(step)) / 3;
        }
    }

    // Every element by itself where there are few; otherwise mixtures, which a wrong element cannot escape.
    private static IEnumerable<double[][]> Directions(double[][] start)
    {
        int count = start.Sum(values => values.Length);
        for (int single = 0; single < count && count <= 16; single++)
        {
            int at = single;
            yield return [.. start.Select(values => values.Select(_ => at-- == 0 ? 1.0 : 0).ToArray())];
        }

        var random = new SeededNumbers(7);
        for (int mixture = 0; mixture < 3; mixture++)
            yield return [.. start.Select(values => values.Select(_ => (random.Uniform() - 0.5) * 2 / Math.Sqrt(count)).ToArray())];
    }
}
