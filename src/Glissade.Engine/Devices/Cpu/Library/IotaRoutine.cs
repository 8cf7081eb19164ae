using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="Iota"/>.</summary>
internal sealed unsafe class IotaRoutine(LibraryKernel kernel, Iota row) : Routine
{
    private readonly AxisView _view = AxisView.Of(row.To, row.Axis);
    private readonly int _output = kernel.Output.Buffer;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(_view, (int*)buffers[_output]);
        pool.Run(ref job, job.Cut.Tasks);
    }

    private readonly struct Job(AxisView view, int* to) : IJob
    {
        public TaskCut Cut => new(view.Outer * view.Extent, view.Inner);

        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            int* target = to + cut.Begin(task) * view.Inner;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                int value = (int)(item % view.Extent);
                for (long j = 0; j < view.Inner; j++) *target++ = value;
            }
        }
    }
}
