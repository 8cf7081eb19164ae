using System.Buffers.Text;

namespace Glissade;

/// <summary>
/// Numbers as tables hold them: digits, a point, digits. Up to fifteen digits and a power of ten that is exact as a double give the correctly rounded number by one division (Clinger 1990); all others take the framework's way.
/// </summary>
internal static class FastNumber
{
    private static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a field that is a number and nothing else; infinite where it is too large.</summary>
    public static bool TryParse(ReadOnlySpan<byte> field, byte point, out double value)
    {
        value = 0;
        if (field.IsEmpty || field.Length > 100) return false;
        if (field[0] == (byte)'+' && field.Length > 1 && field[1] is not ((byte)'-' or (byte)'+')) field = field[1..];
        bool negative = field[0] == (byte)'-';
        int at = negative ? 1 : 0, digits = 0, decimals = 0;
        long number = 0;
        bool behind = false;
        for (; at < field.Length; at++)
        {
            uint digit = (uint)field[at] - '0';
            if (digit <= 9)
            {
                number = number * 10 + digit;
                if (++digits > 15) return Slow(field, point, out value);
                if (behind) decimals++;
            }
            else if (field[at] == point && !behind)
            {
                behind = true;
            }
            else
            {
                return field[at] is (byte)'e' or (byte)'E' && digits > 0 && Slow(field, point, out value);
            }
        }

        if (digits == 0) return false;
        value = number / s_powers[decimals];
        if (negative) value = -value;
        return true;
    }

    private static bool Slow(ReadOnlySpan<byte> field, byte point, out double value)
    {
        value = 0;
        Span<byte> text = stackalloc byte[100];
        field.CopyTo(text);
        text = text[..field.Length];
        if (point != (byte)'.')
        {
            if (field.Contains((byte)'.')) return false;
            int comma = text.IndexOf(point);
            if (comma >= 0) text[comma] = (byte)'.';
        }

        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }
}
