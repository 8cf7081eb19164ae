using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Windows over the last axes, with the numbers that loops need: a spatial axis of extent 1 is put in front where there is none, so that there is always a last one to
/// run along.
/// </summary>
internal sealed class WindowView
{
    public WindowView(Window window, Shape input, Shape output)
    {
        int rank = window.Rank, lead = input.Rank - rank;
        bool none = rank == 0;
        int[] one = [1], zero = [0];
        Spatial = none ? one : [.. input.Extents[lead..]];
        Outputs = none ? one : [.. output.Extents[lead..]];
        Stride = none ? one : [.. window.Stride];
        Before = none ? zero : [.. window.Before];
        int[] extent = none ? one : [.. window.Extent], dilation = none ? one : [.. window.Dilation];
        Rank = Spatial.Length;
        Taps = (int)window.Extent.Count;
        InputPlane = Product(Spatial);
        OutputPlane = Product(Outputs);
        TapOffsets = new int[Taps * Rank];
        for (int tap = 0; tap < Taps; tap++)
        {
            int rest = tap;
            for (int axis = Rank - 1; axis >= 0; axis--)
            {
                TapOffsets[tap * Rank + axis] = rest % extent[axis] * dilation[axis];
                rest /= extent[axis];
            }
        }

        Inside = [.. Enumerable.Range(0, Taps).Select(InsideOf)];
    }

    public int Rank { get; }

    public int[] Spatial { get; }

    public int[] Outputs { get; }

    public int[] Stride { get; }

    public int[] Before { get; }

    /// <summary>Positions of one window.</summary>
    public int Taps { get; }

    public long InputPlane { get; }

    public long OutputPlane { get; }

    /// <summary>For each tap and axis, how far it is from the window's first position.</summary>
    public int[] TapOffsets { get; }

    /// <summary>For each tap, the outputs [begin, end) along the last axis for which it lies inside the input; output o reads there at o·stride + shift.</summary>
    public (long Begin, long End, long Shift)[] Inside { get; }

    /// <summary>Whole last-axis rows of one plane of outputs.</summary>
    public long OutputRows => Outputs[^1] == 0 ? 0 : OutputPlane / Outputs[^1];

    /// <summary>
    /// The row of the input (in rows of the last axis, within a plane) that a tap of the windows in an output row reads, or −1 in the padding.
    /// </summary>
    public long InputRow(long outputRow, int tap)
    {
        long row = 0, place = 1;
        for (int axis = Rank - 2; axis >= 0; axis--)
        {
            long position = outputRow % Outputs[axis] * Stride[axis] - Before[axis] + TapOffsets[tap * Rank + axis];
            outputRow /= Outputs[axis];
            if (position < 0 || position >= Spatial[axis]) return -1;
            row += position * place;
            place *= Spatial[axis];
        }

        return row;
    }

    private (long Begin, long End, long Shift) InsideOf(int tap)
    {
        long shift = TapOffsets[tap * Rank + Rank - 1] - Before[^1], stride = Stride[^1];
        long begin = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
        long last = Spatial[^1] - 1 - shift;
        long end = last < 0 ? 0 : Math.Min(Outputs[^1], last / stride + 1);
        return (Math.Min(begin, end), end, shift);
    }

    private static long Product(int[] extents)
    {
        long product = 1;
        foreach (int extent in extents) product *= extent;
        return product;
    }
}
