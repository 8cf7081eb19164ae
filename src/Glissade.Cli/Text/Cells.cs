using System.Globalization;
using System.Text;

namespace Glissade.Cli;

/// <summary>How many columns of a terminal a text takes: combining marks none, East Asian wide letters and emoji two.</summary>
internal static class Cells
{
    public static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes()) width += Width(rune);
        return width;
    }

    /// <summary>The text cut to a width, the cut marked.</summary>
    public static string Cut(string text, int width, bool unicode = true)
    {
        if (Width(text) <= width) return text;
        string mark = unicode ? "…" : "~";
        if (width <= 0) return "";
        var kept = new StringBuilder();
        int used = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (used + Width(rune) > width - 1) break;
            used += Width(rune);
            kept.Append(rune);
        }

        return kept.Append(mark).ToString();
    }

    public static string Left(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    public static string Right(string text, int width) => new string(' ', Math.Max(0, width - Width(text))) + text;

    /// <summary>Text from data, made safe to print: what would move the cursor or change colours becomes a visible mark.</summary>
    public static string Safe(string text)
    {
        if (!text.Any(char.IsControl) && !text.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format)) return text;
        var safe = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
            safe.Append(rune.Value == '\t' ? " " : Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? "\uFFFD" : rune.ToString());
        return safe.ToString();
    }

    /// <summary>The text in lines of at most a width, broken at spaces where there are any.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        width = Math.Max(width, 1);
        string line = "";
        foreach (string item in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string word = item;
            if (line.Length > 0 && Width(line) + 1 + Width(word) <= width)
            {
                line += " " + word;
                continue;
            }

            if (line.Length > 0) yield return line;
            while (Width(word) > width)
            {
                string head = Head(word, width);
                yield return head;
                word = word[head.Length..];
            }

            line = word;
        }

        if (line.Length > 0) yield return line;
    }

    private static string Head(string word, int width)
    {
        int used = 0, length = 0;
        foreach (Rune rune in word.EnumerateRunes())
        {
            if (used + Width(rune) > width && length > 0) break;
            used += Width(rune);
            length += rune.Utf16SequenceLength;
        }

        return word[..length];
    }

    private static int Width(Rune rune)
    {
        int value = rune.Value;
        if (value < 0x300) return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) return 0;
        return value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60
            or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD ? 2 : 1;
    }
}
