namespace Glissade.Operations;

/// <summary>What is said of an index that is out of range, by every device.</summary>
internal static class IndexRefusal
{
    /// <summary>Stands for 0 among the indices that <see cref="Tensor.Require"/> makes: of them 0 is the one in range.</summary>
    public const int Zero = int.MinValue;

    /// <summary>The error.</summary>
    /// <param name="operation">What picks by the index.</param>
    /// <param name="provenances">Where that came from.</param>
    /// <param name="shape">The shape of the indices.</param>
    /// <param name="at">Which of them, in row-major order.</param>
    /// <param name="index">The index.</param>
    /// <param name="extent">How many there are to pick from.</param>
    public static IndexException Of(string operation, IEnumerable<Provenance> provenances, Shape shape, long at, int index, int extent)
    {
        string place = $"position [{string.Join(", ", shape.Strides().Select((stride, axis) => at / stride % shape[axis]))}] of {shape}";
        string from = string.Join(", ", provenances.Select(provenance => provenance.ToString()).Where(text => text.Length > 0).Distinct());
        if (provenances.FirstOrDefault(provenance => provenance.Refusal.Length > 0) is { } known)
        {
            string said = known.Refusal.Replace("{value}", $"{(index == Zero ? 0 : index)}", StringComparison.Ordinal).Replace("{place}", place, StringComparison.Ordinal);
            return new IndexException(from.Length == 0 ? said : $"{from}: {said}");
        }

        return new IndexException(
            $"{operation}{(from.Length == 0 ? "" : $" in {from}")}: the index {index} at {place} is outside the axis, whose extent is {extent}; "
            + (extent == 0 ? "an empty axis has no index." : $"indices go from 0 to {extent - 1}."));
    }
}
