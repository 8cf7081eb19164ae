using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="ScatterAdd"/>: every element of the result belongs to one task, which adds to it in the order of the indices. Tasks share out the outer
/// axes and the inner elements; where there are too few of both, the places along the axis, each task reading all indices.
/// </summary>
internal sealed unsafe class ScatterAddRoutine<T> : Routine where T : unmanaged, INumber<T>
{
    private const long InnerPart = 256;
    private const long MostPlaceParts = 4;
    private const long IndicesWorthParts = 32 * 1024;

    private readonly LibraryKernel _kernel;
    private readonly AxisView _view;
    private readonly Whole _indices;
    private readonly long _innerPart, _innerParts, _placeParts, _placePart;
    private readonly TaskCut _cut;

    public ScatterAddRoutine(LibraryKernel kernel, ScatterAdd row)
    {
        _kernel = kernel;
        _view = AxisView.Of(kernel.Output.Shape, row.Axis);
        _indices = kernel.Inputs[0];
        long count = _indices.Shape.Count;

        // Narrow parts where there are few outer indices, but never less than a cache line, which two tasks would fight over.
        _innerPart = _view.Outer >= 8 ? InnerPart : Math.Clamp(_view.Inner / 8 / 16 * 16, 64 / sizeof(T), InnerPart);
        _innerParts = Math.Max(1, (_view.Inner + _innerPart - 1) / _innerPart);
        _placeParts = _view.Outer * _innerParts < MostPlaceParts && count >= IndicesWorthParts ? Math.Min(MostPlaceParts, Math.Max(1, _view.Extent)) : 1;
        _placePart = (_view.Extent + _placeParts - 1) / _placeParts;
        long width = Math.Min(_view.Inner, _innerPart);
        _cut = new TaskCut(_view.Outer * _innerParts * _placeParts, _view.Extent * width / 8 + count * (2 + width / 4));
    }

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(this, (int*)buffers[_indices.Buffer], (T*)buffers[_kernel.Inputs[1].Buffer], (T*)buffers[_kernel.Output.Buffer]);
        if (_cut.Tasks == 0) job.Check();
        pool.Run(ref job, _cut.Tasks);
    }

    private readonly struct Job(ScatterAddRoutine<T> routine, int* indices, T* rows, T* to) : IJob
    {
        private readonly AxisView _view = routine._view;
        private readonly long _count = routine._indices.Shape.Count;

        public void Run(int task, int worker)
        {
            TaskCut cut = routine._cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                long place = item % routine._placeParts * routine._placePart, rest = item / routine._placeParts;
                long inner = rest % routine._innerParts * routine._innerPart, outer = rest / routine._innerParts;
                long places = Math.Min(routine._placePart, _view.Extent - place), width = Math.Min(routine._innerPart, _view.Inner - inner);
                Part(outer, Math.Max(0, places), place, inner, width);
            }
        }

        /// <summary>Looks at the indices only: there is nothing to write.</summary>
        public void Check()
        {
            for (long i = 0; i < _count; i++)
                if ((uint)indices[i] >= (uint)_view.Extent) Fail();
        }

        private void Part(long outer, long places, long place, long inner, long width)
        {
            T* target = to + (outer * _view.Extent + place) * _view.Inner + inner;
            T* source = rows + outer * _count * _view.Inner + inner;
            if (width == _view.Inner) NativeMemory.Clear(target, (nuint)(places * width * sizeof(T)));
            else for (long k = 0; k < places; k++) new Span<T>(target + k * _view.Inner, (int)width).Clear();

            // Numbers are compared after taking off the first place, as unsigned ones: below it wraps around to the largest.
            uint low = (uint)place, many = (uint)places, extent = (uint)_view.Extent;
            for (long i = 0; i < _count; i++)
            {
                uint index = (uint)indices[i];
                if (index - low < many) Add(target + (index - low) * _view.Inner, source + i * _view.Inner, width);
                else if (index >= extent) Fail();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Add(T* target, T* source, long width)
        {
            long j = 0;
            for (; j <= width - Vector<T>.Count; j += Vector<T>.Count) Vector.Store(Vector.Load(target + j) + Vector.Load(source + j), target + j);
            for (; j < width; j++) target[j] += source[j];
        }

        private void Fail() => ThrowIndex(routine._kernel, routine._indices.Shape, indices, (int)_view.Extent);
    }
}
