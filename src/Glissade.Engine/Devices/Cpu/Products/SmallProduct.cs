using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>A product that takes less than a microsecond or two: no scratch, no copies, and nothing to divide.</summary>
internal static unsafe class SmallProduct<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(in ProductLayout layout, in Operand<T> a, in Operand<T> b, in Target<T> c, long batch)
    {
        T* rows = a.Matrix(batch);
        T* columns = b.Matrix(batch);
        T* result = c.Data + (batch * c.BatchStride);
        Tile<T> tile = default;
        tile.ARowStride = a.RowStride;
        tile.AInnerStride = a.ColumnStride;
        tile.BInnerStride = b.RowStride;
        tile.Depth = layout.Shape.Inner;
        tile.EndRowStride = c.RowStride;
        tile.StartRowStride = c.RowStride;
        for (long panel = 0; panel < layout.Panels.Count; panel++)
        {
            long column = layout.Panels.Start(panel);
            tile.A = rows;
            tile.B = columns + column;
            tile.End = result + column;
            tile.Start = layout.Shape.Continues ? tile.End : null;
            Tiles<T, V, W>.Run(ref tile, layout.Shape.Rows, layout.Panels.Width(panel), null);
        }
    }
}
