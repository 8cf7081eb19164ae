using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="WindowMaxGradient"/>: every window adds what it was given to the place of its largest. The way forward left the places, as a rule; where it did not, they are found again, a row of
/// windows at a time.
/// </summary>
internal sealed unsafe class WindowMaxGradientRoutine<T> : Routine where T : unmanaged, INumber<T>
{
    private readonly WindowRows _rows;
    private readonly WindowDistances? _distances;
    private readonly PlacedWindows<T>? _found;
    private readonly int _input, _upstream, _output;
    private readonly long _given, _count, _scratch;
    private readonly TaskCut _cut;

    public WindowMaxGradientRoutine(LibraryKernel kernel, WindowMaxGradient row)
    {
        (_input, _upstream, _output) = (kernel.Inputs[0].Buffer, kernel.Inputs[1].Buffer, kernel.Output.Buffer);
        (_given, _count) = (kernel.Inputs[1].Shape.Count, kernel.Output.Shape.Count);
        _rows = new WindowRows(row.Window, kernel.Output.Shape, kernel.Inputs[1].Shape);
        if (kernel.Places >= 0 && PlacedPairs<T>.Suit(row.Window))
        {
            _cut = new TaskCut(_rows.Planes * _rows.OutputRows, 4 + 2L * _rows.Outputs);
            return;
        }

        _distances = new WindowDistances(_rows);
        _found = kernel.Places >= 0 ? null : new PlacedWindows<T>(_rows);
        _scratch = _found is null ? 0 : ((_found.RowSize + 2L * _rows.Outputs) * sizeof(T) + 63) / 64 * 64;
        _cut = new TaskCut(_rows.Planes, 4 * _rows.OutputPlane + _rows.InputPlane / 8 + (_found is null ? 0 : _rows.OutputPlane * _rows.Taps / 2));
    }

    public override long ScratchBytes(int workers) => workers * _scratch;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (_count == 0) return;
        var job = new Job(this, (T*)buffers[_input], (T*)buffers[_upstream], (T*)buffers[_output], scratch);
        pool.Run(ref job, _cut.Tasks);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Give(int row, T* given, T* places, T* plane)
    {
        long stride = _rows.Stride, outputs = _rows.Outputs;
        ReadOnlySpan<int> distances = _distances!.OfRow(row);
        if (distances.IsEmpty)
        {
            for (long i = 0; i < outputs; i++, plane += stride) plane[_distances.Of(row, Number(places[i]))] += given[i];
            return;
        }

        for (long i = 0; i < outputs; i++, plane += stride) plane[distances[Number(places[i])]] += given[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Number(T place) =>
        typeof(T) == typeof(float) ? (int)(float)(object)place : typeof(T) == typeof(double) ? (int)(double)(object)place : int.CreateTruncating(place);

    private readonly struct Job(WindowMaxGradientRoutine<T> routine, T* from, T* upstream, T* to, byte* scratch) : IJob
    {
        public void Run(int task, int worker)
        {
            (long begin, long end) = (routine._cut.Begin(task), routine._cut.End(task));
            if (routine._distances is null)
            {
                PlacedPairs<T>.Give(routine._rows, upstream, upstream + routine._given, from, to, begin, end);
                return;
            }

            for (long plane = begin; plane < end; plane++) Plane(plane, (T*)(scratch + worker * routine._scratch));
        }

        private void Plane(long plane, T* memory)
        {
            WindowRows rows = routine._rows;
            T* target = to + plane * rows.InputPlane, given = upstream + plane * rows.OutputPlane, places = from + plane * rows.OutputPlane;
            T* largest = routine._found is null ? null : memory + routine._found.RowSize;
            new Span<T>(target, (int)rows.InputPlane).Clear();
            for (int row = 0; row < rows.OutputRows; row++, given += rows.Outputs, places += rows.Outputs)
            {
                T* found = largest == null ? places : largest + rows.Outputs;
                routine._found?.FindRow(from + plane * rows.InputPlane, from + routine._count, row, largest, found, memory);
                routine.Give(row, given, found, target);
            }
        }
    }
}
