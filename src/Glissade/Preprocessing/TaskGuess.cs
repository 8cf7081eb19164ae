using System.Globalization;

namespace Glissade;

/// <summary>
/// What a target asks for, and why. Texts are classes. Of numbers: two whole numbers are two classes; whole numbers from 0 or 1 without a hole that are about equally frequent, or few whole numbers in a column with the name of a
/// class, are codes of classes; all else is a quantity.
/// </summary>
/// <param name="Task">What is to be learned.</param>
/// <param name="Reason">Why, as a sentence without a full stop.</param>
public sealed record TaskGuess(LearningTask Task, string Reason)
{
    /// <summary>More classes than this are refused: they are names, not classes.</summary>
    public const int MostClasses = 1000;

    private static readonly string[] s_classNames = ["class", "classes", "label", "labels", "species", "category", "type", "kind", "digit", "cluster", "diagnosis"];

    /// <summary>Guesses by looking at the target.</summary>
    /// <param name="target">The column to predict; gaps do not count.</param>
    /// <param name="rows">Which rows count; null for all.</param>
    /// <exception cref="GlissadeException">The target has one value alone, none at all, or more texts than could be classes.</exception>
    public static TaskGuess Of(TableColumn target, int[]? rows = null)
    {
        int distinct = Distinct(target, rows, out int count, out int[] codes);
        Require(target, distinct, count);
        if (target is not NumericColumn numbers)
        {
            RequireClasses(target, distinct, count);
            return distinct == 2
                ? new(LearningTask.Binary, $"the target has two different texts in {count:N0} rows")
                : new(LearningTask.Multiclass, $"the target has {distinct:N0} different texts in {count:N0} rows");
        }

        double[] values = [.. Rows(target, rows).Select(row => numbers.Values[row]).Where(value => !double.IsNaN(value)).Distinct().Order()];
        bool whole = values.All(value => value == Math.Floor(value) && Math.Abs(value) < 1e9);
        string found = $"the target has {distinct:N0} different {(whole ? "whole " : "")}numbers in {count:N0} rows";
        if (distinct == 2 && (whole || count >= 10) && (count > 2 || values is [0, 1]))
            return new(LearningTask.Binary, $"the target has two different numbers, {NumericColumn.Text(values[0])} and {NumericColumn.Text(values[1])}, in {count:N0} rows; --task regression takes them as quantities");
        if (whole && distinct <= 50 && count >= 10 * distinct && IsClassName(target.Name))
            return new(LearningTask.Multiclass, $"{found}, and the name of classes; --task regression takes them as quantities");
        if (whole && distinct <= 100 && values[0] is 0 or 1 && values[^1] - values[0] == distinct - 1)
        {
            int least = codes.GroupBy(code => code).Min(group => group.Count());
            if (least >= 5 && 4L * least * distinct >= count)
                return new(LearningTask.Multiclass, string.Create(CultureInfo.InvariantCulture, $"{found}, {values[0]} to {values[^1]} and about equally frequent, as codes of classes are; --task regression takes them as quantities"));
        }

        return new(LearningTask.Regression, whole && distinct <= 20
            ? string.Create(CultureInfo.InvariantCulture, $"{found}, {values[0]} to {values[^1]}, which is a scale rather than codes of classes; --task multiclass takes them as classes")
            : found);
    }

    /// <summary>Holds a task that was asked for against the target.</summary>
    /// <param name="target">The column to predict; gaps do not count.</param>
    /// <param name="task">What was asked for.</param>
    /// <param name="rows">Which rows count; null for all.</param>
    /// <exception cref="GlissadeException">The target cannot serve the task.</exception>
    public static TaskGuess Asked(TableColumn target, LearningTask task, int[]? rows = null)
    {
        int distinct = Distinct(target, rows, out int count, out _);
        Require(target, distinct, count);
        if (task == LearningTask.Regression && target is TextColumn texts)
            throw new GlissadeException($"regression needs numbers, but the target '{target.Name}' holds texts, such as '{texts.Words[0]}'", $"column '{target.Name}'", "a numeric target", "--task auto, or another --target");
        if (task == LearningTask.Binary && distinct != 2)
            throw new GlissadeException($"a binary task needs two classes, but the target '{target.Name}' has {distinct:N0} different values", $"column '{target.Name}'", "two different values", "--task auto, or another --target");
        if (task != LearningTask.Regression) RequireClasses(target, distinct, count);
        return new(task, "asked for");
    }

    private static bool IsClassName(string name) => name.Split(' ', '_', '-', '.').Any(word => s_classNames.Contains(word, StringComparer.OrdinalIgnoreCase));

    private static void Require(TableColumn target, int distinct, int count)
    {
        if (count == 0) throw new GlissadeException($"the target '{target.Name}' has no value in any row", $"column '{target.Name}'", "a value to predict", "choose another --target");
        if (distinct == 1)
        {
            string value = target.Text(Enumerable.Range(0, target.Count).First(row => !target.IsGap(row)));
            throw new GlissadeException($"the target '{target.Name}' has one value alone: '{value}', so there is nothing to learn", $"column '{target.Name}'", "at least two different values", "choose another --target, or more varied data");
        }
    }

    private static void RequireClasses(TableColumn target, int distinct, int count)
    {
        if (distinct <= MostClasses && (2 * distinct <= count || distinct <= 10)) return;
        throw new GlissadeException($"the target '{target.Name}' has {distinct:N0} different {(target is TextColumn ? "texts" : "values")} in {count:N0} rows, too many for classes", $"column '{target.Name}'",
            $"at most {MostClasses:N0} classes, each with two rows or more", target is TextColumn ? "choose another --target" : "--task regression");
    }

    private static IEnumerable<int> Rows(TableColumn column, int[]? rows) => rows ?? Enumerable.Range(0, column.Count);

    private static int Distinct(TableColumn target, int[]? rows, out int count, out int[] codes)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var list = new List<int>();
        foreach (int row in Rows(target, rows))
        {
            if (target.IsGap(row)) continue;
            string text = target.Text(row);
            if (!known.TryGetValue(text, out int code)) known.Add(text, code = known.Count);
            list.Add(code);
        }

        count = list.Count;
        codes = [.. list];
        return known.Count;
    }
}
