using System.Runtime.InteropServices;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>
/// Takes the products of one training step of a small dense network, whose numbers nobody wants, so that the runtime has made machine code of their loops when they are. They are the larger part
/// of what it compiles at full effort at a start.
/// </summary>
internal static unsafe class ProductRehearsal
{
    private const int Examples = 64;

    /// <summary>Forward and back through a hidden layer over small pictures and a layer of ten classes.</summary>
    public static void Take()
    {
        var pool = new WorkerPool(1);
        Layer(pool, 784, 128, isFirst: true);
        Layer(pool, 128, 10, isFirst: false);
    }

    private static void Layer(WorkerPool pool, int inputs, int outputs, bool isFirst)
    {
        // A first layer's result is passed to its activation; the gradients of weights are passed to an optimizer.
        Take(pool, new ProductShape(1, Examples, outputs, inputs, Passing: isFirst), new(inputs, 1), new(outputs, 1));
        Take(pool, new ProductShape(1, inputs, outputs, Examples, Passing: true), new(1, inputs), new(outputs, 1));
        if (!isFirst) Take(pool, new ProductShape(1, Examples, inputs, outputs, Passing: true), new(outputs, 1), new(1, outputs));
    }

    private static void Take(WorkerPool pool, in ProductShape shape, Strides left, Strides right)
    {
        ProductLayout layout = Product<float>.Layout(shape, new(null, left.Row, left.Column), new(null, right.Row, right.Column));
        long first = shape.Rows * shape.Inner, second = shape.Inner * shape.Columns, result = shape.Rows * shape.Columns;
        long bytes = layout.ScratchBytes(pool.Threads);
        void* memory = NativeMemory.AllocZeroed((nuint)((first + second + result) * sizeof(float) + bytes));
        try
        {
            float* data = (float*)memory;
            Operand<float> a = new(data, left.Row, left.Column), b = new(data + first, right.Row, right.Column);
            var c = new Target<float>(data + first + second, shape.Columns);
            Product<float>.Run(layout, a, b, c, default(LoopEpilogue), data + first + second + result, pool);
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }
}
