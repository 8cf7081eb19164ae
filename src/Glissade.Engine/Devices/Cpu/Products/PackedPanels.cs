using System.Runtime.Intrinsics;

namespace Glissade.Devices.Cpu.Products;

/// <summary>A right operand in panels of two vectors, one after another, each as deep as the product: what a product would copy it to, piece by piece.</summary>
/// <param name="Width">The vector.</param>
/// <param name="Offset">The operand's first element.</param>
/// <param name="Inner">Rows of the operand.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Strides">How they lie.</param>
internal sealed unsafe record PackedPanels<T>(ProductWidth Width, long Offset, long Inner, long Columns, Strides Strides) : PackedForm
    where T : unmanaged
{
    private long VectorCount => (Width switch { ProductWidth.Vector512 => 64, ProductWidth.Vector256 => 32, _ => 16 }) / sizeof(T);

    public override string Name => $"panels of {2 * VectorCount} columns";

    public override long Bytes => new ColumnPanels(Columns, VectorCount).Count * Inner * 2 * VectorCount * sizeof(T);

    /// <summary>The operand that a product with <see cref="ProductLayout.IsPacked"/> takes.</summary>
    public Operand<T> Operand(byte* copy) => new((T*)copy, 2 * VectorCount, 1);

    public override void Make(byte* values, byte* to, WorkerPool pool)
    {
        switch (Width)
        {
            case ProductWidth.Vector512 when typeof(T) == typeof(float):
                Copy<Vector512<float>, Single512>(values, to, pool);
                break;
            case ProductWidth.Vector512:
                Copy<Vector512<double>, Double512>(values, to, pool);
                break;
            case ProductWidth.Vector256 when typeof(T) == typeof(float):
                Copy<Vector256<float>, Single256>(values, to, pool);
                break;
            case ProductWidth.Vector256:
                Copy<Vector256<double>, Double256>(values, to, pool);
                break;
            default:
                if (typeof(T) == typeof(float)) Copy<Vector128<float>, Single128>(values, to, pool);
                else Copy<Vector128<double>, Double128>(values, to, pool);
                break;
        }
    }

    private void Copy<V, W>(byte* values, byte* to, WorkerPool pool)
        where V : struct
        where W : IWidth<V>
    {
        ColumnPanels panels = new(Columns, W.Count);
        PanelsCopyJob<T, V, W> job = new(panels, ProductLayout.CopyTasksOf(panels.Count), new Operand<T>((T*)values + Offset, Strides.Row, Strides.Column), new Slab(0, 0, panels.Count, 0, Inner), (T*)to);
        pool.Run(ref job, job.Tasks);
    }
}
