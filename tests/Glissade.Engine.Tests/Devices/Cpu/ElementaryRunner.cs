using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Glissade.Devices.Cpu;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Runs an elementary function over arrays, by name and by kind of lanes.</summary>
internal static class ElementaryRunner
{
    public static readonly string[] Functions = ["exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "erf"];

    public static V Apply<L, V>(L lanes, string function, DType type, V x) where L : struct, ILanes<V> => function switch
    {
        "exp" => Elementary.Exp(lanes, type, x),
        "expm1" => Elementary.Expm1(lanes, type, x),
        "log" => Elementary.Log(lanes, type, x),
        "log1p" => Elementary.Log1p(lanes, type, x),
        "sin" => Elementary.Sin(lanes, type, x),
        "cos" => Elementary.Cos(lanes, type, x),
        "tanh" => Elementary.Tanh(lanes, type, x),
        "erf" => Elementary.Erf(lanes, type, x),
        _ => throw new ArgumentException($"no function {function}"),
    };

    /// <summary>The function of every input; width is 0 for a scalar, or the bits of a vector. Lengths must fill whole vectors.</summary>
    public static T[] Run<T>(string function, T[] inputs, int width = 256) where T : unmanaged
    {
        var outputs = new T[inputs.Length];
        switch (width)
        {
            case 0 when typeof(T) == typeof(float):
                Fill<ScalarLanes32, float, T>(function, inputs, outputs);
                break;
            case 0:
                Fill<ScalarLanes64, double, T>(function, inputs, outputs);
                break;
            case 128:
                Fill<Lanes128<T>, Vector128<T>, T>(function, inputs, outputs);
                break;
            case 256:
                Fill<Lanes256<T>, Vector256<T>, T>(function, inputs, outputs);
                break;
            default:
                Fill<Lanes512<T>, Vector512<T>, T>(function, inputs, outputs);
                break;
        }
        return outputs;
    }

    private static void Fill<L, V, T>(string function, T[] inputs, T[] outputs) where L : struct, ILanes<V> where V : struct where T : unmanaged
    {
        Span<V> from = MemoryMarshal.Cast<T, V>(inputs.AsSpan());
        Span<V> to = MemoryMarshal.Cast<T, V>(outputs.AsSpan());
        Assert.Equal(inputs.Length * Unsafe.SizeOf<T>(), from.Length * Unsafe.SizeOf<V>());
        for (int i = 0; i < from.Length; i++)
            to[i] = Apply(default(L), function, DTypes.Of<T>(), from[i]);
    }

    /// <summary>The distance of two doubles in units of the last place of the expected one, which is correctly rounded; 0 for two NaNs.</summary>
    public static double Ulps(double got, double want)
    {
        if (double.IsNaN(want) || double.IsNaN(got))
            return double.IsNaN(want) && double.IsNaN(got) ? 0 : double.PositiveInfinity;
        if (want == 0)
            return BitConverter.DoubleToInt64Bits(got) == BitConverter.DoubleToInt64Bits(want) ? 0 : double.PositiveInfinity;
        if (got == want)
            return 0;

        // Counting along the number line, where infinity is the neighbour of the largest number.
        return Math.Abs((double)((Int128)Ordinal(got) - Ordinal(want)));
    }

    /// <summary>The distance of a float32 from a value known better, in units of that value's last place in float32.</summary>
    public static double Ulps(float got, double want)
    {
        if (double.IsNaN(want) || float.IsNaN(got))
            return double.IsNaN(want) && float.IsNaN(got) ? 0 : double.PositiveInfinity;
        if (want == 0)
            return BitConverter.SingleToInt32Bits(got) == BitConverter.SingleToInt32Bits((float)want) ? 0 : double.PositiveInfinity;
        double limit = Math.ScaleB(1, 128);
        double value = float.IsInfinity(got) ? Math.CopySign(limit, got) : got;
        double target = Math.Clamp(want, -limit, limit);
        int exponent = Math.Clamp(Math.ILogB(target), -126, 127);
        return Math.Abs(value - target) / Math.ScaleB(1, exponent - 23);
    }

    private static long Ordinal(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        return bits < 0 ? long.MinValue - bits : bits;
    }
}
