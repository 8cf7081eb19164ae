namespace Glissade;

/// <summary>Something that was chosen without being told.</summary>
/// <param name="What">The option it stands for, such as <c>target</c>.</param>
/// <param name="Value">What was chosen.</param>
/// <param name="Why">The reason, as a part of a sentence.</param>
public sealed record Guess(string What, string Value, string Why);
