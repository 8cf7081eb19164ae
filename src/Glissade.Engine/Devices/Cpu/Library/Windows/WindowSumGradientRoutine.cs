using System.Numerics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="WindowSumGradient"/>: the lines of a plane of outputs are laid out, then every row of the input gathers from those that read it.</summary>
internal sealed unsafe class WindowSumGradientRoutine<T> : Routine where T : unmanaged, INumber<T>
{
    private readonly WindowRows _rows;
    private readonly WindowSpread<T> _spread;
    private readonly int _input, _output;
    private readonly long _given, _count, _scratch;
    private readonly bool _pairs;
    private readonly TaskCut _cut;

    public WindowSumGradientRoutine(LibraryKernel kernel, WindowSumGradient row)
    {
        (_input, _output, _count) = (kernel.Inputs[0].Buffer, kernel.Output.Buffer, kernel.Output.Shape.Count);
        _rows = new WindowRows(row.Window, kernel.Output.Shape, kernel.Inputs[0].Shape);
        _given = kernel.Inputs[0].Shape.Count;
        _pairs = WindowPairs<T>.SuitBack(_rows);
        _spread = new WindowSpread<T>(_rows);
        _scratch = ((long)_rows.OutputRows * _spread.LineSize * sizeof(T) + 63) / 64 * 64;
        _cut = new TaskCut(_rows.Planes, _rows.InputRows * (_rows.Width / 4 + _spread.Cost / 2));
    }

    public override long ScratchBytes(int workers) => workers * _scratch;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (_count == 0) return;
        var job = new Job(this, (T*)buffers[_input], (T*)buffers[_output], scratch);
        pool.Run(ref job, _cut.Tasks);
    }

    private readonly struct Job(WindowSumGradientRoutine<T> routine, T* from, T* to, byte* scratch) : IJob
    {
        public void Run(int task, int worker)
        {
            WindowRows rows = routine._rows;
            WindowSpread<T> spread = routine._spread;
            T* lines = (T*)(scratch + worker * routine._scratch);
            long planes = routine._cut.End(task);
            for (long plane = routine._cut.Begin(task); plane < planes; plane++)
            {
                T* source = from + plane * rows.OutputPlane, target = to + plane * rows.InputPlane, end = to + planes * rows.InputPlane;
                if (routine._pairs)
                {
                    for (int row = 0; row < rows.OutputRows; row++)
                    {
                        for (int tap = 0; tap < rows.TapRows; tap++)
                        {
                            int read = rows.Rows[row * rows.TapRows + tap];
                            if (read >= 0) WindowPairs<T>.Give(source + (long)row * rows.Outputs, from + routine._given, target + (long)read * rows.Width, rows.Width, rows.Outputs);
                        }
                    }

                    foreach (int row in spread.Unread) new Span<T>(target + (long)row * rows.Width, rows.Width).Clear();
                    continue;
                }

                for (int row = 0; row < rows.OutputRows; row++) spread.Fill(source + (long)row * rows.Outputs, lines + (long)row * spread.LineSize);
                for (int row = 0; row < rows.InputRows; row++, target += rows.Width) spread.Row(row, lines, target, end - target);
            }
        }
    }
}
