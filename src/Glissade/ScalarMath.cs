using Glissade.Devices.Cpu;

namespace Glissade;

/// <summary>Float64 functions of single numbers by the engine's own formulas: the same bits on every machine, which those of the framework are not.</summary>
internal static class ScalarMath
{
    public static double Log(double x) => Elementary.Log64(new ScalarLanes64(), x);

    public static double Exp(double x) => Elementary.Exp64(new ScalarLanes64(), x);

    public static double Cos(double x) => Elementary.Cos64(new ScalarLanes64(), x);

    /// <summary>xⁿ by squaring, for n of 0 or more.</summary>
    public static double Power(double x, long n)
    {
        double power = 1;
        for (; n > 0; n >>= 1, x *= x)
            if ((n & 1) != 0) power *= x;
        return power;
    }

    /// <summary>x^y for x of 0 or more.</summary>
    public static double Power(double x, double y) => y == Math.Floor(y) && y is >= 0 and < 1e9 ? Power(x, (long)y) : x == 0 ? y > 0 ? 0 : double.PositiveInfinity : Exp(y * Log(x));
}
