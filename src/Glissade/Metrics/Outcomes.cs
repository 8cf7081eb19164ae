namespace Glissade;

/// <summary>Predictions beside targets over a whole set: what a metric looks at.</summary>
public sealed class Outcomes
{
    private Outcomes(int count, int outputs, float[] predictions, float[]? targets, int[]? classes) =>
        (Count, Outputs, Predictions, Targets, Classes) = (count, outputs, predictions, targets, classes);

    /// <summary>How many examples.</summary>
    public int Count { get; }

    /// <summary>How many numbers are predicted for each.</summary>
    public int Outputs { get; }

    /// <summary>The predictions, row-major [<see cref="Count"/>, <see cref="Outputs"/>]: values in the target's own unit, or probabilities.</summary>
    public float[] Predictions { get; }

    /// <summary>Regression: the targets, of the predictions' shape. Null for classes.</summary>
    public float[]? Targets { get; }

    /// <summary>Classification: the class of every example. Null for numbers.</summary>
    public int[]? Classes { get; }

    /// <summary>Whether the targets are classes.</summary>
    public bool IsClassification => Classes is not null;

    /// <summary>How many classes there are: with one output (the probability of class 1) there are 2.</summary>
    public int ClassCount => Outputs == 1 ? 2 : Outputs;

    /// <summary>Numbers beside numbers.</summary>
    /// <param name="predictions">Row-major [count, outputs].</param>
    /// <param name="targets">The same shape.</param>
    /// <param name="outputs">How many numbers an example has.</param>
    public static Outcomes OfValues(float[] predictions, float[] targets, int outputs = 1)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Length != targets.Length) throw new ShapeException($"There are {predictions.Length} predicted numbers and {targets.Length} targets; there must be as many.");
        return new Outcomes(predictions.Length / outputs, outputs, predictions, targets, null);
    }

    /// <summary>Class probabilities beside classes.</summary>
    /// <param name="probabilities">Row-major [count, outputs]; one output is the probability of class 1.</param>
    /// <param name="classes">The class of each example, from 0.</param>
    /// <param name="outputs">The number of outputs.</param>
    public static Outcomes OfClasses(float[] probabilities, int[] classes, int outputs)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(classes);
        if (probabilities.Length != (long)classes.Length * outputs)
            throw new ShapeException($"There are {probabilities.Length} probabilities for {classes.Length} examples of {outputs}; there must be {(long)classes.Length * outputs}.");
        return new Outcomes(classes.Length, outputs, probabilities, null, classes);
    }

    /// <summary>The predicted class of an example: the most probable, the first of equals; with one output class 1 above one half.</summary>
    public int PredictedClass(int example)
    {
        ReadOnlySpan<float> row = Predictions.AsSpan(example * Outputs, Outputs);
        if (Outputs == 1) return row[0] > 0.5f ? 1 : 0;
        int best = 0;
        for (int k = 1; k < row.Length; k++)
            if (row[k] > row[best]) best = k;
        return best;
    }

    /// <summary>The probability that was given to a class.</summary>
    public double Probability(int example, int label) =>
        Outputs > 1 ? Predictions[example * Outputs + label] : label == 1 ? Predictions[example] : 1.0 - Predictions[example];
}
