using System.Text;
using CsvHelper;

namespace Glissade;

/// <summary>Reads a table in one pass, row by row, into the columns; in a second one only where a first look was wrong about the encoding or about a column.</summary>
internal sealed class TableReader
{
    // A record that does not end: a quote that is never closed, or no table.
    private const int LongestRecord = 1 << 26;

    private readonly TextSource _source;
    private readonly TableOptions _options;
    private readonly MissingWords _missing;
    private readonly TableFormat _format;
    private readonly List<string> _warnings = [];
    private readonly List<int> _lines = [];
    private string[] _names = [];
    private ColumnBuilder[] _columns = [];
    private int _strayQuotes;
    private string? _unclosed;

    private TableReader(TextSource source, TableOptions options)
    {
        _source = source;
        _options = options;
        _missing = new MissingWords(options.AlsoMissing);
        _format = FormatGuess.Of(source, options, _missing);
    }

    public static Table Read(string path, TableOptions options)
    {
        TextSource source = TextSource.Look(path);
        var texts = new HashSet<int>();
        while (true)
        {
            var reader = new TableReader(source, options);
            bool valid = TextSource.Guarded(path, () => reader.Fill(texts));
            if (!valid)
            {
                // UTF-8 by its beginning, but not all of it: one byte a character.
                source = TextSource.Look(path, asLatin: true);
                continue;
            }

            int known = texts.Count;
            if (reader.Finish(texts) is { } table) return table;
            if (texts.Count == known) throw new InvalidOperationException("The columns of the table cannot be told.");
        }
    }

    // Whether all of it is the encoding that was assumed.
    private bool Fill(HashSet<int> texts)
    {
        Stream content = _source.Open();
        if (_format.Separator == ' ') content = new BlankRunStream(content, (byte)_format.Quote);
        using CsvReader reader = CsvReader.Create(content, Options(), false);
        try
        {
            return Fill(reader, texts);
        }
        catch (CsvFormatException failure)
        {
            throw new GlissadeException($"a row does not end within {LongestRecord:N0} bytes", $"{_source.Path}, row {Math.Max(1, reader.LineNumber)}", "shorter rows",
                $"look for a {_format.Quote} that is never closed, or check that this is a table", failure);
        }
    }

    private CsvReaderOptions Options() => new()
    {
        Separator = _format.Separator == ' ' ? '\t' : _format.Separator,
        Quote = _format.Quote,
        HasHeader = false,
        TrimWhitespace = _format.Separator != '\t',
        TrimInsideQuotes = true,
        TrackLineNumbers = true,
        DetectSeparatorHint = false,
        MaxRecordSize = LongestRecord,
        OnMalformedRecord = record =>
        {
            if (record.Reason == CsvMalformedReason.UnterminatedQuote) _unclosed = $"{_source.Path}, row {record.LineNumber}";
            else _strayQuotes++;
        },
    };

    private bool Fill(CsvReader reader, HashSet<int> texts)
    {
        bool header = _format.Header;
        while (reader.Read())
        {
            int count = reader.FieldCount;
            if (_unclosed is not null) throw new GlissadeException("a quote is opened but never closed", _unclosed, $"a closing {_format.Quote}", "close the quote, or write a quote within a quoted field twice");
            if (reader.RawRecord.Contains((byte)0))
                throw new GlissadeException("this is binary data, not a table as text: it has a zero byte", $"{_source.Path}, row {reader.LineNumber}", "a table as text", "export the data as CSV");
            if (count == 1 && _columns.Length != 1 && IsBlank(reader.RawRecord)) continue;
            if (_columns.Length == 0)
            {
                Begin(reader, header, texts);
                if (header) continue;
            }

            if (count != _columns.Length)
            {
                throw new GlissadeException($"a row has {Fields(count)}, but the {(header ? "header" : "first row")} has {_columns.Length:N0}", $"{_source.Path}, row {reader.LineNumber}",
                    $"{Fields(_columns.Length)}, {_format}", count > _columns.Length ? "put fields that hold the separator in quotes" : "add the missing fields; an empty one has no value");
            }

            for (int i = 0; i < count; i++)
                if (!_columns[i].Add(Trim(reader.GetSpan(i))) && _source.Encoding is UTF8Encoding) return false;
            _lines.Add((int)Math.Min(int.MaxValue, reader.LineNumber));
            if (_lines.Count % 65_536 == 0 || _columns.Length > 65_536) RequireMemory();
        }

        if (_unclosed is not null) throw new GlissadeException("a quote is opened but never closed", _unclosed, $"a closing {_format.Quote}", "close the quote, or write a quote within a quoted field twice");
        return true;
    }

    // Tabs separate where they do; blanks around a field never count.
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> field) =>
        field.Length == 0 || (field[0] > 32 && field[^1] > 32) ? field : field.Trim(" \t"u8);

    private static bool IsBlank(ReadOnlySpan<byte> record) => record.Trim(" \t\r\n"u8).IsEmpty;

    private static string Fields(int count) => count == 1 ? "1 field" : $"{count:N0} fields";

    private void Begin(CsvReader reader, bool header, HashSet<int> texts)
    {
        int count = reader.FieldCount;
        if (count > _options.MostColumns)
            throw new GlissadeException($"the table has {count:N0} columns", $"{_source.Path}, row {reader.LineNumber}", $"at most {_options.MostColumns:N0}", "leave columns out, or check that this is a table");
        _names = new string[count];
        var taken = new HashSet<string>(count, StringComparer.Ordinal);
        var renamed = new List<string>();
        for (int i = 0; i < count; i++)
        {
            string name = header ? Encoding.UTF8.GetString(Trim(reader.GetSpan(i))) : "";
            if (name.Length > 200) name = name[..200] + "…";
            if (name.Length == 0) name = $"column{i + 1}";
            string unique = name;
            for (int copy = 2; !taken.Add(unique); copy++) unique = $"{name}.{copy}";
            if (unique != name) renamed.Add(unique);
            _names[i] = unique;
        }

        if (renamed.Count > 0) _warnings.Add($"the header names a column twice; renamed to {string.Join(", ", renamed.Take(5))}{(renamed.Count > 5 ? $" and {renamed.Count - 5:N0} more" : "")}");
        _columns = [.. Enumerable.Range(0, count).Select(i => new ColumnBuilder(texts.Contains(i) ? false : _options.Numeric.TryGetValue(_names[i], out bool numeric) ? numeric : null, _format.DecimalComma, _missing))];
    }

    private void RequireMemory()
    {
        double bytes = 12.0 * _lines.Count * _columns.Length, available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes <= 0.8 * available) return;
        throw new GlissadeException($"the table does not fit into memory: {_lines.Count:N0} rows of {_columns.Length:N0} columns so far take {bytes / 1e9:F1} GB", _source.Path,
            $"at most {0.8 * available / 1e9:F1} GB", "leave rows or columns out");
    }

    private Table? Finish(HashSet<int> texts)
    {
        string path = _source.Path;
        if (_columns.Length == 0) throw new GlissadeException("the file is empty", path, "a table with a header and rows", "save or download it again");
        if (_lines.Count == 0)
            throw new GlissadeException($"the file has a header alone: {string.Join(", ", _names.Take(8))}{(_names.Length > 8 ? ", …" : "")}", path, $"a header and at least {_options.LeastRows} rows", "check that the data were saved");
        if (_lines.Count < _options.LeastRows)
            throw new GlissadeException($"the table has only {_lines.Count} row{(_lines.Count == 1 ? "" : "s")}{(_format.Header ? " below its header" : "")}", path, $"at least {_options.LeastRows} rows", "give it more data");

        int[] lines = [.. _lines];
        var columns = new TableColumn[_columns.Length];
        bool again = false;
        for (int i = 0; i < columns.Length; i++)
        {
            TableColumn? column = _columns[i].Finish(_names[i], row => $"{path}, row {lines[row]}");
            if (column is null)
            {
                // Texts among which a number came first: the texts of those numbers are gone.
                texts.Add(i);
                again = true;
            }
            else
            {
                columns[i] = column;
            }
        }

        if (again) return null;
        if (_strayQuotes > 0) _warnings.Add($"{_strayQuotes:N0} row{(_strayQuotes == 1 ? " has" : "s have")} a {_format.Quote} within a field; it was taken as a character");
        if (_format.Encoding == "Latin-1") _warnings.Add("the file is not UTF-8; its letters were read as Latin-1");
        if (_format.DecimalComma) _warnings.Add("numbers are read with decimal commas: 7,4 is seven and four tenths");
        return new Table(path, _format, columns, lines, _warnings);
    }
}
