using System.Globalization;
using System.Text;

namespace Glissade;

/// <summary>Finds by looking how a table is written: a separator is the one that cuts the lines into the same number of fields; a header is a line of names above a column of numbers.</summary>
internal static class FormatGuess
{
    private const int MostLines = 200;

    // Of two that cut as evenly, the one that is the rarer in texts.
    private static readonly char[] s_separators = ['\t', ';', '|', ','];

    public static TableFormat Of(TextSource source, TableOptions options, MissingWords missing)
    {
        string text = Encoding.UTF8.GetString(source.Sample);
        char quote = !text.Contains('"') && Apostrophes(text) ? '\'' : '"';
        List<string> lines = Lines(text, quote, source.IsWhole);
        char separator = options.Separator ?? Separator(lines, quote);
        List<string[]> rows = [.. lines.Select(line => Fields(line, separator, quote))];
        bool comma = options.DecimalComma ?? (separator != ',' && HasDecimalCommas(rows));
        bool header = options.Header ?? HasHeader(rows, comma, missing);
        return new TableFormat(separator, quote, header, comma, source.EncodingName, source.IsCompressed);
    }

    private static bool Apostrophes(string text)
    {
        int opening = 0;
        for (int i = 0; i < text.Length && opening < 3; i++)
            if (text[i] == '\'' && (i == 0 || text[i - 1] is ',' or ';' or '\t' or '\n') && text.IndexOf('\'', i + 1) is int end && end > 0 && (end + 1 == text.Length || text[end + 1] is ',' or ';' or '\t' or '\n' or '\r')) opening++;
        return opening >= 3;
    }

    // The first lines, whole; a line break within quotes does not end one. One that the sample cuts off is left out where there are others.
    private static List<string> Lines(string text, char quote, bool whole)
    {
        var lines = new List<string>();
        bool quoted = false;
        int start = 0;
        for (int i = 0; i <= text.Length && lines.Count < MostLines; i++)
        {
            if (i < text.Length && text[i] == quote) quoted = !quoted;
            bool isEnd = i == text.Length;
            if (!isEnd && (quoted || text[i] is not ('\n' or '\r'))) continue;
            if (i > start && (!isEnd || whole || lines.Count == 0)) lines.Add(text[start..i]);
            start = i + 1;
        }

        // A quote that is not one: lines as they stand.
        return lines.Count > 2 || quote == '\0' ? lines : [.. text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Take(MostLines)];
    }

    private static char Separator(List<string> lines, char quote)
    {
        char best = ',';
        double bestShare = 0;
        int bestFields = 1;
        foreach (char separator in s_separators)
        {
            (double share, int fields) = Evenness(lines, separator, quote);
            if (fields < 2 || share < 0.5 || share <= bestShare + 1e-9) continue;
            (best, bestShare, bestFields) = (separator, share, fields);
        }

        // Lined up with blanks: even, mostly numbers, and more fields than any other separator finds. One tab a line, before the last field, does not hide it.
        (double blankShare, int blankFields) = Evenness(lines, ' ', quote);
        if (blankFields > bestFields && blankShare >= 0.9 && blankShare >= bestShare - 0.05)
        {
            string[][] rows = [.. lines.Skip(1).DefaultIfEmpty(lines[0]).Select(line => Fields(line, ' ', quote))];
            int numbers = rows.Sum(row => row.Count(field => IsNumber(field, false) || IsNumber(field, true)));
            if (2 * numbers > rows.Sum(row => row.Length) && (bestFields == 1 || lines.Any(line => line.Contains("  ", StringComparison.Ordinal)))) return ' ';
        }

        // A single line tells nothing of evenness: what cuts it into the most.
        return lines.Count == 1 ? s_separators.MaxBy(separator => Fields(lines[0], separator, quote).Length + (separator == ',' ? 0.5 : 0)) : best;
    }

    private static (double Share, int Fields) Evenness(List<string> lines, char separator, char quote)
    {
        var counts = lines.GroupBy(line => Fields(line, separator, quote).Length).OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).First();
        return (counts.Count() / (double)lines.Count, counts.Key);
    }

    internal static string[] Fields(string line, char separator, char quote)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false, start = true;
        string text = separator == ' ' ? line.Trim(' ', '\t') : line;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool separates = !quoted && (c == separator || (separator == ' ' && c == '\t'));
            if (separates)
            {
                if (separator == ' ' && start) continue;
                fields.Add(field.ToString());
                field.Clear();
                start = true;
            }
            else if (c == quote && (quoted || start))
            {
                quoted = !quoted;
                start = false;
            }
            else
            {
                if (c != ' ' || separator == ' ') start = false;
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return [.. fields.Select(value => value.Trim())];
    }

    private static bool HasDecimalCommas(List<string[]> rows)
    {
        int commas = 0, points = 0;
        foreach (string field in rows.SelectMany(row => row))
        {
            if (field.Contains(',') && IsNumber(field, true)) commas++;
            else if (field.Contains('.') && IsNumber(field, false)) points++;
        }

        return commas > points;
    }

    internal static bool IsNumber(string field, bool comma)
    {
        if (comma && field.Contains('.')) return false;
        return double.TryParse(comma ? field.Replace(',', '.') : field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
    }

    // Names may be numbers that count: 0, 1, 2 as tools write them that know no names, or years behind a text that does not come again.
    private static bool Counts(List<string[]> rows, int numbers)
    {
        string[] first = rows[0];
        string[] counted = [.. first.SkipWhile(field => !IsNumber(field, false))];
        bool steps = counted.Length == numbers && numbers >= 2;
        for (int i = 0; i < counted.Length && steps; i++)
            steps = long.TryParse(counted[i], NumberStyles.None, CultureInfo.InvariantCulture, out long at) && at == long.Parse(counted[0], CultureInfo.InvariantCulture) + i;
        if (!steps) return false;
        string[] texts = first[..^numbers];
        if (texts.Any(field => field.Length > 0)) return !texts.Where((field, column) => rows.Skip(1).Any(row => column < row.Length && row[column] == field)).Any();
        return counted[0] == "0" && numbers >= 3 && rows.Count > 1;
    }

    private static bool HasHeader(List<string[]> rows, bool comma, MissingWords missing)
    {
        string[] first = rows[0];
        string[] named = [.. first.Where(field => field.Length > 0)];

        // A name is no number; and a line of which half are numbers is one of data.
        int numbers = named.Count(field => IsNumber(field, comma));
        if (numbers > 0) return Counts(rows, numbers);
        if (named.Length == 0 || named.All(field => missing.IsMissing(Encoding.UTF8.GetBytes(field)))) return false;
        if (rows.Count == 1) return true;
        int wide = 0;
        bool repeats = false;
        for (int column = 0; column < first.Length; column++)
        {
            string[] below = [.. rows.Skip(1).Where(row => column < row.Length).Select(row => row[column])];
            string[] values = [.. below.Where(field => !missing.IsMissing(Encoding.UTF8.GetBytes(field)))];
            if (values.Length > 0 && 2 * values.Count(field => IsNumber(field, comma)) > values.Length) return true;
            repeats |= values.Contains(first[column], StringComparer.Ordinal);
            wide += values.Length;
        }

        // Texts alone: a first line whose words come again below is data, and so is the first of a list.
        return first.Length > 1 && !repeats && wide > 0;
    }
}
