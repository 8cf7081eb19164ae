namespace Glissade.Tests.CatalogTests;

/// <summary>Gradients against central differences in float64.</summary>
internal static class Differences
{
    /// <summary>Every element's slope, of a formula over float64 parameters.</summary>
    public static void Check(string what, Tensor formula, params ReadOnlySpan<Parameter> parameters) => Check(what, GradientCheck.Of(formula, parameters));

    /// <summary>Asserts that a check found no error above 10⁻⁷, and that it looked at something.</summary>
    public static void Check(string what, GradientCheckResult result)
    {
        Assert.True(result.Count > 0, $"{what}: {result}.");
        Assert.True(result.IsWithin(), $"{what}: {result}.");
    }
}
