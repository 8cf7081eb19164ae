namespace Glissade.Tests.CatalogTests;

/// <summary>Gradients against central differences in float64.</summary>
internal static class Differences
{
    private const double Tolerance = 1e-7, Length = 2e-3;

    /// <summary>Every element's slope: ours beside central differences at two lengths, extrapolated once (Richardson).</summary>
    /// <param name="what">For messages.</param>
    /// <param name="scalar">What is differentiated, over float64 parameters; a tensor with more elements is summed with weights.</param>
    /// <param name="parameters">By what.</param>
    public static void Check(string what, Tensor scalar, params ReadOnlySpan<Parameter> parameters)
    {
        if (scalar.Count != 1) scalar = (scalar * Tensor.From([.. Enumerable.Range(1, (int)scalar.Count).Select(i => i * 0.618 % 1 + 0.25)], scalar.Shape)).Sum();
        Tensor[] targets = [.. parameters];
        double[][] gradients = Evaluated.Of(Gradient.Of(scalar, targets));
        Workspace workspace = new Devices.Reference.Float64Device().Compile(new Step { Outputs = [scalar] }).CreateWorkspace();
        double largest = gradients.SelectMany(gradient => gradient).Select(Math.Abs).Append(0.1).Max();
        for (int p = 0; p < parameters.Length; p++)
        {
            for (int i = 0; i < parameters[p].Count; i++)
            {
                double expected = Slope(parameters[p], i);
                Assert.True(Math.Abs(gradients[p][i] - expected) <= Tolerance * largest,
                    FormattableString.Invariant($"{what}: the slope by element {i} of {parameters[p].Name} is {gradients[p][i]:R}, differences give {expected:R}."));
            }
        }

        double Slope(Parameter parameter, int element)
        {
            double Central(double length) => (At(parameter, element, length) - At(parameter, element, -length)) / (2 * length);
            return (4 * Central(Length / 2) - Central(Length)) / 3;
        }

        double At(Parameter parameter, int element, double step)
        {
            Span<double> values = parameter.Values<double>();
            double here = values[element];
            values[element] = here + step;
            workspace.Run();
            values[element] = here;
            return workspace.Read<double>(scalar)[0];
        }
    }
}
