namespace Glissade;

/// <summary>The element types of a safetensors file, all little-endian.</summary>
public enum SafetensorsType
{
    /// <summary>IEEE 754 binary64.</summary>
    F64,

    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary16.</summary>
    F16,

    /// <summary>The upper half of a binary32.</summary>
    BF16,

    /// <summary>A signed 64-bit integer.</summary>
    I64,

    /// <summary>A signed 32-bit integer.</summary>
    I32,

    /// <summary>A signed 16-bit integer.</summary>
    I16,

    /// <summary>A signed byte.</summary>
    I8,

    /// <summary>An unsigned 64-bit integer.</summary>
    U64,

    /// <summary>An unsigned 32-bit integer.</summary>
    U32,

    /// <summary>An unsigned 16-bit integer.</summary>
    U16,

    /// <summary>An unsigned byte.</summary>
    U8,

    /// <summary>One byte each: 0 or 1.</summary>
    Bool,
}

/// <summary>Names, sizes and partners of the element types of safetensors.</summary>
internal static class SafetensorsTypes
{
    private static readonly string[] s_names = ["F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL"];

    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join(", ", s_names);

    /// <summary>The name in the file.</summary>
    public static string Name(this SafetensorsType type) => s_names[(int)type];

    /// <summary>The type of a name; null for one that is not known.</summary>
    public static SafetensorsType? Parse(string name)
    {
        int index = Array.IndexOf(s_names, name);
        return index < 0 ? null : (SafetensorsType)index;
    }

    /// <summary>The size of one element in bytes.</summary>
    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.F64 or SafetensorsType.I64 or SafetensorsType.U64 => 8,
        SafetensorsType.F32 or SafetensorsType.I32 or SafetensorsType.U32 => 4,
        SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.I16 or SafetensorsType.U16 => 2,
        _ => 1,
    };

    /// <summary>The type under which a tensor's elements are saved.</summary>
    public static SafetensorsType Of(DType type) => type switch
    {
        DType.Float32 => SafetensorsType.F32,
        DType.Float64 => SafetensorsType.F64,
        DType.Int32 => SafetensorsType.I32,
        DType.Bool => SafetensorsType.Bool,
        _ => SafetensorsType.U8,
    };

    /// <summary>The type of the tensor that holds such elements without loss, the two half floats widened; null where there is none.</summary>
    public static DType? ToDType(this SafetensorsType type) => type switch
    {
        SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16 => DType.Float32,
        SafetensorsType.F64 => DType.Float64,
        SafetensorsType.I32 => DType.Int32,
        SafetensorsType.Bool => DType.Bool,
        SafetensorsType.U8 => DType.UInt8,
        _ => null,
    };
}
