namespace Glissade.Devices.Cpu;

/// <summary>Bands of places along the first axis of a grid, all of them equal but for one place.</summary>
internal readonly struct PlaceBands
{
    /// <summary>The memory of a band takes so much of a core's second-level cache, unless a row of places is more.</summary>
    private const long BandBytes = 256 * 1024;

    /// <summary>A single example is cut into so many bands, if they are worth it.</summary>
    private const long Bands = 8;

    /// <summary>Fewer places are not worth a band.</summary>
    private const long LeastPlaces = 64;

    private readonly long _outer;

    /// <param name="axes">What each place sees; at least one.</param>
    /// <param name="rowBytes">The memory of a row of places.</param>
    /// <param name="grids">How many grids there are, of all examples and groups.</param>
    /// <param name="multiplyAdds">In a grid.</param>
    public PlaceBands(ConvolutionAxis[] axes, long rowBytes, long grids, long multiplyAdds)
    {
        ConvolutionAxis first = axes[0];
        _outer = first.Places;
        long inner = axes.Skip(1).Aggregate(1L, (product, axis) => product * axis.Places), ahead = first.Offsets.Length == 0 ? 0 : (first.Offsets.Max() - first.Offsets.Min()) / first.Step;
        long most = Math.Max(BandBytes / Math.Max(1, rowBytes) - ahead, 1 + ahead), least = LeastPlaces / inner + 1;
        long byTasks = Math.Min(Math.Min(Bands / grids, multiplyAdds / 16 / TaskCut.Grain), _outer / least);
        Count = Math.Clamp(byTasks, (_outer + most - 1) / most, _outer);
    }

    /// <summary>As many as memory wants, or as there are threads for.</summary>
    public long Count { get; }

    /// <summary>Places of the first axis in the longest band.</summary>
    public long Longest => (_outer + Count - 1) / Count;

    /// <summary>The first place of a band; the end of all for the one after the last.</summary>
    public long Begin(long band) => _outer * band / Count;
}
