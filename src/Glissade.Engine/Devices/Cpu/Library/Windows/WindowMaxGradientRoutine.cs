using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="WindowMaxGradient"/>: finds the place of each window's largest again and takes what the output was given there. Where a plane fits the cache, every row of the
/// input gathers from the rows of outputs that read it; where windows are wide, or planes large, outputs add to their places one by one.
/// </summary>
internal sealed unsafe class WindowMaxGradientRoutine<T> : Routine where T : unmanaged, INumber<T>
{
    private const int Stretch = 1024;

    /// <summary>Bytes that the lines of a plane may have.</summary>
    private const long Cache = 512 * 1024;

    /// <summary>Adding to a place in memory, in plain operations.</summary>
    private const long Addition = 10;

    private readonly WindowRows _rows;
    private readonly WindowLine<T> _line;
    private readonly WindowPlaces<T> _places;
    private readonly WindowSpread<T> _spread;
    private readonly int _input, _upstream, _output;
    private readonly long _count, _given, _stretch, _scratch;
    private readonly bool _gathers, _pairs;
    private readonly TaskCut _cut;

    public WindowMaxGradientRoutine(LibraryKernel kernel, WindowMaxGradient row)
    {
        (_input, _upstream, _output, _count) = (kernel.Inputs[0].Buffer, kernel.Inputs[1].Buffer, kernel.Output.Buffer, kernel.Output.Shape.Count);
        _rows = new WindowRows(row.Window, kernel.Output.Shape, kernel.Inputs[1].Shape);
        _given = kernel.Inputs[1].Shape.Count;
        _spread = new WindowSpread<T>(_rows);
        long lines = _rows.InputRows * new WindowLine<T>(_rows, _rows.Outputs).Size + 2L * _rows.OutputRows * _spread.LineSize;
        long gathering = _rows.InputRows * _spread.Cost, finding = _rows.OutputRows * (_rows.Outputs / 2 + 4L) * _rows.Taps;
        _gathers = lines * sizeof(T) <= Cache && gathering <= Addition * _rows.OutputPlane + _rows.InputPlane / 8;
        _pairs = WindowPairs<T>.SuitBack(_rows);
        _stretch = _gathers || _pairs ? _rows.Outputs : Math.Min(_rows.Outputs, Stretch);
        _line = new WindowLine<T>(_rows, _stretch);
        _places = new WindowPlaces<T>(_rows, _line);
        _scratch = ((_pairs ? _stretch + 2 * Vector<T>.Count : _gathers ? lines : _line.Size + 2 * (_stretch + 2 * Vector<T>.Count)) * sizeof(T) + 63) / 64 * 64;
        _cut = new TaskCut(_rows.Planes, finding + Math.Min(gathering, Addition * _rows.OutputPlane));
    }

    public override long ScratchBytes(int workers) => workers * _scratch;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (_count == 0) return;
        var job = new Job(this, (T*)buffers[_input], (T*)buffers[_upstream], (T*)buffers[_output], scratch);
        pool.Run(ref job, _cut.Tasks);
    }

    private readonly struct Job(WindowMaxGradientRoutine<T> routine, T* from, T* upstream, T* to, byte* scratch) : IJob
    {
        private readonly WindowRows _rows = routine._rows;
        private readonly WindowLine<T> _line = routine._line;

        public void Run(int task, int worker)
        {
            T* memory = (T*)(scratch + worker * routine._scratch);
            long planes = routine._cut.End(task);
            for (long plane = routine._cut.Begin(task); plane < planes; plane++)
            {
                if (routine._pairs) Pairs(plane, planes, memory);
                else if (routine._gathers) Gather(plane, planes, memory);
                else Scatter(plane, memory);
            }
        }

        private void Pairs(long plane, long planes, T* places)
        {
            T* source = from + plane * _rows.InputPlane, grown = upstream + plane * _rows.OutputPlane, target = to + plane * _rows.InputPlane;
            for (int row = 0; row < _rows.OutputRows; row++, grown += _rows.Outputs)
            {
                ReadOnlySpan<int> rows = TapRows(row);
                long first = (long)rows[0] * _rows.Width, second = (long)rows[^1] * _rows.Width;
                if (rows.Length == 2 && rows[0] >= 0 && rows[1] >= 0 && (_rows.Outputs >= Vector<T>.Count || (_rows.Ascend
                    && to + planes * _rows.InputPlane - target - second >= 2 * Vector<T>.Count && upstream + routine._given - grown >= Vector<T>.Count)))
                {
                    WindowPairs<T>.GiveTwo(source + first, source + second, grown, target + first, target + second, _rows.Width, _rows.Outputs);
                    continue;
                }

                WindowPairs<T>.Find(source, from + routine._count, _rows.Width, rows, places, _rows.Outputs);
                for (int tap = 0; tap < rows.Length; tap++)
                {
                    if (rows[tap] < 0) continue;
                    WindowPairs<T>.Give(grown, upstream + routine._given, places, tap, target + (long)rows[tap] * _rows.Width, _rows.Width, _rows.Outputs);
                }
            }

            foreach (int row in routine._spread.Unread) new Span<T>(target + (long)row * _rows.Width, _rows.Width).Clear();
        }

        private void Gather(long plane, long planes, T* lines)
        {
            WindowSpread<T> spread = routine._spread;
            T* source = from + plane * _rows.InputPlane, behind = from + routine._count, grown = upstream + plane * _rows.OutputPlane;
            T* places = lines + _rows.InputRows * _line.Size, given = places + (long)_rows.OutputRows * spread.LineSize;
            _line.Fill(source, _rows.InputRows, behind, 0, _rows.Outputs, Lowest<T>.Value, lines);
            for (int row = 0; row < _rows.OutputRows; row++)
            {
                long line = (long)row * spread.LineSize;
                routine._places.Find(lines, _line.Size, TapRows(row), 0, _rows.Outputs, 0, null, false, places + line + _rows.MostShift);
                spread.Fill(grown + (long)row * _rows.Outputs, given + line);
            }

            T* target = to + plane * _rows.InputPlane, end = to + planes * _rows.InputPlane;
            for (int row = 0; row < _rows.InputRows; row++, target += _rows.Width) spread.Row(row, given, places, target, end - target);
        }

        private ReadOnlySpan<int> TapRows(int row) => _rows.Rows.AsSpan(row * _rows.TapRows, _rows.TapRows);

        private void Scatter(long plane, T* line)
        {
            T* source = from + plane * _rows.InputPlane, behind = from + routine._count, grown = upstream + plane * _rows.OutputPlane, target = to + plane * _rows.InputPlane;
            T* largest = line + _line.Size, places = largest + routine._stretch + 2 * Vector<T>.Count;
            for (long i = 0; i < _rows.InputPlane; i++) target[i] = T.Zero;
            for (int row = 0; row < _rows.OutputRows; row++)
            {
                ReadOnlySpan<int> rows = TapRows(row);
                for (long begin = 0; begin < _rows.Outputs; begin += routine._stretch, grown += routine._stretch)
                {
                    long count = Math.Min(routine._stretch, _rows.Outputs - begin);
                    bool goesOn = false;
                    for (int tap = 0; tap < rows.Length; tap++)
                    {
                        if (rows[tap] < 0) continue;
                        _line.Fill(source + (long)rows[tap] * _rows.Width, 1, behind, begin, count, Lowest<T>.Value, line);
                        routine._places.Find(line, 0, [0], begin, count, (long)tap * _rows.RowTaps, largest, goesOn, places);
                        goesOn = true;
                    }

                    Add(rows, begin, count, places, grown, target);
                }

                grown += _rows.Outputs - (_rows.Outputs + routine._stretch - 1) / routine._stretch * routine._stretch;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Add(ReadOnlySpan<int> rows, long begin, long count, T* places, T* given, T* target)
        {
            long at = begin * _rows.Stride - _rows.Before;
            for (long i = 0; i < count; i++, at += _rows.Stride)
            {
                (int tapRow, int tap) = Math.DivRem(int.CreateTruncating(places[i]), _rows.RowTaps);
                target[(long)rows[tapRow] * _rows.Width + at + (long)tap * _rows.Dilation] += given[i];
            }
        }
    }
}
