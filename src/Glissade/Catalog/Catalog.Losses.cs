namespace Glissade;

public static partial class Catalog
{
    /// <summary>How wrong a prediction is.</summary>
    public static CatalogFamily<Loss> Losses { get; } = new("loss", "losses",
    [
        new("mean_squared_error", "The mean of the squared differences; a difference of 2 costs 4. PyTorch's MSELoss, Keras' mean_squared_error.", "mean (p − t)²", () => new MeanSquaredError())
        {
            Aliases = ["mse", "l2"],
        },
        new("sum_squared_error", "The squared differences summed over the outputs and averaged over the examples: the textbooks' cost.", "mean over examples of Σ (p − t)²", () => new SumSquaredError())
        {
            Aliases = ["sse"],
        },
        new("mean_absolute_error", "The mean distance; outliers count by their distance, not its square. PyTorch's L1Loss.", "mean |p − t|", () => new MeanAbsoluteError())
        {
            Aliases = ["mae", "l1"],
        },
        new("huber", "Squared for distances up to delta, a line beyond. PyTorch's HuberLoss; its SmoothL1Loss is this divided by delta.", "d ≤ δ ? ½d² : δ·(d − ½δ), d = |p − t|", () => new Huber())
        {
            Samples = ["huber(delta=0.5)", "huber(delta=2)"],
            Refused = ["huber(delta=0)", "huber(delta=-1)", "huber(delta=big)", "huber(delta=1e999)", "huber(delta=1, delta=2)", "huber(dleta=1)"],
        },
        new("binary_cross_entropy", "For probabilities of yes, behind a sigmoid. The log is at least −100, as in PyTorch; Keras cuts p off at 10⁻⁷ instead.", "−(t·log p + (1 − t)·log(1 − p))", () => new BinaryCrossEntropy())
        {
            Aliases = ["bce"],
        },
        new("binary_cross_entropy_with_logits", "For the logits of yes, without a sigmoid. Keras' from_logits=True.", "−(w·t·log σ(z) + (1 − t)·log(1 − σ(z)))", () => new BinaryCrossEntropyWithLogits())
        {
            Aliases = ["bce_logits", "bce_with_logits"],
            Samples = ["binary_cross_entropy_with_logits(positive_weight=[3])", "bce_logits(positive_weight=[0.5, 2, 1])"],
            Refused = ["bce_logits(positive_weight=[-1])", "bce_logits(positive_weight=[a])"],
        },
        new("cross_entropy", "For the logits of classes, without a softmax; the target is a class index or class probabilities. PyTorch's CrossEntropyLoss; a weighted mean divides by the sum of the weights.",
            "−log softmax(z)[class]", () => new CrossEntropy())
        {
            Aliases = ["ce"],
            Samples = ["cross_entropy(class_weights=[1, 2, 0.5])", "ce(ignore_index=1)", "ce(label_smoothing=0.1)", "ce(class_weights=[1, 2, 0.5], ignore_index=0, label_smoothing=0.2)"],
            Refused = ["ce(label_smoothing=1.5)", "ce(class_weights=[-1, 1])", "ce(ignore_index=0.5)"],
        },
        new("categorical_cross_entropy", "For class probabilities, behind a softmax; the target is a class index or class probabilities. Keras' categorical and sparse categorical cross entropy; PyTorch has none.",
            "−log p[class]", () => new CategoricalCrossEntropy())
        {
            Aliases = ["cce", "sparse_categorical_cross_entropy"],
        },
    ]);
}
