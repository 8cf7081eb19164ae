using System.Text.Json;

namespace Glissade;

/// <summary>What is made of the target, and how a prediction becomes a value of it again.</summary>
public abstract record TargetTransform
{
    private protected TargetTransform(string column, LearningTask task) => (Column, Task) = (column, task);

    /// <summary>The target's name.</summary>
    public string Column { get; }

    /// <summary>What is learned about it.</summary>
    public LearningTask Task { get; }

    /// <summary>Fits a transform: mean and deviation on training rows alone; the names of classes on all rows, since a name is not a value.</summary>
    /// <param name="target">The column, without gaps in the rows that are used.</param>
    /// <param name="task">What is to be learned.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="all">All rows that are used.</param>
    /// <exception cref="GlissadeException">The target cannot serve the task, or has a gap in a row that is used.</exception>
    public static TargetTransform Fit(TableColumn target, LearningTask task, ReadOnlySpan<int> training, ReadOnlySpan<int> all)
    {
        foreach (int row in all)
            if (target.IsGap(row)) throw new GlissadeException($"the target '{target.Name}' has gaps", $"data row {row + 1}, column '{target.Name}'", "a value in every row", $"--missing {target.Name}=drop leaves these rows out");
        TaskGuess.Asked(target, task, all.ToArray());
        if (task == LearningTask.Regression)
        {
            var values = new double[training.Length];
            for (int i = 0; i < values.Length; i++) values[i] = ((NumericColumn)target).Values[training[i]];
            (double mean, double deviation) = Standardize.Moments(values);
            return new NumberTarget(target.Name, mean, deviation == 0 ? 1 : deviation);
        }

        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (int row in all) labels.Add(target.Text(row));
        string[] sorted = target is NumericColumn
            ? [.. labels.OrderBy(label => double.Parse(label, System.Globalization.CultureInfo.InvariantCulture))]
            : [.. labels.Order(StringComparer.Ordinal)];
        return new ClassTarget(target.Name, task, sorted);
    }

    /// <summary>Writes the transform as one JSON object.</summary>
    public abstract void ToJson(Utf8JsonWriter writer);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="GlissadeException">It is something else.</exception>
    public static TargetTransform FromJson(JsonElement json)
    {
        string column = json.Words("column");
        switch (json.Words("task"))
        {
            case "regression":
                double deviation = json.Number("deviation");
                return deviation > 0 ? new NumberTarget(column, json.Number("mean"), deviation) : throw JsonReading.Wrong("the target's 'deviation' is not positive");
            case "binary":
                return new ClassTarget(column, LearningTask.Binary, json.Texts("labels", 2, 2));
            case "multiclass":
                return new ClassTarget(column, LearningTask.Multiclass, json.Texts("labels", 2, TaskGuess.MostClasses));
            case var task:
                throw JsonReading.Wrong($"there is no task '{task}'");
        }
    }
}

/// <summary>A number y is learned as (y − mean) / deviation of the training rows.</summary>
public sealed record NumberTarget : TargetTransform
{
    internal NumberTarget(string column, double mean, double deviation) : base(column, LearningTask.Regression) => (Mean, Deviation) = (mean, deviation);

    /// <summary>The training rows' mean.</summary>
    public double Mean { get; }

    /// <summary>Their population deviation; 1 where they are all the same.</summary>
    public double Deviation { get; }

    /// <summary>What is learned for a value.</summary>
    public float Scale(double value) => (float)Math.Clamp((value - Mean) / Deviation, -1e30, 1e30);

    /// <summary>The value that a prediction stands for.</summary>
    public double Undo(float prediction) => prediction * Deviation + Mean;

    /// <summary>The scaled values of rows.</summary>
    public float[] Scale(NumericColumn target, ReadOnlySpan<int> rows)
    {
        var scaled = new float[rows.Length];
        for (int i = 0; i < scaled.Length; i++) scaled[i] = Scale(target.Values[rows[i]]);
        return scaled;
    }

    /// <inheritdoc/>
    public override void ToJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("column", Column);
        writer.WriteString("task", "regression");
        writer.WriteNumber("mean", Mean);
        writer.WriteNumber("deviation", Deviation);
        writer.WriteEndObject();
    }
}

/// <summary>A class is learned by its place among the labels: sorted, numbers by their size, texts by their letters.</summary>
public sealed record ClassTarget : TargetTransform
{
    internal ClassTarget(string column, LearningTask task, string[] labels) : base(column, task) => Labels = labels;

    /// <summary>The classes' names, in the order of their places; of a binary task, the second is the positive one.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The place of a label, or -1 where there is none such.</summary>
    public int IndexOf(string label)
    {
        for (int i = 0; i < Labels.Count; i++)
            if (Labels[i] == label) return i;
        return -1;
    }

    /// <summary>The places of rows' labels.</summary>
    /// <param name="target">The column.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="where">The place of a row for a message.</param>
    /// <exception cref="GlissadeException">A row has a label that was not there when the transform was fitted, or none.</exception>
    public int[] Index(TableColumn target, ReadOnlySpan<int> rows, Func<int, string>? where = null)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Labels.Count; i++) places.Add(Labels[i], i);
        var indices = new int[rows.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            string label = target.Text(rows[i]);
            if (!places.TryGetValue(label, out indices[i]))
            {
                string place = where?.Invoke(rows[i]) ?? $"data row {rows[i] + 1}";
                throw new GlissadeException(label.Length == 0 ? $"the target '{Column}' has a gap" : $"the target '{Column}' has the class '{label}', which the model does not know", $"{place}, column '{Column}'",
                    $"one of: {string.Join(", ", Labels.Take(20))}{(Labels.Count > 20 ? ", …" : "")}", "leave the row out, or train on data that have the class");
            }
        }

        return indices;
    }

    /// <inheritdoc/>
    public override void ToJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("column", Column);
        writer.WriteString("task", Task == LearningTask.Binary ? "binary" : "multiclass");
        writer.WriteStartArray("labels");
        foreach (string label in Labels) writer.WriteStringValue(label);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Whether the same labels stand in the same places.</summary>
    public bool Equals(ClassTarget? other) => other is not null && Column == other.Column && Task == other.Task && Labels.SequenceEqual(other.Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Column, Task, Labels.Count);
}
