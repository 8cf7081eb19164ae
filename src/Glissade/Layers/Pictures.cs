namespace Glissade;

/// <summary>What layers over [examples, channels, spatial…] share.</summary>
internal static class Pictures
{
    /// <summary>How many spatial axes there are.</summary>
    /// <exception cref="ShapeException">There is none, or more than three.</exception>
    public static int SpatialAxes(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Rank is >= 3 and <= 5 ? x.Rank - 2
            : throw new ShapeException("it takes [examples, channels, …] with one to three spatial axes: a sequence, a picture or a volume; put a Reshape before it if the axes are there in one.");
    }

    /// <summary>The axes behind examples and channels.</summary>
    public static int[] SpatialExtents(this Tensor x) => [.. x.Shape.Extents[2..]];

    /// <summary>One number a channel beside [examples, channels, …].</summary>
    public static Tensor PerChannel(this Tensor numbers, Tensor x) => numbers.Reshape([numbers.Shape[0], .. Enumerable.Repeat(1, x.Rank - 2)]);

    /// <summary>Refuses another number of channels.</summary>
    public static void RequireChannels(this Tensor x, int channels)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank >= 2 && x.Shape[1] == channels) return;
        throw new ShapeException($"it takes {channels} channels in axis 1 of [examples, channels, …]; {x.RemedyFor(1, channels, "channels")}.");
    }

    /// <summary>The last axes as one, for what looks at all their numbers together; refuses others than these.</summary>
    public static Tensor LastAxesAsOne(this Tensor x, Shape last)
    {
        ArgumentNullException.ThrowIfNull(x);
        string extents = string.Join(", ", last.Extents.ToArray());
        if (x.Rank <= last.Rank || !x.Shape.Extents[^last.Rank..].SequenceEqual(last.Extents))
        {
            throw new ShapeException(last.Rank == 1
                ? $"it takes {extents} numbers in the last axis of [examples, …, {extents}]; {x.RemedyFor(-1, last[0], "inputs")}."
                : $"it takes {extents} numbers in the last {last.Rank} axes of [examples, …, {extents}]; {(x.Rank <= last.Rank ? "put a Reshape before it" : $"make it with inputs=[{string.Join(", ", x.Shape.Extents[^last.Rank..].ToArray())}]")}.");
        }

        return last.Rank == 1 ? x : x.Reshape(new Shape([.. x.Shape.Extents[..^last.Rank], checked((int)last.Count)]));
    }

    /// <summary>A constant of whole numbers.</summary>
    public static Tensor Indices(IEnumerable<int> numbers) => Tensor.From<int>([.. numbers]);
}
