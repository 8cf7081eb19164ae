using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>
/// Sums at the places that indices name, and what is done to them, a block of places at a time while it is in the nearest cache. The indices are dealt out to lists first, one
/// for each place and in their order, which finds any that is out of range before anything is written. Where there are more indices than places, the sums are made by
/// themselves: there is little to save.
/// </summary>
internal sealed unsafe class ScatterExecutor<T> : Executor
    where T : unmanaged, INumber<T>
{
    /// <summary>A block of places that passes.</summary>
    private const long BlockBytes = 32 << 10;

    private readonly LibraryKernel _scatter;
    private readonly Routine _plain;
    private readonly LoopRunner _epilogue;
    private readonly AddressTable? _passing;
    private readonly int _extent;
    private readonly long _count, _inner, _block, _linesOfPlace;
    private readonly bool _lists;
    private readonly TaskCut _cut;

    public ScatterExecutor(ScatterKernel kernel, CpuOptions options, PackedPlaces packed)
    {
        _scatter = kernel.Scatter;
        _plain = Routine.For(_scatter, packed);
        _epilogue = Loops.Runner(kernel.Epilogue, options);
        Shape sums = _scatter.Output.Shape;
        (_extent, _count, _inner) = (sums[0], _scatter.Inputs[0].Shape.Count, sums.Count / Math.Max(1, sums[0]));
        _lists = _count <= _extent;
        _linesOfPlace = _inner / Math.Max(1, kernel.Epilogue.Inner);
        _block = Math.Max(1, BlockBytes / Math.Max(1, _inner * sizeof(T)));
        _cut = new TaskCut(sums.Count == 0 ? 0 : (_extent + _block - 1) / _block, _block * _inner / 2);
        if (kernel.Passing) _passing = new AddressTable(kernel.Epilogue.Reads.Concat(kernel.Epilogue.Writes).Concat(_scatter.Reads), kernel.Plain);
    }

    private long EpilogueBytes => Aligned(_epilogue.ScratchBytes);

    private long PassingBytes => _passing is null ? 0 : _passing.Bytes + Aligned((_lists ? _block : _extent) * _inner * sizeof(T));

    private long WorkerBytes => EpilogueBytes + (_lists ? PassingBytes : 0);

    private long HeadBytes => _lists ? Aligned(_extent * sizeof(int)) : 0;

    private long ListBytes => HeadBytes + (_lists ? Aligned(_count * sizeof(int)) : PassingBytes);

    public override long ScratchBytes(int workers) => workers * WorkerBytes + ListBytes + (_lists ? 0 : _plain.ScratchBytes(workers));

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        byte* shared = scratch + pool.Threads * WorkerBytes;
        if (_lists)
        {
            Deal((int*)buffers[_scatter.Inputs[0].Buffer], (int*)shared, (int*)(shared + HeadBytes));
        }
        else
        {
            if (_passing is not null) buffers = _passing.Write(buffers, shared, shared + _passing.Bytes);
            _plain.Run(buffers, shared + ListBytes, pool);
        }

        Job job = new(this, buffers, scratch, (int*)shared, (int*)(shared + HeadBytes));
        pool.Run(ref job, _cut.Tasks);
    }

    /// <summary>For every place the first of its indices, and for every index the next of the same place; −1 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Deal(int* indices, int* heads, int* next)
    {
        new Span<int>(heads, _extent).Fill(-1);
        for (long i = _count - 1; i >= 0; i--)
        {
            int place = indices[i];
            if ((uint)place >= (uint)_extent) Routine.ThrowIndex(_scatter, _scatter.Inputs[0].Shape, indices, _extent);
            next[i] = heads[place];
            heads[place] = (int)i;
        }
    }

    private readonly struct Job(ScatterExecutor<T> executor, byte** buffers, byte* scratch, int* heads, int* next) : IJob
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            byte* own = scratch + worker * executor.WorkerBytes;
            for (long block = executor._cut.Begin(task); block < executor._cut.End(task); block++)
            {
                long place = block * executor._block, places = Math.Min(executor._block, executor._extent - place);
                byte** table = executor._lists ? Sums(own + executor.EpilogueBytes, place, places) : buffers;
                executor._epilogue.Run(table, own, place * executor._linesOfPlace, (place + places) * executor._linesOfPlace, 0, executor._epilogue.Kernel.Inner);
            }
        }

        private byte** Sums(byte* memory, long place, long places)
        {
            long inner = executor._inner;
            T* values = (T*)buffers[executor._scatter.Inputs[1].Buffer], sums = (T*)buffers[executor._scatter.Output.Buffer] + place * inner;
            byte** table = buffers;
            if (executor._passing is { } passing)
            {
                sums = (T*)(memory + passing.Bytes);
                table = passing.Write(buffers, memory, (byte*)(sums - place * inner));
            }

            new Span<T>(sums, (int)(places * inner)).Clear();
            for (long i = 0; i < places; i++, sums += inner)
                for (int at = heads[place + i]; at >= 0; at = next[at]) Add(sums, values + at * inner, inner);
            return table;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Add(T* sums, T* values, long count)
        {
            long i = 0;
            for (; i <= count - Vector<T>.Count; i += Vector<T>.Count) Vector.Store(Vector.Load(sums + i) + Vector.Load(values + i), sums + i);
            for (; i < count; i++) sums[i] += values[i];
        }
    }
}
