namespace Glissade;

/// <summary>The type of a tensor's elements. Arithmetic never promotes silently: mixing types is an error that names the cast.</summary>
public enum DType
{
    /// <summary>IEEE 754 binary32, the type of training.</summary>
    Float32,

    /// <summary>IEEE 754 binary64.</summary>
    Float64,

    /// <summary>A signed 32-bit integer: class indices, token numbers, counts, random bits.</summary>
    Int32,

    /// <summary>True or false, one byte each: masks and comparisons.</summary>
    Bool,

    /// <summary>An unsigned byte: raw pictures. Cast it before doing arithmetic.</summary>
    UInt8,
}

/// <summary>Facts about element types.</summary>
public static class DTypes
{
    /// <summary>The size of one element in memory, in bytes.</summary>
    public static int Size(this DType type) => type switch
    {
        DType.Float64 => 8,
        DType.Float32 or DType.Int32 => 4,
        _ => 1,
    };

    /// <summary>Whether elements are float32 or float64.</summary>
    public static bool IsFloat(this DType type) => type is DType.Float32 or DType.Float64;

    /// <summary>The element type that stands for the .NET type <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is none of float, double, int, bool and byte.</exception>
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32 :
        typeof(T) == typeof(double) ? DType.Float64 :
        typeof(T) == typeof(int) ? DType.Int32 :
        typeof(T) == typeof(bool) ? DType.Bool :
        typeof(T) == typeof(byte) ? DType.UInt8 :
        throw new ArgumentException($"A tensor cannot hold {typeof(T).Name}; use float, double, int, bool or byte.");

    /// <summary>The short name used when printing: float32, float64, int32, bool, uint8.</summary>
    public static string Name(this DType type) => type switch
    {
        DType.Float32 => "float32",
        DType.Float64 => "float64",
        DType.Int32 => "int32",
        DType.Bool => "bool",
        _ => "uint8",
    };
}
