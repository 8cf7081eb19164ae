using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>
/// How a worker pools the planes that it has just convolved. Planes that nobody else reads lie in its scratch: the epilogue is the same loop nest, only that the addresses of
/// the plain and the finished planes are those of the worker.
/// </summary>
internal sealed unsafe class PlanePooling
{
    private readonly IPoolsPlanes _pooling;
    private readonly int _planes, _output, _places;
    private readonly AddressTable? _passing;
    private readonly long _elementSize, _plane, _outputPlane, _planesBytes;

    /// <param name="kernel">The convolution.</param>
    /// <param name="pooling">Its pooling.</param>
    /// <param name="pooled">As a routine.</param>
    /// <param name="packed">Where the convolution finds its packed weights, if it asked for any.</param>
    public PlanePooling(ConvolutionKernel kernel, LibraryKernel pooling, IPoolsPlanes pooled, int? packed)
    {
        (_pooling, _planes, _output, _places) = (pooled, pooling.Inputs[0].Buffer, pooling.Output.Buffer, pooling.Places);
        _elementSize = pooling.Output.Type.Size();
        long planes = Math.Max(1, (long)pooling.Output.Shape[0] * pooling.Output.Shape[1]);
        (_plane, _outputPlane) = (pooling.Inputs[0].Shape.Count / planes, pooling.Output.Shape.Count / planes);
        if (!kernel.Passing) return;
        _passing = new AddressTable(kernel.Reads.Concat(pooling.Writes).Concat(packed is { } place ? [place] : []), kernel.Plain, _planes);
        _planesBytes = Aligned(_plane * pooling.Output.Shape[1] * _elementSize);
    }

    /// <summary>Bytes of a worker's memory.</summary>
    public long WorkerBytes => TableBytes + _planesBytes + Aligned(_pooling.MemoryBytes);

    /// <summary>Bytes of a table of addresses.</summary>
    public long TableBytes => _passing?.Bytes ?? 0;

    /// <summary>The addresses for a worker, to whom the planes from <paramref name="first"/> on belong.</summary>
    public byte** Table(byte** buffers, byte* memory, long first) => Table(buffers, memory, memory + TableBytes - first * _plane * _elementSize);

    /// <summary>The addresses of a program, but for planes that nobody else reads.</summary>
    public byte** Table(byte** buffers, byte* memory, byte* planes) => _passing is null ? buffers : _passing.Write(buffers, memory, planes);

    /// <summary>Pools some planes whose addresses are those of a table.</summary>
    public void Pool(byte** table, byte* memory, long first, long planes)
    {
        long outputs = first * _outputPlane * _elementSize;
        byte* places = _places < 0 ? null : table[_places] + outputs;
        _pooling.Pool(table[_planes] + first * _plane * _elementSize, table[_output] + outputs, places, planes, memory + TableBytes + _planesBytes);
    }

    private static long Aligned(long bytes) => (bytes + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;
}
