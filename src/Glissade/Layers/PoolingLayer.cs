namespace Glissade;

/// <summary>What layers share that make one number of every window of every channel: [examples, channels, …] with one to three spatial axes.</summary>
public abstract class PoolingLayer : Layer
{
    private protected PoolingLayer(PerAxis kernel, PerAxis? stride, PerAxis padding, bool ceilMode)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Kernel = kernel.AtLeast(1, nameof(kernel));
        Stride = stride is null || stride.Count == 0 ? kernel : stride.AtLeast(1, nameof(stride));
        Padding = padding.AtLeast(0, nameof(padding));
        CeilMode = ceilMode;
    }

    /// <summary>The window's extents.</summary>
    public PerAxis Kernel { get; }

    /// <summary>Steps between windows.</summary>
    public PerAxis Stride { get; }

    /// <summary>What is put around the input: at most half a window, as in PyTorch.</summary>
    public PerAxis Padding { get; }

    /// <summary>Whether what is left at the end has a window, too, which reaches out over the padding (PyTorch's ceil_mode).</summary>
    public bool CeilMode { get; }

    // What is put after the input is more than the padding where the last window reaches out.
    private protected (int[] Kernel, int[] Stride, int[] Padding, int[] After) Over(Tensor x, int[]? dilation = null)
    {
        int axes = x.SpatialAxes();
        int[] kernel = Kernel.Over(axes, "kernel"), stride = Stride.Over(axes, "stride"), padding = Padding.Over(axes, "padding"), after = [.. padding];
        for (int axis = 0; axis < axes; axis++)
        {
            if (padding[axis] * 2 > kernel[axis]) throw new ShapeException($"it pads by {padding[axis]}, more than half of its window of {kernel[axis]}: windows would lie in the padding altogether; pad less.");
            int reach = (kernel[axis] - 1) * (dilation?[axis] ?? 1) + 1, room = x.Shape[axis + 2] + 2 * padding[axis];
            if (CeilMode)
            {
                int last = room - reach + stride[axis] - 1, windows = last < 0 ? 0 : last / stride[axis] + 1;
                // A window that would begin behind the input has nothing to look at.
                if ((windows - 1) * stride[axis] >= x.Shape[axis + 2] + padding[axis]) windows--;
                int missing = Math.Max(0, (windows - 1) * stride[axis] + reach - room);
                (after[axis], room) = (after[axis] + missing, room + missing);
            }

            if (room < reach) throw new ShapeException($"its window reaches over {reach} along axis {axis + 2}, which has {room} with its padding; take a smaller kernel.");
        }

        return (kernel, stride, padding, after);
    }

    private protected PerAxis MapStride(Arguments arguments) => arguments.PerAxis("stride", Stride.Equals(Kernel) ? PerAxis.Automatic : Stride, 1, word: "kernel");

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({Kernel}{(Stride.Equals(Kernel) ? "" : $", stride: {Stride}")}{(Padding.All(extent => extent == 0) ? "" : $", padding: {Padding}")}{(CeilMode ? ", ceil" : "")})";
}
