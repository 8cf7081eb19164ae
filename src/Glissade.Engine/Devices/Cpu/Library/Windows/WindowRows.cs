using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Windows seen row by row: which rows of the input a row of outputs reads, and where along a row each tap of the last axis reads. Position p of the input is element j of
/// phase φ, p + padding = j·stride + φ; then tap k of output o reads element o + <see cref="Shift"/>[k] of phase <see cref="Phase"/>[k], and neighbours read neighbours.
/// </summary>
internal sealed class WindowRows
{
    public WindowRows(Window window, Shape input, Shape output)
    {
        var view = new WindowView(window, input, output);
        bool none = window.Rank == 0;
        Taps = view.Taps;
        RowTaps = none ? 1 : window.Extent[-1];
        (Width, Outputs, Before) = (view.Spatial[^1], view.Outputs[^1], view.Before[^1]);
        // A single output takes no step; then no phases need be parted.
        Stride = Outputs == 1 && RowTaps > 2 ? 1 : view.Stride[^1];
        Dilation = none ? 1 : window.Dilation[-1];
        InputRows = 1;
        foreach (int extent in view.Spatial.AsSpan(0, view.Rank - 1)) InputRows *= extent;
        OutputRows = (int)view.OutputRows;
        Planes = output.Count / Math.Max(1, view.OutputPlane);
        TapRows = Taps / RowTaps;
        Rows = new int[OutputRows * TapRows];
        for (int row = 0; row < OutputRows; row++)
            for (int tap = 0; tap < TapRows; tap++) Rows[row * TapRows + tap] = (int)view.InputRow(row, tap * RowTaps);

        Ascend = Array.TrueForAll(Rows, row => row >= 0) && Rows.Zip(Rows.Skip(1)).All(pair => pair.First < pair.Second);
        Shift = [.. Enumerable.Range(0, RowTaps).Select(tap => (int)((long)tap * Dilation / Stride))];
        int[] phases = [.. Enumerable.Range(0, RowTaps).Select(tap => (int)((long)tap * Dilation % Stride))];
        Phases = [.. phases.Distinct().Order()];
        Phase = [.. phases.Select(phase => Array.BinarySearch(Phases, phase))];
        MostShift = Shift[^1];
        Low = [.. Phases.Select(phase => Math.Max(0, Up(Before - phase, Stride)))];
        High = [.. Phases.Select(phase => Math.Max(0, Up(Width + Before - phase, Stride)))];
    }

    /// <summary>Taps of a window, of one row of it, and how many such rows it has.</summary>
    public int Taps { get; }

    /// <inheritdoc cref="Taps"/>
    public int RowTaps { get; }

    /// <inheritdoc cref="Taps"/>
    public int TapRows { get; }

    /// <summary>Of the last axis: the input's extent, and the windows' number, step, padding and dilation.</summary>
    public int Width { get; }

    /// <inheritdoc cref="Width"/>
    public int Outputs { get; }

    /// <inheritdoc cref="Width"/>
    public int Stride { get; }

    /// <inheritdoc cref="Width"/>
    public int Before { get; }

    /// <inheritdoc cref="Width"/>
    public int Dilation { get; }

    /// <summary>Rows of the last axis in a plane of the input.</summary>
    public int InputRows { get; }

    /// <summary>Rows of the last axis in a plane of outputs.</summary>
    public int OutputRows { get; }

    public long Planes { get; }

    public long InputPlane => (long)InputRows * Width;

    public long OutputPlane => (long)OutputRows * Outputs;

    /// <summary>For every row of outputs and row of taps the row of the input, or −1 in the padding.</summary>
    public int[] Rows { get; }

    /// <summary>Whether they are read in order and each once, none being padding.</summary>
    public bool Ascend { get; }

    /// <summary>The phases that some tap reads, in order.</summary>
    public int[] Phases { get; }

    /// <summary>For every tap of the last axis its number in <see cref="Phases"/>.</summary>
    public int[] Phase { get; }

    /// <summary>For every tap of the last axis how far ahead of the output it reads.</summary>
    public int[] Shift { get; }

    public int MostShift { get; }

    /// <summary>For every phase the first element that is not padding, and the one behind the last.</summary>
    public int[] Low { get; }

    /// <inheritdoc cref="Low"/>
    public int[] High { get; }

    private static int Up(long count, int by) => (int)(count <= 0 ? 0 : (count + by - 1) / by);
}
