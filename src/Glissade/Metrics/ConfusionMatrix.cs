namespace Glissade;

/// <summary>How often each class was taken for each: counts [true, predicted], exact over the whole set. No single figure, hence no <see cref="Metric"/>; accuracy and its kin are read from it.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    private ConfusionMatrix(int classes, long[] counts) => (Classes, _counts) = (classes, counts);

    /// <summary>The matrix of a set of predictions.</summary>
    /// <exception cref="ArgumentException">The targets are numbers and no classes, or a class is out of range.</exception>
    public static ConfusionMatrix Of(Outcomes outcomes) => Of(outcomes, "A confusion matrix");

    internal static ConfusionMatrix Of(Outcomes outcomes, string who)
    {
        int[] truth = ClassesOf(outcomes, who);
        var counts = new long[outcomes.ClassCount * outcomes.ClassCount];
        for (int example = 0; example < truth.Length; example++) counts[truth[example] * outcomes.ClassCount + outcomes.PredictedClass(example)]++;
        return new ConfusionMatrix(outcomes.ClassCount, counts);
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>How often class <paramref name="truth"/> was predicted as class <paramref name="predicted"/>.</summary>
    public long this[int truth, int predicted] => _counts[checked(truth * Classes) + predicted];

    /// <summary>How many examples there are.</summary>
    public long Count => _counts.Sum();

    /// <summary>How many examples belong to a class.</summary>
    public long OfClass(int truth)
    {
        long sum = 0;
        for (int predicted = 0; predicted < Classes; predicted++) sum += this[truth, predicted];
        return sum;
    }

    /// <summary>How many examples were taken for a class.</summary>
    public long OfPrediction(int predicted)
    {
        long sum = 0;
        for (int truth = 0; truth < Classes; truth++) sum += this[truth, predicted];
        return sum;
    }

    internal static int[] ClassesOf(Outcomes outcomes, string who)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        int[] classes = outcomes.Classes ?? throw new ArgumentException($"{who} needs classes as targets; these are numbers. For numbers there are rmse, mae and r2.");
        foreach (int label in classes)
            if ((uint)label >= (uint)outcomes.ClassCount) throw new ArgumentException($"{who} of {outcomes.ClassCount} classes got the class {label}; classes are 0 to {outcomes.ClassCount - 1}.");
        return classes;
    }
}
