namespace Glissade;

/// <summary>What a column is good for.</summary>
public enum ColumnKind
{
    /// <summary>Numbers.</summary>
    Numeric,

    /// <summary>Texts that come again: categories.</summary>
    Category,

    /// <summary>Names or numbers of rows, or free text: hardly two rows share one, so nothing can be learned from them.</summary>
    Identifier,

    /// <summary>Dates and times, as texts.</summary>
    Date,

    /// <summary>One value in every row.</summary>
    Constant,

    /// <summary>No value in any row.</summary>
    Empty,
}

/// <summary>What a column is good for, by looking, and why.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">Why, as a part of a sentence: <c>305 different texts in 398 rows</c>.</param>
public sealed record ColumnLook(ColumnKind Kind, string Reason)
{
    /// <summary>Whether a network is given the column unless somebody says otherwise.</summary>
    public bool IsFeature => Kind is ColumnKind.Numeric or ColumnKind.Category;

    /// <summary>Looks at a column.</summary>
    public static ColumnLook Of(TableColumn column)
    {
        int values = column.Count - column.Gaps, distinct = column.Distinct;
        if (values == 0) return new(ColumnKind.Empty, "no value in any row");
        if (distinct == 1 && column.Gaps == 0) return new(ColumnKind.Constant, $"the same value in every row: {Short(column.Text(0))}");
        if (column is NumericColumn numbers) return IsRowNumber(numbers) ? new(ColumnKind.Identifier, "its name, and a different whole number in every row") : new(ColumnKind.Numeric, $"{distinct:N0} different numbers");
        var texts = (TextColumn)column;
        string found = $"{distinct:N0} different texts in {values:N0} rows";
        if (distinct > 2 && texts.Words.Take(1000).All(IsDate)) return new(ColumnKind.Date, "dates or times");
        if (distinct >= 10 && 2 * distinct > values) return new(ColumnKind.Identifier, found);
        if (distinct >= 10 && IsIdentifierName(column.Name) && 10 * distinct > values) return new(ColumnKind.Identifier, $"its name, and {found}");
        return new(ColumnKind.Category, found);
    }

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;

    private static bool IsRowNumber(NumericColumn column)
    {
        if (column.Gaps > 0 || column.Count < 3 || column.Distinct != column.Count) return false;
        bool byOne = true;
        for (int row = 0; row < column.Count; row++)
        {
            double value = column.Values[row];
            if (value != Math.Floor(value)) return false;
            byOne &= row == 0 ? value is 0 or 1 : value == column.Values[row - 1] + 1;
        }

        return IsIdentifierName(column.Name) || (byOne && column.Name == "Unnamed: 0");
    }

    // id, row_id, PassengerId, CustomerID, index; but not paid or humid.
    private static bool IsIdentifierName(string name)
    {
        string last = name.Split(' ', '_', '-', '.')[^1];
        return last.ToUpperInvariant() is "ID" or "INDEX" or "KEY" or "UUID" or "GUID" or "IDENTIFIER" || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("ID", StringComparison.Ordinal);
    }

    // Digits in two to six groups, between -, /, ., :, T, Z and blanks: 1949-01, 3/4/2020, 2020-01-02T03:04:05Z.
    private static bool IsDate(string text)
    {
        if (text.Length is < 5 or > 35 || !char.IsAsciiDigit(text[0])) return false;
        int groups = 0, marks = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i])) groups += i == 0 || !char.IsAsciiDigit(text[i - 1]) ? 1 : 0;
            else if (text[i] is '-' or '/' or ':') marks++;
            else if (text[i] is not ('.' or 'T' or 'Z' or '+' or ' ')) return false;
        }

        return groups is >= 2 and <= 8 && marks > 0;
    }
}
