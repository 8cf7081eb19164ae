namespace Glissade;

/// <summary>What to do where a layer does not fit its input: the line that would work.</summary>
internal static class AxisRemedies
{
    /// <summary>Where an axis has another extent than the layer was made for.</summary>
    /// <param name="x">The input.</param>
    /// <param name="axis">The axis; −1 for the last.</param>
    /// <param name="wanted">The extent that the layer was made for.</param>
    /// <param name="argument">The layer's argument that says it.</param>
    public static string RemedyFor(this Tensor x, int axis, int wanted, string argument)
    {
        if (x.Rank <= Math.Max(axis, 1)) return "put a Reshape before it";
        int at = axis < 0 ? x.Rank - 1 : axis;
        string own = $"make it with {argument}={x.Shape[at]}, or let the layer before it give {wanted}";
        int[] axes = [.. Enumerable.Range(1, x.Rank - 1)], elsewhere = [.. axes.Where(other => other != at && x.Shape[other] == wanted)];
        if (elsewhere.Length == 0) return own;
        List<int> turned = [.. axes.Except(elsewhere[^1..])];
        turned.Insert(at - 1, elsewhere[^1]);
        return $"if they stand in axis {elsewhere[^1]}, put permute(axes=[{string.Join(", ", turned)}]) before it; else {own}";
    }
}
