using System.Globalization;

namespace Glissade;

/// <summary>Numbers as people read them in a formula: four digits, a real minus, brackets where a sign would stand behind an operator.</summary>
internal static class NumberText
{
    /// <summary>Four significant digits: <c>0.1235</c>, <c>−12.5</c>, <c>1.235e−05</c>.</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        if (value == 0) return "0";
        string scientific = Math.Abs(value).ToString("E3", CultureInfo.InvariantCulture);
        int split = scientific.IndexOf('E', StringComparison.Ordinal), exponent = int.Parse(scientific.AsSpan(split + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string digits = exponent is >= -4 and <= 6
            ? Trimmed(Math.Abs(value).ToString("F" + Math.Max(0, 3 - exponent).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
            : $"{Trimmed(scientific[..split])}e{(exponent < 0 ? "−" : "")}{Math.Abs(exponent).ToString(CultureInfo.InvariantCulture)}";
        return value < 0 ? $"−{digits}" : digits;
    }

    /// <summary>The number as a factor or operand that is not the first: negative ones in brackets.</summary>
    public static string Inner(double value) => value < 0 ? $"({Of(value)})" : Of(value);

    /// <summary>With its sign, as a change is written: <c>+0.25</c>.</summary>
    public static string Signed(double value) => value > 0 ? $"+{Of(value)}" : Of(value);

    /// <summary>Terms added up; one that begins with a minus is taken off.</summary>
    public static string Sum(IEnumerable<string> terms)
    {
        string sum = "";
        foreach (string term in terms) sum += sum.Length == 0 ? term : term.StartsWith('−') ? $" − {term[1..]}" : $" + {term}";
        return sum;
    }

    /// <summary>A place: <c>[2]</c>, <c>[0, 3]</c>, nothing for a scalar.</summary>
    public static string Place(IReadOnlyList<int> index) => index.Count == 0 ? "" : $"[{string.Join(", ", index)}]";

    private static string Trimmed(string digits) => digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;
}
