using Glissade.Devices.Cpu;

namespace Glissade;

/// <summary>Float64 functions of single numbers by the engine's own formulas: the same bits on every machine, which those of the framework are not.</summary>
internal static class ScalarMath
{
    public static double Log(double x) => Elementary.Log64(new ScalarLanes64(), x);

    public static double Exp(double x) => Elementary.Exp64(new ScalarLanes64(), x);

    public static double Cos(double x) => Elementary.Cos64(new ScalarLanes64(), x);
}
