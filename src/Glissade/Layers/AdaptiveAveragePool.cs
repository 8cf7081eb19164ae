namespace Glissade;

/// <summary>Means over windows that are chosen so that a given number of them comes out: window i of k over n numbers goes from ⌊i·n/k⌋ to ⌈(i + 1)·n/k⌉, as in PyTorch.</summary>
public sealed class AdaptiveAveragePool : Layer
{
    private readonly PerAxis _outputs;

    /// <summary>A pooling to these extents.</summary>
    /// <param name="outputs">How many numbers come out along every spatial axis; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is below 1.</exception>
    public AdaptiveAveragePool(PerAxis outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        _outputs = outputs.AtLeast(1, nameof(outputs));
    }

    /// <inheritdoc/>
    public override string Formula => "mean of x over a window";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        int[] outputs = _outputs.Over(x.SpatialAxes(), "outputs");
        for (int axis = 2; axis < x.Rank; axis++)
        {
            (long from, long to) = (x.Shape[axis], outputs[axis - 2]);
            Tensor whole = x;
            int along = axis;
            x = Tensor.Concatenate(axis, [.. Enumerable.Range(0, (int)to).Select(Mean)]);

            Tensor Mean(int window)
            {
                int start = (int)(window * from / to), end = (int)(((window + 1) * from + to - 1) / to);
                return whole.Narrow(along, start, end - start).Mean(along, keepDimensions: true);
            }
        }

        return x;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new AdaptiveAveragePool(arguments.PerAxis("extents", _outputs, 1, isRequired: true));
    }

    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveAveragePool({_outputs})";
}
