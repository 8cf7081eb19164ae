namespace Glissade;

/// <summary>
/// The words that mean that there is no value, in any case of letters. Everywhere: nothing at all, <c>?</c>, <c>NA</c>, <c>N/A</c>, <c>#N/A</c>, <c>null</c>. Among numbers also <c>-</c>, <c>--</c>, <c>.</c>,
/// <c>none</c>, <c>nil</c>, <c>missing</c>, which may be categories among texts. <c>nan</c> and <c>inf</c> are no gaps: among numbers they are errors, since a sum that has gone wrong is not a value that was never there.
/// </summary>
public sealed class MissingWords
{
    private readonly byte[][] _also;

    internal MissingWords(IReadOnlyList<string> also) => _also = [.. also.Select(System.Text.Encoding.UTF8.GetBytes)];

    internal bool IsMissing(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty) return true;
        foreach (byte[] word in _also)
            if (field.SequenceEqual(word)) return true;
        return field.Length switch
        {
            1 => field[0] == '?',
            2 => Same(field, "na"u8),
            3 => Same(field, "n/a"u8),
            4 => Same(field, "null"u8) || Same(field, "#n/a"u8),
            _ => false,
        };
    }

    internal static bool IsMissingAmongNumbers(ReadOnlySpan<byte> field) => field.Length switch
    {
        1 => field[0] is (byte)'-' or (byte)'.',
        2 => Same(field, "--"u8),
        3 => Same(field, "nil"u8),
        4 => Same(field, "none"u8),
        7 => Same(field, "missing"u8),
        _ => false,
    };

    /// <summary>Whether a field says that a number is none or boundless: nan, inf, infinity, with or without a sign.</summary>
    internal static bool IsNotFinite(ReadOnlySpan<byte> field)
    {
        if (field.Length > 1 && field[0] is (byte)'-' or (byte)'+') field = field[1..];
        return field.Length switch
        {
            1 or 2 => false,
            3 => Same(field, "nan"u8) || Same(field, "inf"u8) || field.SequenceEqual("∞"u8),
            8 => Same(field, "infinity"u8),
            _ => Same(field, "1.#inf"u8) || Same(field, "1.#qnan"u8),
        };
    }

    private static bool Same(ReadOnlySpan<byte> field, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(field, word);
}
