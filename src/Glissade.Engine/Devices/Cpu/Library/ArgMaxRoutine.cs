using System.Numerics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="ArgMax"/>: the first largest along an axis, NaN being the largest of all.</summary>
internal sealed unsafe class ArgMaxRoutine<T>(LibraryKernel kernel, ArgMax row) : Routine where T : unmanaged, INumber<T>
{
    private readonly AxisView _view = AxisView.Of(kernel.Inputs[0].Shape, row.Axis);
    private readonly int _input = kernel.Inputs[0].Buffer, _output = kernel.Output.Buffer;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(_view, (T*)buffers[_input], (int*)buffers[_output]);
        pool.Run(ref job, job.Cut.Tasks);
    }

    /// <summary>Whether a later value takes the place of the best so far.</summary>
    internal static bool Beats(T value, T best) => value > best || (T.IsNaN(value) && !T.IsNaN(best));

    private readonly struct Job(AxisView view, T* from, int* to) : IJob
    {
        // A task has whole outer indices, or a part of the inner ones of each where those are many.
        private const long InnerPart = 256;

        private readonly long _parts = Math.Max(1, (view.Inner + InnerPart - 1) / InnerPart);

        public TaskCut Cut => new(view.Outer * _parts, view.Extent * Math.Min(view.Inner, InnerPart));

        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                long outer = item / _parts, begin = item % _parts * InnerPart, end = Math.Min(view.Inner, begin + InnerPart);
                T* plane = from + outer * view.Extent * view.Inner;
                int* result = to + outer * view.Inner;
                if (view.Inner == 1) *result = First(plane, view.Extent);
                else Columns(plane, result, begin, end);
            }
        }

        private static int First(T* values, long count)
        {
            int best = 0;
            T largest = values[0];
            for (int i = 1; i < count; i++)
            {
                if (!Beats(values[i], largest)) continue;
                best = i;
                largest = values[i];
            }

            return best;
        }

        private void Columns(T* plane, int* result, long begin, long end)
        {
            for (long j = begin; j < end; j++) result[j] = 0;
            for (int k = 1; k < view.Extent; k++)
            {
                T* values = plane + k * view.Inner;
                for (long j = begin; j < end; j++)
                    if (Beats(values[j], plane[result[j] * view.Inner + j])) result[j] = k;
            }
        }
    }
}
