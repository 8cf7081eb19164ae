using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="WindowSum"/> and <see cref="WindowMax"/>: a vector of neighbouring outputs goes through all taps in their order. The rows of a plane are laid out as lines
/// first, each once, however many windows read it; a plane too large for the cache, or one of too few, goes row of outputs by row of outputs instead.
/// </summary>
internal sealed unsafe class WindowFoldRoutine<T, TFold> : Routine, IPoolsPlanes where T : unmanaged, INumber<T> where TFold : struct, IWindowFold<T>
{
    /// <summary>Outputs of a stretch, where a row is cut.</summary>
    private const int Stretch = 1024;

    /// <summary>Bytes that the lines of a plane may have.</summary>
    private const long Cache = 256 * 1024;

    /// <summary>Fewer planes than these are cut into rows.</summary>
    private const int Few = 8;

    private readonly WindowRows _rows;
    private readonly WindowLine<T> _line;
    private readonly int _input, _output;
    private readonly long _inputCount, _outputCount, _stretch, _stretches;
    private readonly bool _pairs, _largestPairs;
    private readonly TaskCut _cut;

    public WindowFoldRoutine(LibraryKernel kernel, Window window)
    {
        (_input, _output) = (kernel.Inputs[0].Buffer, kernel.Output.Buffer);
        (_inputCount, _outputCount) = (kernel.Inputs[0].Shape.Count, kernel.Output.Shape.Count);
        _rows = new WindowRows(window, kernel.Inputs[0].Shape, kernel.Output.Shape);
        _stretch = Math.Min(_rows.Outputs, Stretch);
        _stretches = (_rows.Outputs + Stretch - 1) / Stretch;
        _line = new WindowLine<T>(_rows, _stretch);
        _pairs = WindowPairs<T>.Suit(_rows);
        _largestPairs = _pairs && typeof(TFold) == typeof(WindowLargest<float>) && _rows is { TapRows: 2, Ascend: true };
        long plane = _pairs ? 0 : _rows.InputRows * _line.Size, row = _stretch * _rows.Taps / 2 + _stretch * _rows.TapRows;
        WholePlanes = (_stretches == 1 || _pairs) && plane * sizeof(T) <= Cache && (_rows.Planes >= Few || _rows.OutputPlane * _rows.Taps < TaskCut.Grain);
        MemoryBytes = ((WholePlanes ? plane : _line.Size + _stretch + 2 * Vector<T>.Count) * sizeof(T) + 63) / 64 * 64;
        _cut = WholePlanes ? new TaskCut(_rows.Planes, _rows.OutputRows * row) : new TaskCut(_rows.Planes * _rows.OutputRows * _stretches, row);
    }

    public bool WholePlanes { get; }

    public long MemoryBytes { get; }

    public override long ScratchBytes(int workers) => workers * MemoryBytes;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (_outputCount == 0) return;
        var job = new Job(this, (T*)buffers[_input], (T*)buffers[_output], scratch);
        pool.Run(ref job, _cut.Tasks);
    }

    public void Pool(void* from, void* to, void* places, long planes, byte* memory)
    {
        T* source = (T*)from, behind = source + planes * _rows.InputPlane, target = (T*)to, end = target + planes * _rows.OutputPlane;
        for (; planes > 0; planes--, source += _rows.InputPlane, target += _rows.OutputPlane) Plane(source, behind, target, end, (T*)memory);
    }

    private void Plane(T* source, T* behind, T* target, T* end, T* lines)
    {
        if (_largestPairs)
        {
            LargestPairs.Plane(_rows, (float*)source, (float*)behind, (float*)target, (float*)end);
            return;
        }

        if (!_pairs) _line.Fill(source, _rows.InputRows, behind, 0, _rows.Outputs, TFold.Nothing, lines);
        for (int row = 0; row < _rows.OutputRows; row++, target += _rows.Outputs)
        {
            ReadOnlySpan<int> rows = _rows.Rows.AsSpan(row * _rows.TapRows, _rows.TapRows);
            if (_pairs) WindowPairs<T>.Fold<TFold>(source, behind, _rows.Width, rows, target, _rows.Outputs, end - target);
            else Fold(lines, _line.Size, rows, _line.Taps, null, target, _rows.Outputs, end - target);
        }
    }

    private readonly struct Job(WindowFoldRoutine<T, TFold> routine, T* from, T* to, byte* scratch) : IJob
    {
        private readonly WindowRows _rows = routine._rows;
        private readonly WindowLine<T> _line = routine._line;

        public void Run(int task, int worker)
        {
            T* memory = (T*)(scratch + worker * routine.MemoryBytes);
            long begin = routine._cut.Begin(task), end = routine._cut.End(task);
            if (routine.WholePlanes)
            {
                T* behind = from + routine._inputCount, last = to + end * _rows.OutputPlane;
                for (long plane = begin; plane < end; plane++) routine.Plane(from + plane * _rows.InputPlane, behind, to + plane * _rows.OutputPlane, last, memory);
                return;
            }

            for (long item = begin; item < end; item++) Row(item / routine._stretches, item % routine._stretches * routine._stretch, memory);
        }

        private void Row(long row, long begin, T* memory)
        {
            long plane = row / _rows.OutputRows, count = Math.Min(routine._stretch, _rows.Outputs - begin);
            int within = (int)(row % _rows.OutputRows);
            if (routine._pairs)
            {
                T* first = to + row * _rows.Outputs + begin;
                WindowPairs<T>.Fold<TFold>(from + plane * _rows.InputPlane + 2 * begin, from + routine._inputCount, _rows.Width, _rows.Rows.AsSpan(within * _rows.TapRows, _rows.TapRows), first, count, count);
                return;
            }

            T* source = from + plane * _rows.InputPlane, sofar = memory + _line.Size;
            new Span<T>(sofar, (int)count).Fill(TFold.Nothing);
            foreach (int read in _rows.Rows.AsSpan(within * _rows.TapRows, _rows.TapRows))
            {
                if (read < 0) continue;
                _line.Fill(source + (long)read * _rows.Width, 1, from + routine._inputCount, begin, count, TFold.Nothing, memory);
                Fold(memory, 0, [0], _line.Taps, sofar, sofar, count, count + Vector<T>.Count);
            }

            new Span<T>(sofar, (int)count).CopyTo(new Span<T>(to + row * _rows.Outputs + begin, (int)count));
        }
    }

    /// <summary>Folds some lines into a row of outputs; behind it up to <paramref name="room"/> elements may be written, which are to be written later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Fold(T* lines, long size, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, T* sofar, T* to, long count, long room)
    {
        T* last = stackalloc T[Vector<T>.Count];
        for (long i = 0; i < count; i += Vector<T>.Count)
        {
            Vector<T> start = sofar == null ? new Vector<T>(TFold.Nothing) : Vector.Load(sofar + i), result = start;
            Vector<T> numbers = Vector<T>.AllBitsSet;
            foreach (int row in rows)
            {
                if (row < 0) continue;
                T* line = lines + row * size + i;
                if (taps.Length == 3)
                {
                    Vector<T> first = Vector.Load(line + taps[0]), second = Vector.Load(line + taps[1]), third = Vector.Load(line + taps[2]);
                    if (TFold.MissesNaN) numbers &= Vector.Equals(first, first) & Vector.Equals(second, second) & Vector.Equals(third, third);
                    result = TFold.Fold(TFold.Fold(TFold.Fold(result, first), second), third);
                    continue;
                }

                foreach (int tap in taps)
                {
                    Vector<T> next = Vector.Load(line + tap);
                    result = TFold.Fold(result, next);
                    if (TFold.MissesNaN) numbers &= Vector.Equals(next, next);
                }
            }

            if (TFold.MissesNaN && Vector.AsVectorInt32(numbers) != Vector<int>.AllBitsSet) result = WithNaN(lines + i, size, rows, taps, start);
            if (i + Vector<T>.Count <= room)
            {
                Vector.Store(result, to + i);
                continue;
            }

            Vector.Store(result, last);
            for (long k = 0; k < count - i; k++) to[i + k] = last[k];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<T> WithNaN(T* lines, long size, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, Vector<T> result)
    {
        foreach (int row in rows)
        {
            if (row < 0) continue;
            foreach (int tap in taps) result = WindowLargestOrNaN<T>.Fold(result, Vector.Load(lines + row * size + tap));
        }

        return result;
    }
}
