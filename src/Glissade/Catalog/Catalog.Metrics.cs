namespace Glissade;

public static partial class Catalog
{
    /// <summary>Figures of merit.</summary>
    public static CatalogFamily<Metric> Metrics { get; } = new("metric", "metrics",
    [
        new("accuracy", "The share of examples whose class was predicted.", "right / all", () => new Accuracy()),
        new("balanced_accuracy", "The mean, over the classes that occur, of the share that was found.", "mean of recalls", () => new BalancedAccuracy()),
        new("top_k_accuracy", "The share of examples whose class is among the k most probable; of equal probabilities the later class goes first, as in scikit-learn. Keras' k is 5.", "class among the k largest p / all",
            () => new TopKAccuracy())
        {
            Aliases = ["top_k"],
            Samples = ["top_k_accuracy(k=1)", "top_k(k=3)"],
            Refused = ["top_k(k=0)", "top_k(k=1.5)"],
        },
        new("precision", "Of what was taken for a class the share that belongs to it; 0 where nothing was taken. Binary with two classes, else the macro average; scikit-learn would refuse more than two.",
            "right / predicted", () => new Precision())
        {
            Samples = ["precision(average=binary)", "precision(average=micro)", "precision(average=macro)", "precision(average=weighted)"],
            Refused = ["precision(average=samples)", "precision(average=1)"],
        },
        new("recall", "Of a class the share that was found; 0 where there is none. Binary with two classes, else the macro average; scikit-learn would refuse more than two.", "right / actual", () => new Recall())
        {
            Aliases = ["sensitivity"],
            Samples = ["recall(average=binary)", "recall(average=micro)", "recall(average=macro)", "recall(average=weighted)"],
            Refused = ["recall(average=samples)"],
        },
        new("f1", "The harmonic mean of precision and recall. Binary with two classes, else the macro average; scikit-learn would refuse more than two, Keras averages nothing.", "2·P·R / (P + R)", () => new F1())
        {
            Aliases = ["f1_score"],
            Samples = ["f1(average=binary)", "f1(average=micro)", "f1(average=macro)", "f1(average=weighted)"],
            Refused = ["f1(average=samples)", "f1(beta=2)"],
        },
        new("fbeta", "The harmonic mean of precision and recall, recall counting β times as much. Binary with two classes, else the macro average.", "(1 + β²)·P·R / (β²·P + R)", () => new FBeta())
        {
            Aliases = ["fbeta_score"],
            Samples = ["fbeta(beta=2)", "fbeta(beta=0.5, average=micro)", "fbeta(beta=0, average=macro)", "fbeta(beta=2, average=weighted)"],
            Refused = ["fbeta(beta=-1)", "fbeta(beta=1e999)", "fbeta(average=samples)"],
        },
        new("iou", "Intersection over union, the Jaccard index: of what belongs to a class or was taken for it the share that is both. Binary with two classes, else the macro average, which is Keras' MeanIoU.",
            "right / (predicted + actual − right)", () => new Iou())
        {
            Aliases = ["jaccard", "intersection_over_union"],
            Samples = ["iou(average=binary)", "iou(average=micro)", "iou(average=macro)", "iou(average=weighted)"],
            Refused = ["iou(average=samples)"],
        },
        new("roc_auc", "How probable it is that an example of the class gets a higher probability than another, equal ones counting half; with more than two classes each against the rest. NaN where a class does not occur (scikit-learn raises an error).",
            "(Σ ranks of the class − n₁·(n₁ + 1)/2) / (n₁·n₀)", () => new RocAuc())
        {
            Aliases = ["auc"],
            Samples = ["roc_auc(average=weighted)", "roc_auc(average=micro)"],
            Refused = ["roc_auc(average=binary)"],
        },
        new("average_precision", "The area under precision over recall, in steps; equal probabilities are one step; with more than two classes each against the rest. 0 for a class that does not occur, as in scikit-learn.",
            "Σ (Rₙ − Rₙ₋₁)·Pₙ", () => new AveragePrecision())
        {
            Aliases = ["pr_auc"],
            Samples = ["average_precision(average=weighted)", "average_precision(average=micro)"],
            Refused = ["average_precision(average=binary)"],
        },
        new("log_loss", "How surprised the probabilities were by the true classes.", "mean −log p[class]", () => new LogLoss()),
        new("perplexity", "Among how many equally probable classes the predictions leave one guessing.", "exp(mean −log p[class])", () => new Perplexity()),
        new("brier", "The mean squared distance of the probability of class 1 from 1 or 0; with more than two classes summed over them (Brier 1950; scikit-learn takes two alone).", "mean Σ (p − y)²", () => new BrierScore())
        {
            Aliases = ["brier_score"],
        },
        new("calibration_error", "How far the probability of the predicted class is from how often it is right, over bins of equal width (Guo et al. 2017): l1 is the expected calibration error, max the largest.",
            "Σ share·|accuracy − mean confidence|", () => new CalibrationError())
        {
            Aliases = ["ece", "expected_calibration_error"],
            Samples = ["calibration_error(bins=10)", "ece(norm=max)", "ece(bins=5, norm=l2)"],
            Refused = ["ece(bins=0)", "ece(norm=l3)"],
        },
        new("matthews_correlation", "The correlation of predicted and true classes, of two or more; 0 where all targets or all predictions are one class.",
            "(right·all − Σ t·p) / √((all² − Σ p²)·(all² − Σ t²))", () => new MatthewsCorrelation())
        {
            Aliases = ["mcc"],
        },
        new("cohen_kappa", "How much more targets and predictions agree than by chance; errors count the same, or by the distance of the classes that occur. NaN where one class alone occurs.",
            "1 − Σ w·observed / Σ w·expected", () => new CohenKappa())
        {
            Aliases = ["kappa"],
            Samples = ["cohen_kappa(weights=linear)", "kappa(weights=quadratic)"],
            Refused = ["kappa(weights=cubic)"],
        },
        new("mse", "The mean squared error.", "mean (p − t)²", () => new Mse()) { Aliases = ["mean_squared_error"] },
        new("rmse", "The root of the mean squared error, in the target's unit.", "√mean (p − t)²", () => new Rmse()) { Aliases = ["root_mean_squared_error"] },
        new("mae", "The mean distance, in the target's unit.", "mean |p − t|", () => new Mae()) { Aliases = ["mean_absolute_error"] },
        new("median_absolute_error", "The median distance, which single outliers do not move.", "median |p − t|", () => new MedianAbsoluteError()) { Aliases = ["medae"] },
        new("mape", "The mean distance as a share of the target, not in percent (Keras'); a target of 0 makes it huge.", "mean |p − t| / max(|t|, 2⁻⁵²)", () => new Mape()) { Aliases = ["mean_absolute_percentage_error"] },
        new("smape", "The mean distance as a share of the mean size of prediction and target, from 0 to 2, not in percent.", "mean 2·|p − t| / (|p| + |t|)", () => new Smape())
        {
            Aliases = ["symmetric_mape"],
        },
        new("r2", "How much of the targets' variance is explained: 1 is perfect, 0 as good as the mean.", "1 − Σ(p − t)² / Σ(t − mean)²", () => new R2()),
        new("explained_variance", "As r2, but a constant offset costs nothing. NaN where the targets are all the same.", "1 − Var(t − p) / Var(t)", () => new ExplainedVariance()),
        new("pearson", "The linear correlation of predictions and targets. NaN where one of them is constant.", "Cov(p, t) / √(Var p · Var t)", () => new Pearson()),
        new("spearman", "The correlation of the ranks of predictions and targets, equal numbers sharing their mean rank. NaN where one of them is constant.", "pearson(rank p, rank t)", () => new Spearman()),
    ]);
}
