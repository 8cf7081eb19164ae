using System.Numerics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="ArgSort"/>: a stable merge sort of positions in the scratch of each worker; NaN is the largest.</summary>
internal sealed unsafe class ArgSortRoutine<T>(LibraryKernel kernel, ArgSort row) : Routine where T : unmanaged, INumber<T>
{
    private readonly AxisView _view = AxisView.Of(kernel.Output.Shape, row.Axis);
    private readonly int _input = kernel.Inputs[0].Buffer, _output = kernel.Output.Buffer;
    private readonly bool _descending = row.Descending;

    // One line's values, and two orders to merge from and to; each rounded up to whole cache lines.
    private long ValueBytes => Line(_view.Extent * sizeof(T));

    private long OrderBytes => Line(_view.Extent * sizeof(int));

    public override long ScratchBytes(int workers) => workers * (ValueBytes + 2 * OrderBytes);

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(this, (T*)buffers[_input], (int*)buffers[_output], scratch);
        pool.Run(ref job, job.Cut.Tasks);
    }

    private static long Line(long bytes) => (bytes + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;

    private readonly struct Job(ArgSortRoutine<T> routine, T* from, int* to, byte* scratch) : IJob
    {
        private const int Insertion = 8;

        private readonly AxisView _view = routine._view;

        public TaskCut Cut => new(_view.Outer * _view.Inner, _view.Extent * (4L + BitOperations.Log2((uint)_view.Extent) * 4));

        public void Run(int task, int worker)
        {
            byte* mine = scratch + worker * (routine.ValueBytes + 2 * routine.OrderBytes);
            T* values = (T*)mine;
            int* order = (int*)(mine + routine.ValueBytes), other = (int*)(mine + routine.ValueBytes + routine.OrderBytes);
            int count = (int)_view.Extent;
            TaskCut cut = Cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                long first = item / _view.Inner * _view.Extent * _view.Inner + item % _view.Inner;
                for (int k = 0; k < count; k++) values[k] = from[first + k * _view.Inner];
                int* sorted = Sort(values, order, other, count);
                for (int k = 0; k < count; k++) to[first + k * _view.Inner] = sorted[k];
            }
        }

        private int* Sort(T* values, int* order, int* other, int count)
        {
            for (int begin = 0; begin < count; begin += Insertion) Insert(values, order, begin, Math.Min(count, begin + Insertion));
            for (long width = Insertion; width < count; width *= 2)
            {
                for (long begin = 0; begin < count; begin += 2 * width)
                    Merge(values, order, other, begin, Math.Min(count, begin + width), Math.Min(count, begin + 2 * width));
                int* merged = other;
                other = order;
                order = merged;
            }

            return order;
        }

        private void Insert(T* values, int* order, int begin, int end)
        {
            for (int k = begin; k < end; k++)
            {
                int at = k;
                for (; at > begin && Before(values[k], values[order[at - 1]]); at--) order[at] = order[at - 1];
                order[at] = k;
            }
        }

        private void Merge(T* values, int* from, int* to, long begin, long middle, long end)
        {
            long left = begin, right = middle;
            for (long k = begin; k < end; k++)
            {
                // The right one goes first only when it must: that keeps equal ones in their order.
                bool takeRight = left == middle || (right < end && Before(values[from[right]], values[from[left]]));
                to[k] = takeRight ? from[right++] : from[left++];
            }
        }

        private bool Before(T a, T b) => routine._descending
            ? a > b || (T.IsNaN(a) && !T.IsNaN(b))
            : a < b || (T.IsNaN(b) && !T.IsNaN(a));
    }
}
