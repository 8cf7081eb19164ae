using System.Runtime.Intrinsics;

namespace Glissade.Devices.Cpu.Products;

/// <summary>Matrix products over float or double, in the declared order of arithmetic: the same bits for every width, path and number of threads.</summary>
internal static unsafe class Product<T>
    where T : unmanaged
{
    /// <summary>Computes C and shows each finished rectangle of it to the epilogue. Allocates nothing.</summary>
    /// <param name="shape">The extents and the order of sums.</param>
    /// <param name="a">batch × rows × inner.</param>
    /// <param name="b">batch × inner × columns.</param>
    /// <param name="c">batch × rows × columns; must not overlap the operands. Not looked at if the shape says that C is passing.</param>
    /// <param name="epilogue">Called for every finished rectangle. All threads share it.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/> for this pool's threads.</param>
    /// <param name="pool">The threads that share the work.</param>
    /// <param name="width">The vector to use; a test may force one.</param>
    /// <param name="path">How B is read; a test may force it.</param>
    public static void Run<TEpilogue>(
        in ProductShape shape,
        Operand<T> a,
        Operand<T> b,
        Target<T> c,
        TEpilogue epilogue,
        void* scratch,
        WorkerPool pool,
        ProductWidth width = ProductWidth.Widest,
        ProductPath path = ProductPath.Fastest)
        where TEpilogue : struct, IProductEpilogue
    {
        if (shape.Batch != 0 && shape.Rows != 0 && shape.Columns != 0)
            Run(Layout(shape, a, b, width, path), a, b, c, epilogue, scratch, pool);
    }

    /// <summary>The same with a layout made before: for a product that is taken again and again.</summary>
    public static void Run<TEpilogue>(
        in ProductLayout layout, in Operand<T> a, in Operand<T> b, in Target<T> c, in TEpilogue epilogue, void* scratch, WorkerPool pool)
        where TEpilogue : struct, IProductEpilogue
    {
        switch (layout.Width)
        {
            case ProductWidth.Vector512 when typeof(T) == typeof(float):
                RunWide<Vector512<float>, Single512, TEpilogue>(layout, a, b, c, epilogue, scratch, pool);
                break;
            case ProductWidth.Vector512:
                RunWide<Vector512<double>, Double512, TEpilogue>(layout, a, b, c, epilogue, scratch, pool);
                break;
            case ProductWidth.Vector256 when typeof(T) == typeof(float):
                RunWide<Vector256<float>, Single256, TEpilogue>(layout, a, b, c, epilogue, scratch, pool);
                break;
            case ProductWidth.Vector256:
                RunWide<Vector256<double>, Double256, TEpilogue>(layout, a, b, c, epilogue, scratch, pool);
                break;
            default:
                if (typeof(T) == typeof(float))
                    RunWide<Vector128<float>, Single128, TEpilogue>(layout, a, b, c, epilogue, scratch, pool);
                else
                    RunWide<Vector128<double>, Double128, TEpilogue>(layout, a, b, c, epilogue, scratch, pool);

                break;
        }
    }

    /// <summary>Bytes of scratch that a run needs. Depends on the shape, the strides and the number of threads, not on the data.</summary>
    public static long ScratchBytes(in ProductShape shape, Operand<T> a, Operand<T> b, int workers, ProductWidth width = ProductWidth.Widest, ProductPath path = ProductPath.Fastest) =>
        shape.Batch == 0 || shape.Rows == 0 || shape.Columns == 0 ? 0 : Layout(shape, a, b, width, path).ScratchBytes(workers);

    /// <summary>How the product will be cut.</summary>
    /// <param name="shape">The extents and the order of sums.</param>
    /// <param name="a">batch × rows × inner.</param>
    /// <param name="b">batch × inner × columns; only its strides are looked at, which are those it has before it is packed.</param>
    /// <param name="width">The vector to use.</param>
    /// <param name="path">How B is read.</param>
    /// <param name="packed">Whether the one matrix B will be given as <see cref="PackedPanels{T}"/>.</param>
    public static ProductLayout Layout(in ProductShape shape, Operand<T> a, Operand<T> b, ProductWidth width = ProductWidth.Widest, ProductPath path = ProductPath.Fastest, bool packed = false) =>
        Fitting(Resolved(width), shape) switch
        {
            ProductWidth.Vector512 => LayoutOf<Vector512<float>, Single512>(ProductWidth.Vector512, shape, a, b, path, packed),
            ProductWidth.Vector256 => LayoutOf<Vector256<float>, Single256>(ProductWidth.Vector256, shape, a, b, path, packed),
            _ => LayoutOf<Vector128<float>, Single128>(ProductWidth.Vector128, shape, a, b, path, packed),
        };

    /// <summary>The widest vector with instructions of its own; an emulated one would be several times slower.</summary>
    private static ProductWidth Resolved(ProductWidth width) =>
        width != ProductWidth.Widest ? width
        : Vector512.IsHardwareAccelerated ? ProductWidth.Vector512
        : Vector256.IsHardwareAccelerated ? ProductWidth.Vector256
        : ProductWidth.Vector128;

    /// <summary>
    /// No wider than the rows of C, as far as there is a narrower one: half-empty vectors go through copies. A single row waits for memory, whatever the width; a narrow one gives a
    /// second thread columns to work on. One column's lanes are whole vectors of any width.
    /// </summary>
    private static ProductWidth Fitting(ProductWidth width, in ProductShape shape)
    {
        if (shape.Lanes) return width;
        long bytes = shape.Columns * sizeof(T);
        bool isNarrowRow = shape.Rows == 1 && bytes < 2 * 8 * Vector512<byte>.Count;
        if (width == ProductWidth.Vector512 && (isNarrowRow || bytes < Vector512<byte>.Count)) width = ProductWidth.Vector256;
        return width == ProductWidth.Vector256 && bytes < Vector256<byte>.Count ? ProductWidth.Vector128 : width;
    }

    private static ProductLayout LayoutOf<V, W>(ProductWidth width, in ProductShape shape, Operand<T> a, Operand<T> b, ProductPath path, bool packed)
        where V : struct
        where W : IWidth<V> =>
        new(width, shape, new Strides(a.RowStride, a.ColumnStride), new Strides(b.RowStride, b.ColumnStride), W.Count * sizeof(float) / sizeof(T), W.TileRows, sizeof(T), path, packed);

    private static void RunWide<V, W, TEpilogue>(
        in ProductLayout layout, in Operand<T> a, in Operand<T> b, in Target<T> c, in TEpilogue epilogue, void* scratch, WorkerPool pool)
        where V : struct
        where W : IWidth<V>
        where TEpilogue : struct, IProductEpilogue
    {
        if (layout.Small && layout.Shape.Batch == 1)
        {
            SmallProduct<T, V, W>.Run(layout, a, b, c, 0);
            epilogue.Run(0, 0, layout.Shape.Rows, 0, layout.Shape.Columns, 0, null);
            return;
        }

        byte* shared = ProductLayout.Aligned(scratch);
        byte* own = shared + layout.SharedBytes;
        if (layout.Shape.Lanes)
        {
            LaneJob<T, V, W, TEpilogue> job = new(layout, a, b, c, epilogue, own);
            pool.Run(ref job, layout.Tasks);
        }
        else if (layout.Path != ProductPath.Slabs)
        {
            PanelJob<T, V, W, TEpilogue> job = new(layout, a, b, c, epilogue, own);
            if (layout.Tasks == 1)
                job.RunAll();
            else
                pool.Run(ref job, layout.Tasks);
        }
        else
        {
            RunSlabs<V, W, TEpilogue>(layout, a, b, c, epilogue, (T*)shared, own, pool);
        }
    }

    private static void RunSlabs<V, W, TEpilogue>(
        in ProductLayout layout, Operand<T> a, Operand<T> b, Target<T> c, TEpilogue epilogue, T* shared, byte* own, WorkerPool pool)
        where V : struct
        where W : IWidth<V>
        where TEpilogue : struct, IProductEpilogue
    {
        long inner = layout.Shape.Inner;
        long panels = layout.Panels.Count;
        bool isPacked = layout.IsPacked, copyOnce = b.IsOneMatrix && layout.SlabPanels == panels && layout.SlabDepth == inner;
        for (long batch = 0; batch < layout.Shape.Batch; batch++)
        {
            for (long panel = 0; panel < panels; panel += layout.SlabPanels)
            {
                long from = 0;
                do
                {
                    Slab slab = new(batch, panel, Math.Min(panel + layout.SlabPanels, panels), from, Math.Min(from + layout.SlabDepth, inner));
                    bool copied = isPacked || (batch != 0 && copyOnce);
                    for (int worker = 0; worker < pool.Threads; worker++)
                        *(HeldBlock*)(own + (worker * layout.WorkerBytes) + layout.HeldOffset) = HeldBlock.None;

                    if (!copied)
                    {
                        PanelsCopyJob<T, V, W> copy = new(layout.Panels, layout.CopyTasks, b, slab, shared);
                        pool.Run(ref copy, copy.Tasks);
                    }

                    SlabProductJob<T, V, W, TEpilogue> product = new(layout, a, c, epilogue, slab, isPacked ? b.Data : shared, own);
                    pool.Run(ref product, layout.Tasks);
                    from = slab.To;
                }
                while (from < inner);
            }
        }
    }
}
