using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// One axis of a convolution, or of the way back: place g of a grid sees through tap j the source's position g·<paramref name="Step"/> + <paramref name="Offsets"/>[j];
/// outside the source there are zeros.
/// </summary>
/// <param name="Places">Of the grid.</param>
/// <param name="Source">Positions of the source.</param>
/// <param name="Step">From place to place, in positions of the source.</param>
/// <param name="Offsets">A position for every tap.</param>
/// <param name="Taps">The taps' numbers in the window.</param>
internal sealed record ConvolutionAxis(int Places, int Source, int Step, int[] Offsets, int[] Taps)
{
    /// <summary>The axes of the outputs, which look at the inputs. A scalar has an axis too, of extent 1, so that there is always a first one.</summary>
    public static ConvolutionAxis[] Forward(Window window, Shape input, Shape output)
    {
        if (window.Rank == 0) return [new(1, 1, 1, [0], [0])];
        var axes = new ConvolutionAxis[window.Rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int[] taps = [.. Enumerable.Range(0, window.Extent[i])];
            int[] offsets = [.. taps.Select(tap => tap * window.Dilation[i] - window.Before[i])];
            axes[i] = new(output[i + 2], input[i + 2], window.Stride[i], offsets, taps);
        }

        return axes;
    }

    /// <summary>
    /// The axes of the inputs residue, residue + stride, …, which look at the gradients of the outputs: between strides nothing is met, so that all of them leave out the same taps.
    /// </summary>
    public static ConvolutionAxis[] Back(Window window, Shape input, Shape output, int[] residues)
    {
        if (window.Rank == 0) return [new(1, 1, 1, [0], [0])];
        var axes = new ConvolutionAxis[window.Rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int stride = window.Stride[i], first = residues[i] + window.Before[i];
            int[] taps = [.. Enumerable.Range(0, window.Extent[i]).Where(tap => (first - tap * window.Dilation[i]) % stride == 0)];
            int[] offsets = [.. taps.Select(tap => (first - tap * window.Dilation[i]) / stride)];
            axes[i] = new((input[i + 2] - residues[i] + stride - 1) / stride, output[i + 2], 1, offsets, taps);
        }

        return axes;
    }

    /// <summary>The numbers in the whole window of the taps that places see, ascending.</summary>
    public static int[] TapNumbers(ConvolutionAxis[] axes, Shape window)
    {
        if (window.Rank == 0) return [0];
        IEnumerable<int> numbers = [0];
        for (int i = 0; i < axes.Length; i++)
        {
            (int extent, int[] taps) = (window[i], axes[i].Taps);
            numbers = numbers.SelectMany(outer => taps.Select(tap => outer * extent + tap));
        }

        return [.. numbers];
    }
}
