using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Glissade;

/// <summary>Collects one column as it is read: as numbers while its fields are numbers, else as texts, each different one once.</summary>
internal sealed class ColumnBuilder(bool? mustBeNumeric, bool decimalComma, MissingWords missing)
{
    private double[] _numbers = [];
    private int[] _codes = [];
    private bool _isText = mustBeNumeric == false;
    private Dictionary<string, int>? _known;
    private Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _words = [];
    private readonly List<int> _uses = [];
    private readonly List<int> _firstRows = [];

    // While it is numeric: the fields that are not.
    private int _numberCount, _otherCount;
    private (int Row, string Text) _firstOther = (-1, ""), _firstNotFinite = (-1, "");

    public int Count { get; private set; }

    /// <summary>Takes the next row's field.</summary>
    /// <returns>Whether it is UTF-8.</returns>
    public bool Add(ReadOnlySpan<byte> field)
    {
        int row = Count++;
        if (_isText) return AddText(row, field);
        if (TryNumber(field, out double value))
        {
            Put(ref _numbers, row, value);
            if (double.IsFinite(value)) _numberCount++;
            else NotFinite(row, field);
            return true;
        }

        if (missing.IsMissing(field))
        {
            Put(ref _numbers, row, double.NaN);
            return true;
        }

        bool weak = MissingWords.IsMissingAmongNumbers(field), notFinite = MissingWords.IsNotFinite(field);

        // No number before it: a column of texts, and nothing is lost by keeping it as one.
        if (_numberCount == 0 && _firstNotFinite.Row < 0 && mustBeNumeric is null)
        {
            _isText = true;
            _codes = new int[Math.Max(16, _numbers.Length)];
            _codes.AsSpan(0, row).Fill(-1);
            _numbers = [];
            return AddText(row, field);
        }

        Put(ref _numbers, row, double.NaN);
        if (notFinite) NotFinite(row, field);
        else if (!weak && _otherCount++ == 0) _firstOther = (row, Encoding.UTF8.GetString(field));
        return Utf8.IsValid(field);
    }

    /// <summary>The column; or null where it holds texts after all and must be read again as such.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="where">File and row of a row's number.</param>
    public TableColumn? Finish(string name, Func<int, string> where)
    {
        if (!_isText)
        {
            if (Refuses(name, where, _numberCount, _otherCount, _firstOther, _firstNotFinite)) return null;
            Array.Resize(ref _numbers, Count);
            return new NumericColumn(name, _numbers);
        }

        if (mustBeNumeric is null && TryNumbers(name, where) is { } numbers) return numbers;
        Array.Resize(ref _codes, Count);
        return new TextColumn(name, _codes, [.. _words]);
    }

    // A column that began with a text, yet nearly all others are numbers.
    private NumericColumn? TryNumbers(string name, Func<int, string> where)
    {
        var values = new double[_words.Count];
        int numbers = 0, others = 0;
        (int Row, string Text) firstOther = (-1, ""), firstNotFinite = (-1, "");
        for (int i = 0; i < _words.Count; i++)
        {
            byte[] field = Encoding.UTF8.GetBytes(_words[i]);
            values[i] = double.NaN;
            if (TryNumber(field, out double value) && double.IsFinite(value))
            {
                values[i] = value;
                numbers += _uses[i];
            }
            else if (MissingWords.IsNotFinite(field) || double.IsInfinity(value))
            {
                if (firstNotFinite.Row < 0) firstNotFinite = (_firstRows[i], _words[i]);
            }
            else if (!MissingWords.IsMissingAmongNumbers(field))
            {
                others += _uses[i];
                if (firstOther.Row < 0) firstOther = (_firstRows[i], _words[i]);
            }
        }

        if (numbers == 0 && (firstNotFinite.Row < 0 || others > 0)) return null;
        if (Refuses(name, where, numbers, others, firstOther, firstNotFinite)) return null;
        var column = new double[Count];
        for (int row = 0; row < Count; row++) column[row] = _codes[row] < 0 ? double.NaN : values[_codes[row]];
        return new NumericColumn(name, column);
    }

    // Few texts among many numbers are mistakes, and said; many are a column of texts. Of few rows, two texts are few where the numbers are more.
    private bool Refuses(string name, Func<int, string> where, int numbers, int others, (int Row, string Text) other, (int Row, string Text) notFinite)
    {
        if (others > 0 && mustBeNumeric is null && !(numbers > others && others <= Math.Max(2, (numbers + others) / 10))) return true;
        if (others > 0)
        {
            throw new GlissadeException($"there is text in the numeric column '{name}': {Quoted(other.Text)}{(others > 1 ? $", and {others - 1:N0} more such rows" : "")}", $"{where(other.Row)}, column '{name}'",
                $"numbers, as in {(mustBeNumeric == true && numbers == 0 ? "the data the model was trained on" : $"{numbers:N0} other rows")}",
                "correct the text, leave it empty if there is no value, or leave the column out: --ignore " + Argument(name));
        }

        if (notFinite.Row >= 0)
        {
            throw new GlissadeException($"a value is not a finite number: {Quoted(notFinite.Text)}", $"{where(notFinite.Row)}, column '{name}'", "finite numbers",
                "leave the field empty if there is no value, correct it, or leave the row out");
        }

        return false;
    }

    private static string Quoted(string text) => $"'{(text.Length > 60 ? text[..60] + "…" : text)}'";

    private static string Argument(string name) => name.Contains(' ') ? $"\"{name}\"" : name;

    private bool AddText(int row, ReadOnlySpan<byte> field)
    {
        if (missing.IsMissing(field))
        {
            Put(ref _codes, row, -1);
            return true;
        }

        if (_known is null)
        {
            _known = new Dictionary<string, int>(StringComparer.Ordinal);
            _lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        char[]? rented = field.Length > 512 ? ArrayPool<char>.Shared.Rent(field.Length) : null;
        Span<char> text = rented ?? stackalloc char[512];
        bool valid = Utf8.IsValid(field);
        int length = Encoding.UTF8.GetChars(field, text);
        if (!_lookup.TryGetValue(text[..length], out int code))
        {
            code = _words.Count;
            string word = new(text[..length]);
            _known.Add(word, code);
            _words.Add(word);
            _uses.Add(0);
            _firstRows.Add(row);
        }

        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        _uses[code]++;
        Put(ref _codes, row, code);
        return valid;
    }

    private void NotFinite(int row, ReadOnlySpan<byte> field)
    {
        if (_firstNotFinite.Row < 0) _firstNotFinite = (row, Encoding.UTF8.GetString(field));
    }

    private bool TryNumber(ReadOnlySpan<byte> field, out double value) => FastNumber.TryParse(field, decimalComma ? (byte)',' : (byte)'.', out value);

    private static void Put<T>(ref T[] values, int row, T value)
    {
        if (row >= values.Length) Array.Resize(ref values, Math.Max(4, row + Math.Max(4, row / 2)));
        values[row] = value;
    }
}
