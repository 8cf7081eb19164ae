using System.Globalization;

namespace Glissade.Bench;

/// <summary>A cost over sizes.</summary>
/// <param name="Name">For files.</param>
/// <param name="Title">What is measured.</param>
/// <param name="Axis">What the size is.</param>
/// <param name="Unit">What a unit of work is.</param>
/// <param name="Sizes">The sizes, ascending.</param>
/// <param name="At">Measures one size.</param>
internal sealed record Curve(string Name, string Title, string Axis, string Unit, int[] Sizes, Func<int, CurvePoint> At)
{
    /// <summary>By how much the time per unit of work may rise from one size to the next.</summary>
    public const double Rise = 1.5;

    public const string Cliff = "CLIFF";

    // No step from a cache to memory makes work dearer by more than this.
    private const double MostOfMemory = 4;

    /// <summary>Measures all sizes, those of a rise twice.</summary>
    public IReadOnlyList<CurvePoint> Measure()
    {
        CurvePoint[] points = [.. Sizes.Select(size => At(size) with { Size = size })];
        for (int i = 1; i < points.Length; i++)
        {
            if (points[i].PerUnit <= Rise * points[i - 1].PerUnit) continue;
            for (int j = i - 1; j <= i; j++)
            {
                CurvePoint again = At(Sizes[j]) with { Size = Sizes[j] };
                if (again.Seconds < points[j].Seconds) points[j] = again;
            }
        }

        return points;
    }

    /// <summary>What there is to say of a point: nothing, the cache it has outgrown, or that it is a cliff.</summary>
    public string Mark(IReadOnlyList<CurvePoint> points, int index)
    {
        if (index == 0 || points[index].PerUnit <= Rise * points[index - 1].PerUnit) return "";
        // The first level is too small to tell, and its misses too cheap; of the others every processor has one, but for the last, which they share.
        for (int level = 1; level < CacheSizes.Levels.Count; level++)
        {
            long cache = CacheSizes.Levels[level] * (level < CacheSizes.Levels.Count - 1 ? Environment.ProcessorCount : 1);
            if (points[index - 1].WorkingBytes > cache || points[index].WorkingBytes <= cache || points[index].PerUnit > MostOfMemory * points[index - 1].PerUnit) continue;
            return string.Create(CultureInfo.InvariantCulture, $"outgrows the cache of {cache >> 10:#,0} KiB");
        }

        return Cliff;
    }
}

/// <summary>One measurement of a curve.</summary>
/// <param name="Size">The size.</param>
/// <param name="Seconds">The median time.</param>
/// <param name="Work">Units of work.</param>
/// <param name="WorkingBytes">Bytes that are touched.</param>
internal sealed record CurvePoint(int Size, double Seconds, double Work, long WorkingBytes)
{
    public double PerUnit => Seconds / Work;
}
