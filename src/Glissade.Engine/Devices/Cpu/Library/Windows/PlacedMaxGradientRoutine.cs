using System.Numerics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="WindowMaxGradient"/> where the way forward left the places of the largest: nothing has to be found again.</summary>
internal sealed unsafe class PlacedMaxGradientRoutine<T> : Routine where T : unmanaged, INumber<T>
{
    private readonly WindowRows _rows;
    private readonly int _places, _upstream, _output;
    private readonly long _given;
    private readonly TaskCut _cut;

    public PlacedMaxGradientRoutine(LibraryKernel kernel, WindowMaxGradient row)
    {
        (_places, _upstream, _output, _given) = (kernel.Places, kernel.Inputs[1].Buffer, kernel.Output.Buffer, kernel.Inputs[1].Shape.Count);
        _rows = new WindowRows(row.Window, kernel.Output.Shape, kernel.Inputs[1].Shape);
        _cut = new TaskCut(_rows.Planes * _rows.OutputRows, 4 + 2L * _rows.Outputs);
    }

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (_given == 0) return;
        var job = new Job(this, (T*)buffers[_places], (T*)buffers[_upstream], (T*)buffers[_output]);
        pool.Run(ref job, _cut.Tasks);
    }

    private readonly struct Job(PlacedMaxGradientRoutine<T> routine, T* places, T* upstream, T* to) : IJob
    {
        public void Run(int task, int worker) =>
            PlacedPairs<T>.Give(routine._rows, upstream, upstream + routine._given, places, to, routine._cut.Begin(task), routine._cut.End(task));
    }
}
