using Glissade.Devices.Cpu.Execution;

namespace Glissade.Devices.Cpu;

/// <summary>What is done to each finished band of a convolution: an epilogue, and a pooling of whole planes.</summary>
/// <param name="epilogue">A loop nest, or nothing.</param>
/// <param name="output">The convolution's own buffer.</param>
/// <param name="pooling">Null if nothing is pooled.</param>
/// <param name="buffers">The address of every buffer.</param>
/// <param name="memory">The pooling's memory, of all workers.</param>
internal readonly unsafe struct ConvolutionFinish(LoopEpilogue epilogue, int output, PlanePooling? pooling, byte** buffers, byte* memory)
{
    public LoopEpilogue Epilogue => epilogue;

    public bool Pools => pooling is not null;

    /// <summary>The addresses for a worker that computes the planes from <paramref name="first"/> on.</summary>
    public byte** Table(long first, int worker) => pooling is null ? buffers : pooling.Table(buffers, memory + worker * pooling.WorkerBytes, first);

    /// <summary>Where the convolution's own result goes.</summary>
    public void* Target(byte** table) => table[output];

    /// <summary>Finishes the same places of some rows: each row is a plane.</summary>
    /// <param name="table">The addresses.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="plane">Places of a plane.</param>
    /// <param name="place">The first place of each.</param>
    /// <param name="places">How many.</param>
    /// <param name="worker">Who does it.</param>
    public void Band(byte** table, long row, long rows, long plane, long place, long places, int worker)
    {
        LoopEpilogue over = epilogue.Over(table);
        long line = over.Lanes;
        if (line == 0) return;
        if (line == plane)
        {
            over.Run(0, row, rows, place, places, worker, null);
            return;
        }

        // Lines of less than a plane are rows of the loop.
        for (long end = row + rows; row < end; row++) over.Run(0, row * (plane / line) + place / line, places / line, 0, line, worker, null);
    }

    public void Pool(byte** table, long first, long planes, int worker) => pooling?.Pool(table, memory + worker * pooling.WorkerBytes, first, planes);
}
