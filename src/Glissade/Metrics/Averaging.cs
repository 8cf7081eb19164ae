namespace Glissade;

/// <summary>How a figure of one class becomes a figure of all, as scikit-learn does it.</summary>
internal static class Averaging
{
    private static readonly string[] s_words = ["auto", "binary", "micro", "macro", "weighted"], s_columns = ["macro", "weighted", "micro"];

    /// <summary>The argument of figures that are counted from predicted classes.</summary>
    public static string Map(Arguments arguments, string average)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Choice("average", average, s_words);
    }

    /// <summary>The argument of figures that are read from the ranks of probabilities, one class against the rest.</summary>
    public static string MapColumns(Arguments arguments, string average)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Choice("average", average, s_columns);
    }

    /// <summary>The average over the classes that occur, among the targets or the predictions, of a figure of the three counts of a class.</summary>
    public static double Of(Outcomes outcomes, string who, string average, Func<double, double, double, double> figure)
    {
        ConfusionMatrix matrix = ConfusionMatrix.Of(outcomes, who);
        if (outcomes.Count == 0) return double.NaN;
        if (average == "auto") average = matrix.Classes == 2 ? "binary" : "macro";
        if (average == "binary")
        {
            return matrix.Classes == 2 ? figure(matrix[1, 1], matrix.OfPrediction(1), matrix.OfClass(1))
                : throw new ArgumentException($"{who} with average=binary needs two classes; there are {matrix.Classes}. Choose macro, micro or weighted.");
        }

        double right = 0, predicted = 0, actual = 0, sum = 0, weights = 0;
        for (int label = 0; label < matrix.Classes; label++)
        {
            double found = matrix[label, label], taken = matrix.OfPrediction(label), all = matrix.OfClass(label);
            (right, predicted, actual) = (right + found, predicted + taken, actual + all);
            if (taken + all == 0) continue;
            double weight = average == "weighted" ? all : 1;
            sum += weight * figure(found, taken, all);
            weights += weight;
        }

        return average == "micro" ? figure(right, predicted, actual) : sum / weights;
    }

    /// <summary>The average of a figure of scores beside yes and no: of class 1 where there are two classes, else of every class against the rest.</summary>
    public static double OfColumns(Outcomes outcomes, string who, string average, Func<double[], bool[], double> figure)
    {
        int[] truth = ConfusionMatrix.ClassesOf(outcomes, who);
        if (truth.Length == 0 || outcomes.Predictions.Any(float.IsNaN)) return double.NaN;
        if (outcomes.ClassCount == 2) return Column(1);
        int[] labels = [.. Enumerable.Range(0, outcomes.ClassCount)];
        if (average == "micro")
            return figure([.. outcomes.Predictions.Select(score => (double)score)], [.. truth.SelectMany(label => labels.Select(other => other == label))]);
        double[] figures = [.. labels.Select(Column)], weights = [.. labels.Select(label => average == "weighted" ? truth.Count(other => other == label) : 1.0)];
        return figures.Zip(weights, (one, weight) => one * weight).Sum() / weights.Sum();

        double Column(int label) => figure([.. Enumerable.Range(0, truth.Length).Select(example => outcomes.Probability(example, label))], [.. truth.Select(other => other == label)]);
    }

    /// <summary>A part of a whole; 0 of nothing, as scikit-learn's zero_division=0.</summary>
    public static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;
}
