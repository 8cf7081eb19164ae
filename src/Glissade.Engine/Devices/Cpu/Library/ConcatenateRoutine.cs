using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="Concatenate"/>: the output is written from front to back; every row of it takes a run of bytes from each input.</summary>
internal sealed unsafe class ConcatenateRoutine : Routine
{
    private const long TaskBytes = 256 * 1024;

    private readonly LibraryKernel _kernel;
    private readonly long[] _runs;
    private readonly long _row, _bytes;

    public ConcatenateRoutine(LibraryKernel kernel)
    {
        _kernel = kernel;
        int axis = ((Concatenate)kernel.Operation).Axis, size = kernel.Output.Type.Size();
        _runs = [.. kernel.Inputs.Select(input => AxisView.Of(input.Shape, axis)).Select(view => view.Extent * view.Inner * size)];
        _row = _runs.Sum();
        _bytes = kernel.Output.Shape.Count * size;
    }

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(this, buffers);
        pool.Run(ref job, (int)((_bytes + TaskBytes - 1) / TaskBytes));
    }

    private readonly struct Job(ConcatenateRoutine routine, byte** buffers) : IJob
    {
        public void Run(int task, int worker)
        {
            long at = task * TaskBytes, end = Math.Min(routine._bytes, at + TaskBytes), row = at / routine._row, within = at % routine._row;
            byte* to = buffers[routine._kernel.Output.Buffer];
            int input = 0;
            while (at < end)
            {
                long run = routine._runs[input];
                if (within >= run)
                {
                    within -= run;
                    if (++input < routine._runs.Length) continue;
                    input = 0;
                    row++;
                    continue;
                }

                long count = Math.Min(run - within, end - at);
                Unsafe.CopyBlockUnaligned(to + at, buffers[routine._kernel.Inputs[input].Buffer] + row * run + within, (uint)count);
                at += count;
                within += count;
            }
        }
    }
}
