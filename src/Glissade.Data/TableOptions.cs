namespace Glissade;

/// <summary>What is known about a table before it is read; whatever is left out is found by looking.</summary>
public sealed record TableOptions
{
    /// <summary>What stands between the fields: <c>,</c> <c>;</c> tab <c>|</c>, or a blank for any run of blanks and tabs. Null: by looking.</summary>
    public char? Separator { get; init; }

    /// <summary>Whether the first line holds the names of the columns. Null: by looking.</summary>
    public bool? Header { get; init; }

    /// <summary>Whether numbers are written 7,4 for 7.4. Null: by looking.</summary>
    public bool? DecimalComma { get; init; }

    /// <summary>Further words that mean that there is no value, beside the usual ones (<see cref="MissingWords"/>).</summary>
    public IReadOnlyList<string> AlsoMissing { get; init; } = [];

    /// <summary>Columns by name that must be numbers (true) or texts (false) whatever they look like: what a trained model expects.</summary>
    public IReadOnlyDictionary<string, bool> Numeric { get; init; } = new Dictionary<string, bool>();

    /// <summary>The fewest rows that are of use; 2 to train on, 1 to predict. Default 2.</summary>
    public int LeastRows { get; init; } = 2;

    /// <summary>The most columns; a table with more is refused. Default 1,000,000.</summary>
    public int MostColumns { get; init; } = 1_000_000;
}

/// <summary>How a table's file is written: what was found, or what the options said.</summary>
/// <param name="Separator">What stands between the fields; a blank stands for any run of blanks and tabs.</param>
/// <param name="Quote">What stands around a field that holds a separator.</param>
/// <param name="Header">Whether the first line holds the columns' names.</param>
/// <param name="DecimalComma">Whether numbers are written 7,4 for 7.4.</param>
/// <param name="Encoding">UTF-8, UTF-16 or Latin-1.</param>
/// <param name="Compressed">Whether the file is compressed by gzip.</param>
public sealed record TableFormat(char Separator, char Quote, bool Header, bool DecimalComma, string Encoding, bool Compressed)
{
    /// <summary>In words: <c>separated by semicolons, with a header, UTF-8</c>.</summary>
    public override string ToString()
    {
        string separator = Separator switch { ',' => "commas", ';' => "semicolons", '\t' => "tabs", '|' => "bars", ' ' => "blanks", _ => $"'{Separator}'" };
        return $"separated by {separator}, {(Header ? "with a header" : "without a header")}{(DecimalComma ? ", decimal commas" : "")}, {Encoding}{(Compressed ? ", compressed" : "")}";
    }
}
