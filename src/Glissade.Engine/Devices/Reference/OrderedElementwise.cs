using System.Numerics;
using Glissade.Devices.Cpu;
using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>Elementwise rows: every result rounded once to its type.</summary>
internal static class OrderedElementwise
{
    public static Array Compute(Elementwise row, Tensor node, Array[] inputs) => row.Typing switch
    {
        Typing.Choice => inputs[1] switch
        {
            float[] => Choose<float>(inputs),
            double[] => Choose<double>(inputs),
            int[] => Choose<int>(inputs),
            _ => Choose<byte>(inputs),
        },
        Typing.Compare => inputs[0] switch
        {
            float[] => Compare<float>(row.Code, inputs),
            double[] => Compare<double>(row.Code, inputs),
            int[] => Compare<int>(row.Code, inputs),
            _ => Compare<byte>(row.Code, inputs),
        },
        _ => inputs[0] switch
        {
            float[] => Map<float>(row, node, inputs, static (code, a, b, c) => OfFloat(code, a, b, c)),
            double[] => Map<double>(row, node, inputs, static (code, a, b, c) => OfFloat(code, a, b, c)),
            int[] => Map<int>(row, node, inputs, OfInt),
            _ => Map<byte>(row, node, inputs, OfBool),
        },
    };

    private static T[] Map<T>(Elementwise row, Tensor node, Array[] inputs, Func<LoopCode, T, T, T, T> rule)
    {
        T[] a = (T[])inputs[0], b = (T[])inputs[row.Arity > 1 ? 1 : 0], c = (T[])inputs[row.Arity > 2 ? 2 : 0];
        var result = new T[node.Count];
        for (int i = 0; i < result.Length; i++) result[i] = rule(row.Code, a[i], b[i], c[i]);
        return result;
    }

    private static T[] Choose<T>(Array[] inputs)
    {
        byte[] condition = (byte[])inputs[0];
        T[] whenTrue = (T[])inputs[1], whenFalse = (T[])inputs[2];
        var result = new T[condition.Length];
        for (int i = 0; i < result.Length; i++) result[i] = condition[i] != 0 ? whenTrue[i] : whenFalse[i];
        return result;
    }

    private static byte[] Compare<T>(LoopCode code, Array[] inputs) where T : struct, INumber<T>
    {
        T[] a = (T[])inputs[0], b = (T[])inputs[1];
        var result = new byte[a.Length];
        for (int i = 0; i < result.Length; i++)
        {
            bool holds = code switch
            {
                LoopCode.Equal => a[i] == b[i],
                LoopCode.Less => a[i] < b[i],
                LoopCode.LessOrEqual => a[i] <= b[i],
                _ => throw Unknown(code),
            };
            result[i] = holds ? (byte)1 : (byte)0;
        }

        return result;
    }

    private static T OfFloat<T>(LoopCode code, T a, T b, T c) where T : struct, IFloatingPointIeee754<T> => code switch
    {
        LoopCode.Add => a + b,
        LoopCode.Subtract => a - b,
        LoopCode.Multiply => a * b,
        LoopCode.Divide => a / b,
        // IEEE 754-2019 maximum and minimum: NaN wins, and +0 is above −0.
        LoopCode.Maximum => T.Max(a, b),
        LoopCode.Minimum => T.Min(a, b),
        LoopCode.FusedMultiplyAdd => T.FusedMultiplyAdd(a, b, c),
        LoopCode.Negate => -a,
        LoopCode.Absolute => T.Abs(a),
        LoopCode.Sign => T.IsNaN(a) ? a : a > T.Zero ? T.One : a < T.Zero ? -T.One : T.Zero,
        LoopCode.SquareRoot => T.Sqrt(a),
        LoopCode.Floor => T.Floor(a),
        LoopCode.Round => T.Round(a, MidpointRounding.ToEven),
        _ => OfFunction(code, a),
    };

    // The elementary functions are the engine's own, one lane wide.
    private static T OfFunction<T>(LoopCode code, T x) where T : struct =>
        typeof(T) == typeof(float)
            ? (T)(object)OfFunction<ScalarLanes32, float>(code, default, DType.Float32, (float)(object)x)
            : (T)(object)OfFunction<ScalarLanes64, double>(code, default, DType.Float64, (double)(object)x);

    private static V OfFunction<L, V>(LoopCode code, L lanes, DType type, V x) where L : struct, ILanes<V> => code switch
    {
        LoopCode.Exp => Elementary.Exp(lanes, type, x),
        LoopCode.Expm1 => Elementary.Expm1(lanes, type, x),
        LoopCode.Log => Elementary.Log(lanes, type, x),
        LoopCode.Log1p => Elementary.Log1p(lanes, type, x),
        LoopCode.Sin => Elementary.Sin(lanes, type, x),
        LoopCode.Cos => Elementary.Cos(lanes, type, x),
        LoopCode.Tanh => Elementary.Tanh(lanes, type, x),
        LoopCode.Erf => Elementary.Erf(lanes, type, x),
        _ => throw Unknown(code),
    };

    // int32 wraps around, also where the absolute value or the negative of the smallest number does not fit.
    private static int OfInt(LoopCode code, int a, int b, int c) => unchecked(code switch
    {
        LoopCode.Add => a + b,
        LoopCode.Subtract => a - b,
        LoopCode.Multiply => a * b,
        LoopCode.Maximum => Math.Max(a, b),
        LoopCode.Minimum => Math.Min(a, b),
        LoopCode.Negate => -a,
        LoopCode.Absolute => a < 0 ? -a : a,
        LoopCode.Sign => Math.Sign(a),
        LoopCode.And => a & b,
        LoopCode.Or => a | b,
        LoopCode.Xor => a ^ b,
        LoopCode.ShiftRight => a >>> b,
        _ => throw Unknown(code),
    });

    private static byte OfBool(LoopCode code, byte a, byte b, byte c) => code switch
    {
        LoopCode.And => (byte)(a & b),
        LoopCode.Or => (byte)(a | b),
        LoopCode.Xor => (byte)(a ^ b),
        LoopCode.Not => (byte)(1 - a),
        _ => throw Unknown(code),
    };

    public static Array Cast(DType to, Array from) => from switch
    {
        float[] values => CastFloat(to, values),
        double[] values => CastFloat(to, values),
        int[] values => CastInteger(to, values),
        _ => CastInteger(to, (byte[])from),
    };

    private static Array CastFloat<T>(DType to, T[] from) where T : struct, IFloatingPointIeee754<T> => to switch
    {
        DType.Float32 => Array.ConvertAll(from, float.CreateTruncating),
        DType.Float64 => Array.ConvertAll(from, double.CreateTruncating),
        // Saturating conversion truncates, and gives 0 for NaN.
        DType.Int32 => Array.ConvertAll(from, int.CreateSaturating),
        DType.UInt8 => Array.ConvertAll(from, byte.CreateSaturating),
        _ => Array.ConvertAll(from, value => value != T.Zero ? (byte)1 : (byte)0),
    };

    private static Array CastInteger<T>(DType to, T[] from) where T : struct, IBinaryInteger<T> => to switch
    {
        DType.Float32 => Array.ConvertAll(from, float.CreateTruncating),
        DType.Float64 => Array.ConvertAll(from, double.CreateTruncating),
        DType.Int32 => Array.ConvertAll(from, int.CreateSaturating),
        DType.UInt8 => Array.ConvertAll(from, byte.CreateSaturating),
        _ => Array.ConvertAll(from, value => value != T.Zero ? (byte)1 : (byte)0),
    };

    private static InvalidOperationException Unknown(LoopCode code) => new($"The ordered device does not know {code} of this type.");
}
