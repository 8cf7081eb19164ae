using System.Numerics;
using Glissade.Devices.Cpu.Emission;

namespace Glissade.Devices.Cpu;

/// <summary>Conversions between the elements of tiles: see <see cref="Operations.Cast"/>. The operand varies exactly where the result does, so nothing here looks at steps.</summary>
internal static unsafe class CastTiles
{
    public static delegate*<TileOperands*, void> For(DType from, DType to) => (from, to) switch
    {
        (DType.Float32, DType.Float64) => &FloatToDouble,
        (DType.Float32, DType.Int32) => &FloatToInt,
        (DType.Float32, DType.UInt8) => &FloatToByte,
        (DType.Float32, DType.Bool) => &FloatToBool,
        (DType.Float64, DType.Float32) => &DoubleToFloat,
        (DType.Float64, DType.Int32) => &DoubleToInt,
        (DType.Float64, DType.UInt8) => &DoubleToByte,
        (DType.Float64, DType.Bool) => &DoubleToBool,
        (DType.Bool, DType.Float32) => &BoolToFloat,
        (DType.Bool, DType.Float64) => &BoolToDouble,
        (DType.Bool, DType.Int32 or DType.UInt8) => &BoolToInt,
        (DType.Int32 or DType.UInt8, DType.Float32) => &IntToFloat,
        (DType.Int32 or DType.UInt8, DType.Float64) => &IntToDouble,
        (DType.Int32 or DType.UInt8, DType.Bool) => &IntToBool,
        (DType.Int32, DType.UInt8) => &IntToByte,
        (DType.Float64, _) => &CopyDouble,
        _ => &Copy,
    };

    private static void FloatToDouble(TileOperands* operands)
    {
        float* a = (float*)operands->A;
        double* target = (double*)operands->Target;
        for (long i = 0; i < operands->Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(a + i), out Vector<double> low, out Vector<double> high);
            low.Store(target + i);
            high.Store(target + i + Vector<double>.Count);
        }
    }

    private static void DoubleToFloat(TileOperands* operands)
    {
        double* a = (double*)operands->A;
        float* target = (float*)operands->Target;
        for (long i = 0; i < operands->Count; i += Vector<float>.Count)
            Vector.Narrow(Vector.Load(a + i), Vector.Load(a + i + Vector<double>.Count)).Store(target + i);
    }

    private static void FloatToInt(TileOperands* operands)
    {
        float* a = (float*)operands->A;
        int* target = (int*)operands->Target;
        for (long i = 0; i < operands->Count; i += Vector<int>.Count) Vector.ConvertToInt32(Vector.Load(a + i)).Store(target + i);
    }

    private static void FloatToByte(TileOperands* operands)
    {
        float* a = (float*)operands->A;
        int* target = (int*)operands->Target;
        for (long i = 0; i < operands->Count; i += Vector<int>.Count) InByte(Vector.ConvertToInt32(Vector.Load(a + i))).Store(target + i);
    }

    private static void FloatToBool(TileOperands* operands)
    {
        float* a = (float*)operands->A;
        int* target = (int*)operands->Target;
        for (long i = 0; i < operands->Count; i += Vector<int>.Count) (~Vector.Equals(Vector.Load(a + i), Vector<float>.Zero)).Store(target + i);
    }

    private static void DoubleToInt(TileOperands* operands)
    {
        double* a = (double*)operands->A;
        int* target = (int*)operands->Target;
        for (long i = 0; i < operands->Count; i++) target[i] = LaneConversions.ToInt32(a[i]);
    }

    private static void DoubleToByte(TileOperands* operands)
    {
        double* a = (double*)operands->A;
        int* target = (int*)operands->Target;
        for (long i = 0; i < operands->Count; i++) target[i] = Math.Clamp(LaneConversions.ToInt32(a[i]), 0, 255);
    }

    private static void DoubleToBool(TileOperands* operands)
    {
        double* a = (double*)operands->A;
        int* target = (int*)operands->Target;
        for (long i = 0; i < operands->Count; i++) target[i] = a[i] != 0 ? -1 : 0;
    }

    private static void BoolToFloat(TileOperands* operands)
    {
        int* a = (int*)operands->A, target = (int*)operands->Target;
        Vector<int> one = new(BitConverter.SingleToInt32Bits(1));
        for (long i = 0; i < operands->Count; i += Vector<int>.Count) (Vector.Load(a + i) & one).Store(target + i);
    }

    private static void BoolToDouble(TileOperands* operands)
    {
        int* a = (int*)operands->A;
        double* target = (double*)operands->Target;
        for (long i = 0; i < operands->Count; i++) target[i] = a[i] & 1;
    }

    private static void BoolToInt(TileOperands* operands)
    {
        int* a = (int*)operands->A, target = (int*)operands->Target;
        for (long i = 0; i < operands->Count; i += Vector<int>.Count) (Vector.Load(a + i) & Vector<int>.One).Store(target + i);
    }

    private static void IntToFloat(TileOperands* operands)
    {
        int* a = (int*)operands->A;
        float* target = (float*)operands->Target;
        for (long i = 0; i < operands->Count; i += Vector<int>.Count) Vector.ConvertToSingle(Vector.Load(a + i)).Store(target + i);
    }

    private static void IntToDouble(TileOperands* operands)
    {
        int* a = (int*)operands->A;
        double* target = (double*)operands->Target;
        for (long i = 0; i < operands->Count; i++) target[i] = a[i];
    }

    private static void IntToBool(TileOperands* operands)
    {
        int* a = (int*)operands->A, target = (int*)operands->Target;
        for (long i = 0; i < operands->Count; i += Vector<int>.Count) (~Vector.Equals(Vector.Load(a + i), Vector<int>.Zero)).Store(target + i);
    }

    private static void IntToByte(TileOperands* operands)
    {
        int* a = (int*)operands->A, target = (int*)operands->Target;
        for (long i = 0; i < operands->Count; i += Vector<int>.Count) InByte(Vector.Load(a + i)).Store(target + i);
    }

    private static void Copy(TileOperands* operands) => Copy(operands, sizeof(int));

    private static void CopyDouble(TileOperands* operands) => Copy(operands, sizeof(double));

    private static void Copy(TileOperands* operands, int size) =>
        System.Buffer.MemoryCopy(operands->A, operands->Target, operands->Count * size, operands->Count * size);

    private static Vector<int> InByte(Vector<int> value) => Vector.Max(Vector.Min(value, new Vector<int>(255)), Vector<int>.Zero);
}
