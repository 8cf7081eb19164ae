using System.Numerics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="WindowMaxGradient"/>: every window adds what it was given to the place of its largest. The way forward left the places, as a rule; where it did not, they are found again, a row of
/// windows at a time.
/// </summary>
internal sealed unsafe class WindowMaxGradientRoutine<T> : Routine where T : unmanaged, INumber<T>
{
    private const int Stretch = 1024;

    private readonly WindowRows _rows;
    private readonly PlacedWindows<T> _windows;
    private readonly int _from, _upstream, _output;
    private readonly long _given, _count, _lineSize, _scratch;
    private readonly bool _finds, _pairs;
    private readonly TaskCut _cut;

    public WindowMaxGradientRoutine(LibraryKernel kernel, WindowMaxGradient row)
    {
        _finds = kernel.Places < 0;
        (_from, _upstream, _output) = (_finds ? kernel.Inputs[0].Buffer : kernel.Places, kernel.Inputs[1].Buffer, kernel.Output.Buffer);
        (_given, _count) = (kernel.Inputs[1].Shape.Count, kernel.Output.Shape.Count);
        _rows = new WindowRows(row.Window, kernel.Output.Shape, kernel.Inputs[1].Shape);
        _pairs = !_finds && PlacedPairs<T>.Suit(row.Window);
        long stretch = Math.Min(_rows.Outputs, Stretch);
        var line = new WindowLine<T>(_rows, stretch);
        _windows = new PlacedWindows<T>(_rows, line, stretch);
        _lineSize = line.Size + _windows.Spare;
        _scratch = _finds ? ((_lineSize + 2L * _rows.Outputs) * sizeof(T) + 63) / 64 * 64 : 0;
        _cut = _pairs ? new TaskCut(_rows.Planes * _rows.OutputRows, 4 + 2L * _rows.Outputs)
            : new TaskCut(_rows.Planes, 4 * _rows.OutputPlane + _rows.InputPlane / 8 + (_finds ? _rows.OutputPlane * _rows.Taps / 2 : 0));
    }

    public override long ScratchBytes(int workers) => workers * _scratch;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (_count == 0) return;
        var job = new Job(this, (T*)buffers[_from], (T*)buffers[_upstream], (T*)buffers[_output], scratch);
        pool.Run(ref job, _cut.Tasks);
    }

    private readonly struct Job(WindowMaxGradientRoutine<T> routine, T* from, T* upstream, T* to, byte* scratch) : IJob
    {
        public void Run(int task, int worker)
        {
            (long begin, long end) = (routine._cut.Begin(task), routine._cut.End(task));
            if (routine._pairs)
            {
                PlacedPairs<T>.Give(routine._rows, upstream, upstream + routine._given, from, to, begin, end);
                return;
            }

            for (long plane = begin; plane < end; plane++) Plane(plane, (T*)(scratch + worker * routine._scratch));
        }

        private void Plane(long plane, T* line)
        {
            WindowRows rows = routine._rows;
            T* target = to + plane * rows.InputPlane, given = upstream + plane * rows.OutputPlane, places = routine._finds ? line + routine._lineSize : from + plane * rows.OutputPlane;
            new Span<T>(target, (int)rows.InputPlane).Clear();
            for (int row = 0; row < rows.OutputRows; row++, given += rows.Outputs)
            {
                if (routine._finds) routine._windows.Row(from + plane * rows.InputPlane, from + routine._count, row, places + rows.Outputs, places, line);
                routine._windows.Give(row, given, places, target);
                if (!routine._finds) places += rows.Outputs;
            }
        }
    }
}
