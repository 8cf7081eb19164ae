using System.Globalization;

namespace Glissade;

/// <summary>One column of a table: numbers or texts, some of which may be missing.</summary>
public abstract class TableColumn
{
    private protected TableColumn(string name, int count)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Count = count;
    }

    /// <summary>The column's name, unique in its table.</summary>
    public string Name { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; }

    /// <summary>How many of the rows have no value.</summary>
    public int Gaps { get; private protected init; }

    /// <summary>How many different values there are; gaps do not count.</summary>
    public abstract int Distinct { get; }

    /// <summary>Whether a row has no value.</summary>
    public abstract bool IsGap(int row);

    /// <summary>A row's value as text, empty for a gap; numbers as short as reads back the same.</summary>
    public abstract string Text(int row);

    /// <summary>A column of some of the rows, in the order given.</summary>
    public abstract TableColumn Take(ReadOnlySpan<int> rows);
}

/// <summary>A column of numbers; a gap is NaN.</summary>
public sealed class NumericColumn : TableColumn
{
    private readonly double[] _values;
    private int _distinct = -1;

    /// <summary>A column that keeps the array given.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">A value for every row; NaN where there is none.</param>
    /// <exception cref="GlissadeException">A value is infinite.</exception>
    public NumericColumn(string name, double[] values) : base(name, values.Length)
    {
        _values = values;
        int gaps = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsInfinity(values[i])) throw new GlissadeException("a value is infinite", $"column '{name}', row {i + 1}", "finite numbers, or NaN for none", "leave the row out, or replace the value");
            if (double.IsNaN(values[i])) gaps++;
        }

        Gaps = gaps;
    }

    /// <summary>The values; NaN where there is none.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <inheritdoc/>
    public override int Distinct
    {
        get
        {
            if (_distinct < 0) _distinct = _values.Where(value => !double.IsNaN(value)).Distinct().Count();
            return _distinct;
        }
    }

    /// <inheritdoc/>
    public override bool IsGap(int row) => double.IsNaN(_values[row]);

    /// <inheritdoc/>
    public override string Text(int row) => IsGap(row) ? "" : Text(_values[row]);

    /// <inheritdoc/>
    public override TableColumn Take(ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length];
        for (int i = 0; i < values.Length; i++) values[i] = _values[rows[i]];
        return new NumericColumn(Name, values);
    }

    /// <summary>A number as short as reads back the same, whatever the language of the machine.</summary>
    internal static string Text(double value) => value == 0 ? "0" : value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A column of texts: every different one is kept once, and rows name it by number.</summary>
public sealed class TextColumn : TableColumn
{
    private readonly int[] _codes;
    private readonly string[] _words;

    /// <summary>A column of these texts; null and the empty text are gaps.</summary>
    public TextColumn(string name, ReadOnlySpan<string?> texts) : base(name, texts.Length)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        _codes = new int[texts.Length];
        int gaps = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            if (string.IsNullOrEmpty(texts[i]))
            {
                _codes[i] = -1;
                gaps++;
                continue;
            }

            if (!known.TryGetValue(texts[i]!, out int code)) known.Add(texts[i]!, code = known.Count);
            _codes[i] = code;
        }

        _words = [.. known.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        Gaps = gaps;
    }

    /// <summary>A column that keeps the arrays given: the different texts in the order in which they first occur, and for every row the number of its text, -1 for a gap.</summary>
    internal TextColumn(string name, int[] codes, string[] words) : base(name, codes.Length)
    {
        _codes = codes;
        _words = words;
        Gaps = codes.AsSpan().Count(-1);
    }

    /// <summary>For every row the number of its text in <see cref="Words"/>; -1 for a gap.</summary>
    public ReadOnlySpan<int> Codes => _codes;

    /// <summary>The different texts, in the order in which they first occur.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <inheritdoc/>
    public override int Distinct => _words.Length;

    /// <summary>A row's text; null for a gap.</summary>
    public string? this[int row] => _codes[row] < 0 ? null : _words[_codes[row]];

    /// <inheritdoc/>
    public override bool IsGap(int row) => _codes[row] < 0;

    /// <inheritdoc/>
    public override string Text(int row) => this[row] ?? "";

    /// <inheritdoc/>
    public override TableColumn Take(ReadOnlySpan<int> rows)
    {
        var texts = new string?[rows.Length];
        for (int i = 0; i < texts.Length; i++) texts[i] = this[rows[i]];
        return new TextColumn(Name, texts);
    }
}
