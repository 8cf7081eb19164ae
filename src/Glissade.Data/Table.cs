namespace Glissade;

/// <summary>A table read from a file: columns of numbers or texts, and for every row the line on which it stands.</summary>
public sealed class Table
{
    private readonly Dictionary<string, int> _places;
    private readonly int[] _lines;

    internal Table(string path, TableFormat format, TableColumn[] columns, int[] lines, IReadOnlyList<string> warnings)
    {
        Path = path;
        Format = format;
        Columns = columns;
        Warnings = warnings;
        _lines = lines;
        _places = new Dictionary<string, int>(columns.Length, StringComparer.Ordinal);
        for (int i = 0; i < columns.Length; i++) _places.Add(columns[i].Name, i);
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>How the file is written.</summary>
    public TableFormat Format { get; }

    /// <summary>The columns, in the order of the file.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>How many rows there are, the header left out.</summary>
    public int Rows => _lines.Length;

    /// <summary>What a person should know: renamed columns, stray quotes, an encoding that was assumed.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The line of the file, from 1, on which a row begins; the header's is 1.</summary>
    public int Line(int row) => _lines[row];

    /// <summary>File and row for a message: <c>wine.csv, row 17</c>, by the line in the file.</summary>
    public string Where(int row) => $"{Path}, row {_lines[row]}";

    /// <summary>The column of a name.</summary>
    /// <exception cref="GlissadeException">There is none; the nearest name is suggested.</exception>
    public TableColumn this[string name] => Columns[Find(name)];

    /// <summary>Whether there is a column of this name.</summary>
    public bool Has(string name) => _places.ContainsKey(name);

    /// <summary>The place of a column named by its name, or by its number from 1 where no column has the number as its name. Letters in another case do where that is clear.</summary>
    /// <exception cref="GlissadeException">There is none; the nearest name is suggested.</exception>
    public int Find(string nameOrNumber)
    {
        if (_places.TryGetValue(nameOrNumber, out int place)) return place;
        if (int.TryParse(nameOrNumber, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= Columns.Count) return number - 1;
        int[] alike = [.. Enumerable.Range(0, Columns.Count).Where(i => string.Equals(Columns[i].Name, nameOrNumber.Trim(), StringComparison.OrdinalIgnoreCase))];
        if (alike.Length == 1) return alike[0];
        string names = string.Join(", ", Columns.Take(20).Select(column => column.Name)) + (Columns.Count > 20 ? $", … ({Columns.Count:N0} in all)" : "");
        string? nearest = Spelling.Nearest(nameOrNumber, Columns.Select(column => column.Name));
        throw new GlissadeException($"there is no column '{nameOrNumber}'", Path, $"one of: {names}", nearest is null ? $"a number from 1 to {Columns.Count}, or a name" : $"'{nearest}'");
    }

    /// <summary>Reads a file: CSV, TSV or columns lined up with blanks; plain or compressed by gzip (known by its bytes). Separator, header, encoding, decimal commas and the columns' kinds are found by looking.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What is known already.</param>
    /// <exception cref="GlissadeException">
    /// There is no such file; it is a folder, empty, binary or damaged; it has a header alone, too few rows, a row with more or fewer fields than the others, a quote that is never closed, text in a column of numbers, or
    /// numbers that are not finite. The message names the row and the column.
    /// </exception>
    public static Table Read(string path, TableOptions? options = null) => TableReader.Read(path, options ?? new TableOptions());
}
