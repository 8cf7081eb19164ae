namespace Glissade;

/// <summary>
/// How far confidence and accuracy are apart (Guo et al. 2017): examples are put into bins of equal width by the probability of their predicted class, k/bins belonging to the bin below, and
/// Σ share·|accuracy − mean confidence| is taken over the bins (<c>l1</c>, the expected calibration error), the root of Σ share·(…)² (<c>l2</c>), or the largest (<c>max</c>).
/// Neither scikit-learn nor PyTorch has it; with one output, too, the confidence is that of the predicted class.
/// </summary>
public sealed record CalibrationError : Metric
{
    /// <summary>How many bins, 1 or more; 15 by default.</summary>
    public int Bins { get; init; } = 15;

    /// <summary><c>l1</c>, the default, <c>l2</c> or <c>max</c>.</summary>
    public string Norm { get; init; } = "l1";

    /// <inheritdoc/>
    public override string Name => "calibration_error";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes)
    {
        int[] truth = ConfusionMatrix.ClassesOf(outcomes, "The calibration error");
        if (truth.Length == 0 || outcomes.Predictions.Any(float.IsNaN)) return double.NaN;
        double[] confidences = new double[Bins], counts = new double[Bins], right = new double[Bins];
        for (int example = 0; example < truth.Length; example++)
        {
            int predicted = outcomes.PredictedClass(example);
            double confidence = outcomes.Probability(example, predicted);
            int bin = Bin(confidence);
            confidences[bin] += confidence;
            counts[bin]++;
            if (predicted == truth[example]) right[bin]++;
        }

        double sum = 0, largest = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            double gap = counts[bin] == 0 ? 0 : Math.Abs(right[bin] - confidences[bin]) / counts[bin];
            sum += counts[bin] / truth.Length * (Norm == "l2" ? gap * gap : gap);
            largest = Math.Max(largest, gap);
        }

        return Norm switch { "max" => largest, "l2" => Math.Sqrt(sum), _ => sum };
    }

    /// <inheritdoc/>
    public override Metric Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Bins = arguments.Integer("bins", Bins, 1, 1_000_000), Norm = arguments.Choice("norm", Norm, "l1", "l2", "max") };
    }

    // The product may be rounded across an edge: the edge itself decides.
    private int Bin(double confidence)
    {
        int bin = (int)Math.Clamp(Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1);
        if (bin > 0 && confidence <= (double)bin / Bins) bin--;
        else if (bin < Bins - 1 && confidence > (bin + 1.0) / Bins) bin++;
        return bin;
    }
}
