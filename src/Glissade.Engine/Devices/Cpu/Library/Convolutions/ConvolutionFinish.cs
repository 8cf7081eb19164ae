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

    public void Pool(byte** table, long first, long planes, int worker) => pooling?.Pool(table, memory + worker * pooling.WorkerBytes, first, planes);
}
