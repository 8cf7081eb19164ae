using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="Gather"/>; <typeparamref name="T"/> is an integer of the element's size, for elements are only moved.</summary>
internal sealed unsafe class GatherRoutine<T>(LibraryKernel kernel, Gather row) : Routine where T : unmanaged
{
    private readonly LibraryKernel _kernel = kernel;
    private readonly AxisView _view = AxisView.Of(kernel.Inputs[0].Shape, row.Axis);
    private readonly Whole _indices = kernel.Inputs[1];

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(this, (T*)buffers[_kernel.Inputs[0].Buffer], (int*)buffers[_indices.Buffer], (T*)buffers[_kernel.Output.Buffer]);
        pool.Run(ref job, job.Cut.Tasks);
    }

    private readonly struct Job(GatherRoutine<T> routine, T* from, int* indices, T* to) : IJob
    {
        private readonly AxisView _view = routine._view;
        private readonly long _count = routine._indices.Shape.Count;

        // A row of nothing still has its index checked.
        public TaskCut Cut => new(_view.Outer * _count, 2 + _view.Inner * sizeof(T) / 16);

        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            long item = cut.Begin(task), end = cut.End(task), inner = _view.Inner;
            uint extent = (uint)_view.Extent;
            while (item < end)
            {
                long outer = item / _count, at = item % _count, stop = Math.Min(_count, at + end - item);
                T* plane = from + outer * extent * inner;
                T* target = to + item * inner;
                item += stop - at;
                for (; at < stop; at++, target += inner)
                {
                    uint index = (uint)indices[at];
                    if (index >= extent) ThrowIndex(routine._kernel, routine._indices.Shape, indices, (int)extent);
                    if (inner == 1) *target = plane[index];
                    else System.Buffer.MemoryCopy(plane + index * inner, target, inner * sizeof(T), inner * sizeof(T));
                }
            }
        }
    }
}
