namespace Glissade;

/// <summary>What always predicting the same would cost: the training part's mean, or the frequencies of its classes. The line that a network has to beat.</summary>
internal static class Baseline
{
    /// <summary>Loss and metrics of the trivial prediction; null where there is none, as for a formula of one's own.</summary>
    public static (double Loss, IReadOnlyDictionary<string, double> Metrics)? Measure(Wiring wiring, Device device, Dataset train, Dataset set, IReadOnlyList<Metric> metrics, int outputs)
    {
        Tensor? constant = Prediction(wiring, train.Targets!, outputs);
        if (constant is null) return null;
        var evaluator = new Evaluator(wiring, device, set, x =>
        {
            Tensor prediction = constant.Cast(wiring.Type).Reshape(1, outputs).BroadcastTo(new Shape(x.Shape[0], outputs));
            return (prediction, wiring.Output(prediction));
        });
        (double loss, IReadOnlyDictionary<string, double> values, _) = evaluator.Measure(metrics);
        return (loss, values);
    }

    private static Tensor? Prediction(Wiring wiring, DataColumn targets, int outputs)
    {
        double[] means = wiring.Loss.Target is TargetKind.Classes or TargetKind.ClassIndices && targets.Width == 1 ? Frequencies(targets, outputs) : Means(targets);
        if (means.Length != outputs) return null;
        Tensor mean = Tensor.From(means);
        return wiring.Loss.Prediction switch
        {
            PredictionKind.Values => wiring.TargetScale is null ? mean : wiring.TargetScale.Apply(mean),
            PredictionKind.Probabilities or PredictionKind.Distribution => mean,
            PredictionKind.Positives => mean,
            PredictionKind.Parameters or PredictionKind.Embeddings => null,
            PredictionKind.Logits when wiring.Loss.Target != TargetKind.Probabilities => null,
            PredictionKind.Logits => (mean / (1 - mean)).Log(),
            _ => mean.Log(),
        };
    }

    // A class that the training part lacks would cost infinity elsewhere: every class counts as seen once more.
    private static double[] Frequencies(DataColumn classes, int count)
    {
        var frequencies = new double[count];
        Array.Fill(frequencies, 1);
        for (int i = 0; i < classes.Count; i++)
        {
            int label = (int)classes.Number(i, 0);
            if ((uint)label < (uint)count) frequencies[label]++;
        }

        double sum = frequencies.Sum();
        return [.. frequencies.Select(frequency => frequency / sum)];
    }

    private static double[] Means(DataColumn targets)
    {
        var means = new double[targets.Width];
        for (int i = 0; i < targets.Count; i++)
        {
            for (int k = 0; k < means.Length; k++) means[k] += (targets.Number(i, k) - means[k]) / (i + 1);
        }

        return means;
    }
}
