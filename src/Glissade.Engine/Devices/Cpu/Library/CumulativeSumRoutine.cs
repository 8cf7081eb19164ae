using System.Numerics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="CumulativeSum"/>: running sums from +0, one term after the other.</summary>
internal sealed unsafe class CumulativeSumRoutine<T>(LibraryKernel kernel, CumulativeSum row) : Routine where T : unmanaged, INumber<T>
{
    private readonly AxisView _view = AxisView.Of(kernel.Output.Shape, row.Axis);
    private readonly int _input = kernel.Inputs[0].Buffer, _output = kernel.Output.Buffer;
    private readonly bool _reverse = row.Reverse;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(_view, _reverse, (T*)buffers[_input], (T*)buffers[_output]);
        pool.Run(ref job, job.Cut.Tasks);
    }

    private readonly struct Job(AxisView view, bool reverse, T* from, T* to) : IJob
    {
        private const long InnerPart = 1024;

        private readonly long _parts = Math.Max(1, (view.Inner + InnerPart - 1) / InnerPart);

        public TaskCut Cut => new(view.Outer * _parts, view.Extent * Math.Min(view.Inner, InnerPart));

        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                long outer = item / _parts, begin = item % _parts * InnerPart, count = Math.Min(view.Inner - begin, InnerPart);
                long first = outer * view.Extent * view.Inner + begin, step = view.Inner;
                if (reverse)
                {
                    first += (view.Extent - 1) * view.Inner;
                    step = -step;
                }

                if (view.Inner == 1) Line(from + first, to + first, step);
                else Lines(from + first, to + first, step, count);
            }
        }

        private void Line(T* source, T* target, long step)
        {
            T sum = T.Zero;
            for (long k = 0; k < view.Extent; k++)
            {
                sum += *source;
                *target = sum;
                source += step;
                target += step;
            }
        }

        private void Lines(T* source, T* target, long step, long count)
        {
            // The first term is added to +0 as well, which takes the sign from −0.
            for (long j = 0; j < count && view.Extent > 0; j++) target[j] = T.Zero + source[j];
            for (long k = 1; k < view.Extent; k++)
            {
                source += step;
                T* before = target;
                target += step;
                long j = 0;
                for (; j <= count - Vector<T>.Count; j += Vector<T>.Count) Vector.Store(Vector.Load(before + j) + Vector.Load(source + j), target + j);
                for (; j < count; j++) target[j] = before[j] + source[j];
            }
        }
    }
}
