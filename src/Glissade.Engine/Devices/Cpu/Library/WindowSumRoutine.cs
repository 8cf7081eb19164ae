using System.Numerics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="WindowSum"/>: for every row of outputs one tap after the other, which is the declared order for each output.</summary>
internal sealed unsafe class WindowSumRoutine<T>(LibraryKernel kernel, WindowSum row) : Routine where T : unmanaged, INumber<T>
{
    private readonly WindowView _view = new(row.Window, kernel.Inputs[0].Shape, kernel.Output.Shape);
    private readonly int _input = kernel.Inputs[0].Buffer, _output = kernel.Output.Buffer;
    private readonly long _count = kernel.Output.Shape.Count;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(_view, _count / Math.Max(1, _view.Outputs[^1]), (T*)buffers[_input], (T*)buffers[_output]);
        pool.Run(ref job, _count == 0 ? 0 : job.Cut.Tasks);
    }

    private readonly struct Job(WindowView view, long rows, T* from, T* to) : IJob
    {
        public TaskCut Cut => new(rows, view.Taps * (4L + view.Outputs[^1] / 2));

        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            for (long row = cut.Begin(task); row < cut.End(task); row++)
            {
                long plane = row / view.OutputRows, within = row % view.OutputRows;
                T* target = to + row * view.Outputs[^1];
                for (long i = 0; i < view.Outputs[^1]; i++) target[i] = T.Zero;
                for (int tap = 0; tap < view.Taps; tap++)
                {
                    long inputRow = view.InputRow(within, tap);
                    if (inputRow < 0) continue;
                    (long begin, long end, long shift) = view.Inside[tap];
                    Add(from + plane * view.InputPlane + inputRow * view.Spatial[^1] + shift, target, begin, end);
                }
            }
        }

        private void Add(T* source, T* target, long i, long end)
        {
            long stride = view.Stride[^1];
            if (stride == 1)
            {
                for (; i <= end - Vector<T>.Count; i += Vector<T>.Count) Vector.Store(Vector.Load(target + i) + Vector.Load(source + i), target + i);
            }

            for (; i < end; i++) target[i] += source[i * stride];
        }
    }
}
