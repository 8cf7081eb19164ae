namespace Glissade;

/// <summary>Says where a record keeps the columns of a model, once, by delegates: predicting then reflects on nothing and allocates nothing.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class RecordBinding<T>
{
    private readonly TablePreprocessing _table;
    private readonly Func<T, double>?[] _numbers;
    private readonly Func<T, string?>?[] _texts;

    internal RecordBinding(TablePreprocessing table)
    {
        _table = table;
        (_numbers, _texts) = (new Func<T, double>?[table.Numbers], new Func<T, string?>?[table.Texts]);
    }

    /// <summary>A column of numbers; NaN is a gap.</summary>
    /// <exception cref="GlissadeException">The model has no such column, or it holds texts.</exception>
    public RecordBinding<T> Number(string column, Func<T, double> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _numbers[Slot(column, isNumeric: true)] = value;
        return this;
    }

    /// <summary>A column of texts; null and the empty text are gaps.</summary>
    /// <exception cref="GlissadeException">The model has no such column, or it holds numbers.</exception>
    public RecordBinding<T> Text(string column, Func<T, string?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _texts[Slot(column, isNumeric: false)] = value;
        return this;
    }

    internal BoundColumns<T> Complete()
    {
        InputColumn? absent = _table.Columns.FirstOrDefault(column => (column.IsNumeric ? _numbers[column.Slot] : (object?)_texts[column.Slot]) is null);
        if (absent is not null)
            throw new GlissadeException($"the column '{absent.Name}' is not bound", $"column '{absent.Name}'", $"all of {string.Join(", ", _table.Columns.Select(column => column.Name))}",
                absent.IsNumeric ? $".Number(\"{absent.Name}\", record => …)" : $".Text(\"{absent.Name}\", record => …)");
        return new BoundColumns<T>(_numbers!, _texts!);
    }

    private int Slot(string name, bool isNumeric)
    {
        InputColumn? column = _table.Columns.FirstOrDefault(column => column.Name == name);
        if (column is null)
        {
            string? nearest = Spelling.Nearest(name, _table.Columns.Select(c => c.Name));
            throw new GlissadeException($"the model has no column '{name}'", $"column '{name}'", string.Join(", ", _table.Columns.Select(c => c.Name)), nearest is null ? "" : $"did you mean '{nearest}'?");
        }

        if (column.IsNumeric != isNumeric)
            throw new GlissadeException($"the column '{name}' holds {(column.IsNumeric ? "numbers" : "texts")}", $"column '{name}'", column.IsNumeric ? $".Number(\"{name}\", …)" : $".Text(\"{name}\", …)", "bind it as what it is");
        return column.Slot;
    }
}

/// <summary>Where a record keeps each number and text of a row.</summary>
internal sealed record BoundColumns<T>(Func<T, double>[] Numbers, Func<T, string?>[] Texts);

/// <summary>A model that predicts records. Any number of threads may use it at once.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class Predictor<T>
{
    private readonly Model _model;
    private readonly BoundColumns<T> _columns;

    internal Predictor(Model model, BoundColumns<T> columns) => (_model, _columns) = (model, columns);

    /// <summary>Predicts one record.</summary>
    public Prediction Predict(T record) => _model.Predict(record, _columns);
}
