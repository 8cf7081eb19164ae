using System.Globalization;
using System.Text;

namespace Glissade;

/// <summary>Lines that are never wider than they may be: words go on the next line, and words that are too long for any line are cut.</summary>
internal sealed class TextFlow(int width)
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>A heading, with an empty line before it unless it is the first.</summary>
    public void Heading(string text)
    {
        if (_lines.Count > 0) _lines.Add("");
        Add(text.ToUpperInvariant());
    }

    /// <summary>A paragraph; its further lines stand deeper than its first.</summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">Spaces before the first line.</param>
    /// <param name="hang">More spaces before the others.</param>
    public void Add(string text, int indent = 0, int hang = 0)
    {
        var line = new StringBuilder(new string(' ', indent));
        int cells = indent, words = 0;
        foreach (string word in Words(Clean(text)))
        {
            int size = Cells(word);
            if (words > 0 && cells + 1 + size > width) Break();
            if (words > 0)
            {
                line.Append(' ');
                cells++;
            }

            foreach (Rune rune in word.EnumerateRunes())
            {
                if (cells + CellsOf(rune) > width) Break();
                line.Append(rune.ToString());
                cells += CellsOf(rune);
            }

            words++;
        }

        _lines.Add(line.ToString());

        void Break()
        {
            _lines.Add(line.ToString());
            line.Clear().Append(' ', indent + hang);
            (cells, words) = (indent + hang, 0);
        }
    }

    /// <summary>How many cells of a terminal a text takes at the most.</summary>
    public static int Cells(string text)
    {
        int cells = 0;
        foreach (Rune rune in text.EnumerateRunes()) cells += CellsOf(rune);
        return cells;
    }

    // A line may end before an operator, never behind it.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        bool isGlued = false;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (isGlued) words[^1] += $" {word}";
            else words.Add(word);
            isGlued = word is "=" or "+" or "−" or "→" or "/";
        }

        return words;
    }

    // Control characters in someone's data must not reach a terminal.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? "·" : rune.ToString());
        return clean.ToString();
    }

    private static int CellsOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => 0,
        // Chinese, Japanese, Korean and pictures take two cells.
        _ => rune.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60
            or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD ? 2 : 1,
    };
}
