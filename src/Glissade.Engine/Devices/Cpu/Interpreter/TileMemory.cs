using System.Numerics;
using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>Where the elements of a tile lie in memory: rows of a width, by strides in elements.</summary>
internal readonly record struct TilePlaces(long Rows, long Width, long RowStride, long Stride)
{
    /// <summary>Whether the elements stand side by side.</summary>
    public bool IsContiguous => Stride == 1 && (Rows == 1 || RowStride == Width);
}

/// <summary>Moves elements between memory, where bools and uint8 are bytes, and tiles, where they are int32.</summary>
internal static unsafe class TileMemory
{
    public static void Load(DType type, byte* memory, TilePlaces places, byte* tile)
    {
        switch (type)
        {
            case DType.Float64: Gather((long*)memory, places, (long*)tile); break;
            case DType.Float32 or DType.Int32: Gather((int*)memory, places, (int*)tile); break;
            default: LoadBytes(memory, places, (int*)tile, type == DType.Bool ? -1 : 1); break;
        }
    }

    /// <summary>Stores a tile, or a cell where <paramref name="varies"/> is zero.</summary>
    public static void Store(DType type, byte* tile, long varies, TilePlaces places, byte* memory)
    {
        switch (type)
        {
            case DType.Float64: Scatter((long*)tile, varies, places, (long*)memory); break;
            case DType.Float32 or DType.Int32: Scatter((int*)tile, varies, places, (int*)memory); break;
            default: StoreBytes((int*)tile, varies, places, memory, type == DType.Bool ? -1 : 1); break;
        }
    }

    /// <summary>One element in every place of a cell.</summary>
    public static void LoadCell(DType type, byte* memory, byte* cell)
    {
        switch (type)
        {
            case DType.Float64: Fill((long*)cell, *(long*)memory, TileOperands.CellElements); break;
            case DType.Float32 or DType.Int32: Fill((int*)cell, *(int*)memory, TileOperands.CellElements); break;
            default: Fill((int*)cell, type == DType.Bool ? -*memory : *memory, TileOperands.CellElements); break;
        }
    }

    public static void Fill<T>(T* target, T value, long count) where T : unmanaged => new Span<T>(target, (int)count).Fill(value);

    /// <summary>start + row·stride + column·stride.</summary>
    public static void Sequence(long start, TilePlaces places, int* tile)
    {
        for (long row = 0; row < places.Rows; row++)
            for (long i = 0; i < places.Width; i++) *tile++ = unchecked((int)(start + row * places.RowStride + i * places.Stride));
    }

    private static void Gather<T>(T* memory, TilePlaces places, T* tile) where T : unmanaged
    {
        (long rows, long width, long rowStride, long stride) = places;
        if (places.IsContiguous)
        {
            width *= rows;
            rows = 1;
        }

        for (long row = 0; row < rows; row++, memory += rowStride, tile += width)
        {
            if (stride == 1) Unsafe.CopyBlockUnaligned(tile, memory, (uint)(width * sizeof(T)));
            else if (stride == 0) Fill(tile, *memory, width);
            else for (long i = 0; i < width; i++) tile[i] = memory[i * stride];
        }
    }

    private static void Scatter<T>(T* tile, long varies, TilePlaces places, T* memory) where T : unmanaged
    {
        (long rows, long width, long rowStride, long stride) = places;
        if (places.IsContiguous)
        {
            width *= rows;
            rows = 1;
        }

        for (long row = 0; row < rows; row++, memory += rowStride, tile += width & varies)
        {
            if (stride == 0) *memory = *tile;
            else if (stride != 1) for (long i = 0; i < width; i++) memory[i * stride] = tile[i & varies];
            else if (varies == 0) Fill(memory, *tile, width);
            else Unsafe.CopyBlockUnaligned(memory, tile, (uint)(width * sizeof(T)));
        }
    }

    private static void LoadBytes(byte* memory, TilePlaces places, int* tile, int sign)
    {
        for (long row = 0; row < places.Rows; row++, memory += places.RowStride, tile += places.Width)
        {
            long i = 0;
            if (places.Stride == 1)
            {
                var signs = new Vector<int>(sign);
                for (; i <= places.Width - Vector<byte>.Count; i += Vector<byte>.Count)
                {
                    Vector.Widen(Vector.Load(memory + i), out Vector<ushort> low, out Vector<ushort> high);
                    Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
                    Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
                    (first.As<uint, int>() * signs).Store(tile + i);
                    (second.As<uint, int>() * signs).Store(tile + i + Vector<int>.Count);
                    (third.As<uint, int>() * signs).Store(tile + i + 2 * Vector<int>.Count);
                    (fourth.As<uint, int>() * signs).Store(tile + i + 3 * Vector<int>.Count);
                }
            }

            for (; i < places.Width; i++) tile[i] = memory[i * places.Stride] * sign;
        }
    }

    private static void StoreBytes(int* tile, long varies, TilePlaces places, byte* memory, int sign)
    {
        for (long row = 0; row < places.Rows; row++, memory += places.RowStride, tile += places.Width & varies)
        {
            long i = 0;
            if (places.Stride == 1 && varies != 0)
            {
                var signs = new Vector<int>(sign);
                for (; i <= places.Width - Vector<byte>.Count; i += Vector<byte>.Count)
                {
                    Vector<short> low = Vector.Narrow(Vector.Load(tile + i) * signs, Vector.Load(tile + i + Vector<int>.Count) * signs);
                    Vector<short> high = Vector.Narrow(Vector.Load(tile + i + 2 * Vector<int>.Count) * signs, Vector.Load(tile + i + 3 * Vector<int>.Count) * signs);
                    Vector.Narrow(low, high).As<sbyte, byte>().Store(memory + i);
                }
            }

            for (; i < places.Width; i++) memory[i * places.Stride] = (byte)(tile[i & varies] * sign);
        }
    }
}
