namespace Glissade;

/// <summary>What a loss cannot take of a target: said of the example before the first step and, where nobody could look, by the run that meets it.</summary>
/// <param name="What">What it is: {value} stands for the number, {place} for where it stands.</param>
/// <param name="Expected">What the loss takes.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record TargetFault(string What, string Expected, string Remedy)
{
    /// <summary>All of it, for <see cref="Tensor.Require"/>.</summary>
    public string Refusal => $"{What}; expected {Expected}: {Remedy}.";

    /// <summary>The same of a number that was found.</summary>
    public TargetFault Of(double value, string place) =>
        this with { What = What.Replace("{value}", value.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{place}", place, StringComparison.Ordinal) };
}
