using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>
/// How a worker pools the planes that it has just convolved. Planes that nobody else reads lie in its scratch: the epilogue is the same loop nest, only that the addresses of
/// the plain and the finished planes are those of the worker.
/// </summary>
internal sealed unsafe class PlanePooling
{
    private readonly IPoolsPlanes _pooling;
    private readonly int _plain, _planes, _output;
    private readonly int[] _touched;
    private readonly long _elementSize, _plane, _outputPlane, _tableBytes, _planesBytes;
    private readonly bool _passing;

    /// <param name="kernel">The convolution.</param>
    /// <param name="pooling">Its pooling.</param>
    /// <param name="pooled">As a routine.</param>
    public PlanePooling(ConvolutionKernel kernel, LibraryKernel pooling, IPoolsPlanes pooled)
    {
        (_pooling, _plain, _planes, _output, _passing) = (pooled, kernel.Plain, pooling.Inputs[0].Buffer, pooling.Output.Buffer, kernel.Passing);
        _elementSize = pooling.Output.Type.Size();
        long planes = Math.Max(1, (long)pooling.Output.Shape[0] * pooling.Output.Shape[1]);
        (_plane, _outputPlane) = (pooling.Inputs[0].Shape.Count / planes, pooling.Output.Shape.Count / planes);
        _touched = [.. kernel.Reads.Append(_output).Where(buffer => buffer != _plain && buffer != _planes).Distinct()];
        _tableBytes = _passing ? Aligned((_touched.Append(_plain).Append(_planes).Max() + 1) * sizeof(byte*)) : 0;
        _planesBytes = _passing ? Aligned(_plane * pooling.Output.Shape[1] * _elementSize) : 0;
    }

    /// <summary>Bytes of a worker's memory.</summary>
    public long WorkerBytes => _tableBytes + _planesBytes + Aligned(_pooling.MemoryBytes);

    /// <summary>Bytes of a table of addresses.</summary>
    public long TableBytes => _tableBytes;

    /// <summary>The addresses for a worker, to whom the planes from <paramref name="first"/> on belong.</summary>
    public byte** Table(byte** buffers, byte* memory, long first) => _passing ? Table(buffers, memory, memory + _tableBytes - first * _plane * _elementSize) : buffers;

    /// <summary>A table of addresses in which the planes lie elsewhere.</summary>
    public byte** Table(byte** buffers, byte* memory, byte* planes)
    {
        byte** table = (byte**)memory;
        foreach (int buffer in _touched) table[buffer] = buffers[buffer];
        table[_plain] = planes;
        table[_planes] = planes;
        return table;
    }

    /// <summary>Pools some planes whose addresses are those of a table.</summary>
    public void Pool(byte** table, byte* memory, long first, long planes) =>
        _pooling.Pool(table[_planes] + first * _plane * _elementSize, table[_output] + first * _outputPlane * _elementSize, planes, memory + _tableBytes + _planesBytes);

    private static long Aligned(long bytes) => (bytes + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;
}
