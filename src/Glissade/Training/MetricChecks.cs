namespace Glissade;

/// <summary>Refuses metrics that cannot be taken of such outcomes, before anything is computed.</summary>
internal static class MetricChecks
{
    /// <summary>What is measured when nobody says.</summary>
    public static IReadOnlyList<Metric> Usual(bool classifies) => classifies ? [new Accuracy(), new BalancedAccuracy(), new LogLoss()] : [new Rmse(), new Mae(), new R2()];

    /// <summary>Refuses a metric of another kind of targets, one that is given twice, and one that two classes alone have.</summary>
    public static void Require(IReadOnlyList<Metric> metrics, bool classifies, int outputs)
    {
        foreach (Metric metric in metrics)
        {
            Catalog.Metrics.Check(metric);
            if (metrics.Count(other => other.Key == metric.Key) > 1) throw new GlissadeException($"the metric {metric.Key} is given twice", "the metrics", "every one once", "take one of the two out");
            if (metric.Takes == (classifies ? OutcomeKind.Numbers : OutcomeKind.Classes))
            {
                OutcomeKind kind = classifies ? OutcomeKind.Classes : OutcomeKind.Numbers;
                throw new GlissadeException($"the metric {metric.Key} compares {(classifies ? "numbers, and the targets are classes" : "classes, and the targets are numbers")}", "the metrics",
                    $"one of {string.Join(", ", Catalog.Metrics.Rows.Where(row => row.Prototype.Takes == kind).Select(row => row.Name))}", classifies ? "accuracy" : "rmse");
            }

            if (classifies && outputs > 2 && IsBinary(metric))
                throw new GlissadeException($"{metric.Key} is of two classes, and there are {outputs}", "the metrics", "average=macro, micro or weighted", $"{metric.Name}(average=macro)");
        }
    }

    private static bool IsBinary(Metric metric) =>
        metric is Precision { Average: "binary" } or Recall { Average: "binary" } or F1 { Average: "binary" } or FBeta { Average: "binary" } or Iou { Average: "binary" };
}
