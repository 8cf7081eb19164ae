#pragma warning disable RS0030 // The float64 oracle stands on the framework's exp.
namespace Glissade.Operations;

/// <summary>Plain float64 functions that the framework lacks, for the oracle.</summary>
internal static class SpecialFunctions
{
    /// <summary>
    /// erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, whose terms are all of one sign, so that nothing cancels (Abramowitz and Stegun 7.1.6).
    /// Beyond 6 the complement is below 2⁻⁵⁴.
    /// </summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) > 6) return Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-18; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
