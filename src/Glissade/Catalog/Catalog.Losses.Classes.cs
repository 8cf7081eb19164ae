namespace Glissade;

public static partial class Catalog
{
    private static CatalogRow<Loss>[] ClassificationLosses() =>
    [
        new("binary_cross_entropy", "For probabilities of yes, behind a sigmoid. The log is at least −100, as in PyTorch; Keras cuts p off at 10⁻⁷ instead.", "−v·(t·log p + (1 − t)·log(1 − p))", () => new BinaryCrossEntropy())
        {
            Aliases = ["bce"],
            Samples = ["bce(weight=[2])", "bce(weight=[0.5, 0, 2])"],
            Refused = ["bce(weight=[-1])", "bce(weight=[a])"],
        },
        new("binary_cross_entropy_with_logits", "For the logits of yes, without a sigmoid. Keras' from_logits=True.", "−v·(w·t·log σ(z) + (1 − t)·log(1 − σ(z)))", () => new BinaryCrossEntropyWithLogits())
        {
            Aliases = ["bce_logits", "bce_with_logits"],
            Samples = ["binary_cross_entropy_with_logits(positive_weight=[3])", "bce_logits(weight=[0.5, 0, 2])", "bce_logits(positive_weight=[0.5, 2, 1])"],
            Refused = ["bce_logits(positive_weight=[-1])", "bce_logits(positive_weight=[a])", "bce_logits(weight=[-1])"],
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
        new("negative_log_likelihood", "For logarithms of class probabilities, behind a log-softmax. PyTorch's NLLLoss; a weighted mean divides by the sum of the weights. Keras has none.",
            "−x[class]", () => new NegativeLogLikelihood())
        {
            Aliases = ["nll"],
            Samples = ["nll(class_weights=[1, 2, 0.5])", "nll(ignore_index=1)", "nll(class_weights=[1, 2, 0.5], ignore_index=0)"],
            Refused = ["nll(class_weights=[-1])", "nll(ignore_index=x)"],
        },
        new("binary_focal", "The binary cross entropy of logits with what is right already discounted. torchvision's sigmoid_focal_loss; Keras' BinaryFocalCrossentropy has no alpha by default.",
            "−α·(1 − q)^γ·log q, q = t ? σ(z) : 1 − σ(z)", () => new BinaryFocal())
        {
            Samples = ["binary_focal(gamma=0)", "binary_focal(gamma=1.5, alpha=-1)"],
            Refused = ["binary_focal(gamma=-1)", "binary_focal(alpha=2)"],
            NoTwin = "torchvision has it, PyTorch itself does not: the goldens are its formula in float64.",
        },
        new("focal", "The cross entropy of logits with what is right already discounted. Keras' CategoricalFocalCrossentropy with from_logits=True and its alpha; PyTorch has none.",
            "−α·(1 − p)^γ·log p[class]", () => new Focal())
        {
            Aliases = ["focal_cross_entropy"],
            Samples = ["focal(gamma=0)", "focal(gamma=1.5, alpha=[1, 2, 0.5])"],
            Refused = ["focal(gamma=-1)", "focal(alpha=[-1])"],
            NoTwin = "Keras has it, PyTorch does not: the goldens are the formula in float64.",
        },
        new("poly_cross_entropy", "The cross entropy of logits with the first term of its series weighed anew. Neither PyTorch nor Keras has it.",
            "−log p[class] + ε·(1 − p[class])", () => new PolyCrossEntropy())
        {
            Aliases = ["poly"],
            Samples = ["poly(epsilon=-0.5)"],
            Refused = ["poly(epsilon=-2)"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("generalized_cross_entropy", "Between cross entropy and mean absolute error of probabilities, so that wrong labels do less harm. Neither PyTorch nor Keras has it.",
            "(1 − p[class]^q)/q", () => new GeneralizedCrossEntropy())
        {
            Aliases = ["gce"],
            Samples = ["gce(q=1)", "gce(q=0.1)"],
            Refused = ["gce(q=0)", "gce(q=2)"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("kullback_leibler", "How far the target distribution is from the predicted one, behind a log-softmax. PyTorch's KLDivLoss with reduction batchmean; its default divides by every element. Keras takes probabilities.",
            "Σ t·(log t − x)", () => new KullbackLeibler())
        {
            Aliases = ["kl", "kl_divergence"],
            Samples = ["kl(log_target=true)"],
            Refused = ["kl(log_target=3)"],
        },
        new("jensen_shannon", "The divergence of class probabilities that is the same both ways. Neither PyTorch nor Keras has it.",
            "½ Σ t·log(t/m) + ½ Σ p·log(p/m), m = ½(p + t)", () => new JensenShannon())
        {
            Aliases = ["js"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("hinge", "Nothing where the prediction is right by 1 or more; targets are −1 or 1. Keras' hinge; PyTorch has none.",
            "max(0, 1 − t·p)", () => new Hinge())
        {
            NoTwin = "Keras has it, PyTorch does not: the goldens are the formula in float64.",
        },
        new("squared_hinge", "The square of the hinge; targets are −1 or 1. Keras' squared_hinge; PyTorch has none.",
            "max(0, 1 − t·p)²", () => new SquaredHinge())
        {
            NoTwin = "Keras has it, PyTorch does not: the goldens are the formula in float64.",
        },
        new("categorical_hinge", "The right class shall be ahead of the best wrong one by 1. Keras' categorical_hinge; PyTorch has none.",
            "max(0, 1 + max wrong − right)", () => new CategoricalHinge())
        {
            NoTwin = "Keras has it, PyTorch does not: the goldens are the formula in float64.",
        },
        new("multi_margin", "Every wrong class shall stay a margin behind the right one. PyTorch's MultiMarginLoss; Keras has none.",
            "Σ max(0, m − x[class] + x[i])^p / classes", () => new MultiMargin())
        {
            Samples = ["multi_margin(p=2)", "multi_margin(margin=0.5, class_weights=[1, 2, 0.5])"],
            Refused = ["multi_margin(p=3)", "multi_margin(class_weights=[-1])"],
        },
        new("multi_label_margin", "Every label of an example shall be ahead of every class that is none; the target lists the labels, ended by −1. PyTorch's MultiLabelMarginLoss; Keras has none.",
            "Σ max(0, 1 − (x[j] − x[i])) / classes", () => new MultiLabelMargin()),
        new("multi_label_soft_margin", "For the logits of several labels, averaged over the classes of an example. PyTorch's MultiLabelSoftMarginLoss; Keras has none.",
            "mean −w·(t·log σ(z) + (1 − t)·log(1 − σ(z)))", () => new MultiLabelSoftMargin())
        {
            Samples = ["multi_label_soft_margin(class_weights=[1, 2, 0.5])"],
            Refused = ["multi_label_soft_margin(class_weights=[-1])"],
        },
        new("soft_margin", "The binary cross entropy of logits with targets of −1 and 1. PyTorch's SoftMarginLoss; Keras has none.",
            "log(1 + e^(−t·z))", () => new SoftMargin()),
        new("brier", "The squared difference of class probabilities, behind a softmax. Twice scikit-learn's brier_score_loss for yes or no; PyTorch and Keras have none.",
            "Σ (p − t)²", () => new Brier())
        {
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("corn_ordinal", "For classes that have an order: one logit less than classes. Neither PyTorch nor Keras has it.",
            "binary cross entropy of [above k] among those above k − 1", () => new CornOrdinal())
        {
            Aliases = ["corn"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("dice", "How little prediction and target overlap, an example each, behind a sigmoid. Keras' Dice takes the whole batch for one set; PyTorch has none.",
            "1 − (2·Σ p·t + s)/(Σ p + Σ t + s)", () => new Dice())
        {
            Samples = ["dice(smoothing=0.1)"],
            Refused = ["dice(smoothing=0)"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("tversky", "The overlap with weights for what was wrongly found and what was missed, behind a sigmoid. Keras' Tversky takes the whole batch for one set; PyTorch has none.",
            "1 − (A + s)/(A + αF + βM + s)", () => new Tversky())
        {
            Samples = ["tversky(alpha=0.3, beta=0.7)", "tversky(smoothing=0.1)"],
            Refused = ["tversky(alpha=-1)", "tversky(smoothing=0)"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("focal_tversky", "The Tversky loss to a power. Neither PyTorch nor Keras has it.",
            "(1 − (A + s)/(A + αF + βM + s))^γ", () => new FocalTversky())
        {
            Samples = ["focal_tversky(gamma=2)", "focal_tversky(alpha=0.5, beta=0.5, smoothing=0.1)"],
            Refused = ["focal_tversky(gamma=0)"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
    ];

    private static CatalogRow<Loss>[] SequenceLosses() =>
    [
        new("ctc", "For sequences whose labels stand in order but at unknown steps: the prediction is [examples, steps, classes], the target lists the labels, ended by −1, behind which nothing is read. PyTorch's CTCLoss, whose steps come first and whose lengths "
            + "are tensors of their own; its mean, and ours, divides each cost by the number of labels, sum and values do not. Keras' CTC never does.",
            "−log Σ Π p[step, class] over all ways to the labels", () => new Ctc())
        {
            Samples = ["ctc(blank=2)", "ctc(zero_infinity=true)", "ctc(input_lengths=true)"],
            Refused = ["ctc(blank=-1)", "ctc(blank=0.5)", "ctc(zero_infinity=2)"],
        },
    ];

    private static CatalogRow<Loss>[] RankingLosses() =>
    [
        new("margin_ranking", "The first score shall be above the second, or below it where the target is −1; the second axis of the prediction holds first and then second scores. PyTorch's MarginRankingLoss, which takes them apart; Keras has none.",
            "max(0, −t·(a − b) + m)", () => new MarginRanking())
        {
            Samples = ["margin_ranking(margin=0.5)"],
            Refused = ["margin_ranking(margin=x)"],
        },
        new("hinge_embedding", "Distances shall be small where the target is 1, and the margin or more where it is −1. PyTorch's HingeEmbeddingLoss; Keras has none.",
            "t = 1 ? x : max(0, m − x)", () => new HingeEmbedding())
        {
            Samples = ["hinge_embedding(margin=0.5)"],
            Refused = ["hinge_embedding(margin=x)"],
        },
        new("cosine_embedding", "The two vectors of each example shall point the same way where the target is 1, and not where it is −1. PyTorch's CosineEmbeddingLoss, which takes them apart; Keras has none.",
            "t = 1 ? 1 − cos : max(0, cos − m)", () => new CosineEmbedding())
        {
            Samples = ["cosine_embedding(margin=0.5)"],
            Refused = ["cosine_embedding(margin=2)"],
        },
        new("triplet_margin", "Of the three vectors of each example the first shall be nearer to the second than to the third. PyTorch's TripletMarginLoss, which takes them apart; Keras has none.",
            "max(0, d(a, b) − d(a, c) + m)", () => new TripletMargin())
        {
            Aliases = ["triplet"],
            Samples = ["triplet(margin=0.5, swap=true)", "triplet(p=1)", "triplet(p=3, swap=true, epsilon=0.01)"],
            Refused = ["triplet(margin=0)", "triplet(p=0)", "triplet(p=-1)", "triplet(epsilon=-1)"],
        },
        new("info_nce", "Alike examples of a batch shall point the same way and unlike ones not: NT-Xent. Neither PyTorch nor Keras has it.",
            "−log e^(cos/τ) / (e^(cos/τ) + Σ unlike e^(cos/τ))", () => new InfoNce())
        {
            Aliases = ["ntxent"],
            Samples = ["ntxent(temperature=0.5)"],
            Refused = ["ntxent(temperature=0)"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("supervised_contrastive", "The examples of a class shall point the same way, seen among all others of the batch. Neither PyTorch nor Keras has it.",
            "mean over alike of −log e^(cos/τ) / Σ others e^(cos/τ)", () => new SupervisedContrastive())
        {
            Aliases = ["supcon"],
            Samples = ["supcon(temperature=0.5)"],
            Refused = ["supcon(temperature=0)"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
    ];
}
