using System.Numerics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="WindowMax"/> that leaves the places of the largest for the way back.</summary>
internal sealed unsafe class PlacedMaxRoutine<T> : Routine, IPoolsPlanes where T : unmanaged, INumber<T>
{
    /// <summary>Bytes that the lines of a plane may have.</summary>
    private const long Cache = 256 * 1024;

    /// <summary>Fewer planes than these are cut into rows.</summary>
    private const int Few = 8;

    private readonly WindowRows _rows;
    private readonly PlacedWindows<T>? _windows;
    private readonly int _input, _output, _places;
    private readonly long _inputCount;
    private readonly TaskCut _cut;

    public PlacedMaxRoutine(LibraryKernel kernel, WindowMax row)
    {
        (_input, _output, _places, _inputCount) = (kernel.Inputs[0].Buffer, kernel.Output.Buffer, kernel.Places, kernel.Inputs[0].Shape.Count);
        _rows = new WindowRows(row.Window, kernel.Inputs[0].Shape, kernel.Output.Shape);
        long cost = (long)_rows.Outputs * (_rows.Taps / 2 + _rows.TapRows);
        WholePlanes = _rows.Planes >= Few || _rows.OutputPlane * _rows.Taps < TaskCut.Grain;
        if (!PlacedPairs<T>.Suit(row.Window))
        {
            _windows = new PlacedWindows<T>(_rows);
            WholePlanes &= _windows.RowsAreWhole && _windows.PlaneSize * sizeof(T) <= Cache;
            MemoryBytes = ((WholePlanes ? _windows.PlaneSize : _windows.RowSize) * sizeof(T) + 63) / 64 * 64;
        }

        _cut = _windows is not null && WholePlanes ? new TaskCut(_rows.Planes, _rows.OutputRows * cost) : new TaskCut(_rows.Planes * _rows.OutputRows, cost);
    }

    public bool WholePlanes { get; }

    public long MemoryBytes { get; }

    public override long ScratchBytes(int workers) => workers * MemoryBytes;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(this, (T*)buffers[_input], (T*)buffers[_output], (T*)buffers[_places], scratch);
        pool.Run(ref job, _rows.OutputPlane == 0 ? 0 : _cut.Tasks);
    }

    public void Pool(void* from, void* to, void* places, long planes, byte* memory) =>
        Find((T*)from, (T*)from + planes * _rows.InputPlane, (T*)to, (T*)places, 0, _windows is null ? planes * _rows.OutputRows : planes, (T*)memory);

    // Some of the tasks' items: rows of outputs, or planes.
    private void Find(T* from, T* behind, T* to, T* places, long begin, long end, T* memory)
    {
        if (_windows is null)
        {
            PlacedPairs<T>.Find(_rows, from, behind, to, places, begin, end);
            return;
        }

        for (long item = begin; item < end; item++)
        {
            if (WholePlanes)
            {
                long outputs = item * _rows.OutputPlane;
                _windows.FindPlane(from + item * _rows.InputPlane, behind, to + outputs, places + outputs, to + end * _rows.OutputPlane, memory);
            }
            else
            {
                (long plane, long row) = Math.DivRem(item, _rows.OutputRows);
                _windows.FindRow(from + plane * _rows.InputPlane, behind, (int)row, to + item * _rows.Outputs, places + item * _rows.Outputs, memory);
            }
        }
    }

    private readonly struct Job(PlacedMaxRoutine<T> routine, T* from, T* to, T* places, byte* scratch) : IJob
    {
        public void Run(int task, int worker) =>
            routine.Find(from, from + routine._inputCount, to, places, routine._cut.Begin(task), routine._cut.End(task), (T*)(scratch + worker * routine.MemoryBytes));
    }
}
