"""Writes metrics.json; see goldens.py."""
from common import *
import sklearn.metrics as metrics


def figures():
    cases = []

    def numbers(count, outputs):
        p, t = values(count, outputs).numpy(), values(count, outputs).numpy()
        cases.append({
            "outputs": outputs, "predictions": p.reshape(-1).tolist(), "targets": t.reshape(-1).tolist(),
            "metrics": {"mse": metrics.mean_squared_error(t, p), "rmse": metrics.mean_squared_error(t, p, squared=False), "mae": metrics.mean_absolute_error(t, p), "r2": metrics.r2_score(t, p)}})

    def labels(probabilities, truth, outputs):
        # Multiples of 1/4096 that add up to 1 are exact in float32 too.
        full = np.stack([1 - probabilities[:, 0], probabilities[:, 0]], 1) if outputs == 1 else probabilities
        predicted = (full[:, 1] > 0.5).astype(int) if outputs == 1 else full.argmax(1)
        every = list(range(full.shape[1]))
        cases.append({
            "outputs": outputs, "predictions": probabilities.reshape(-1).tolist(), "classes": truth.tolist(), "confusion": metrics.confusion_matrix(truth, predicted, labels=every).tolist(),
            "metrics": {"accuracy": metrics.accuracy_score(truth, predicted), "balanced_accuracy": metrics.balanced_accuracy_score(truth, predicted), "log_loss": metrics.log_loss(truth, full, labels=every)}})

    def probabilities(count, outputs):
        rows = []
        for _ in range(count):
            cuts = sorted(uniform() for _ in range(outputs - 1))
            rows.append([b - a for a, b in zip([0.0] + cuts, cuts + [1.0])])
        return np.array(rows)

    numbers(20, 1)
    numbers(15, 3)
    labels(values(30, 1, low=0, high=1).numpy(), classes(2, 30).numpy(), 1)
    labels(probabilities(30, 2), classes(2, 30).numpy(), 2)
    labels(probabilities(40, 4), classes(4, 40).numpy(), 4)
    labels(probabilities(25, 4), classes(3, 25).numpy(), 4)
    labels(np.array([[0.0], [1.0], [1.0], [0.5], [0.25]]), np.array([0, 1, 0, 1, 1]), 1)
    labels(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.25, 0.25, 0.5]]), np.array([0, 2, 2]), 3)
    for k in range(12):
        for size in (1, 2, 3, 5, 17, 60):
            binary(cases, size, k)
            multiclass(cases, size, k)
            regression(cases, size, k)
    for k in range(12):
        for size in (4, 9):
            binary(cases, size, k)
            multiclass(cases, size, k)
            regression(cases, size, k)
    save("metrics.json", cases)


def or_none(figure):
    """What scikit-learn gives; None where it raises an error or gives NaN."""
    try:
        value = float(figure())
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def averaged(truth, predicted, averages):
    figures = {}
    for average in averages:
        given = f"average={average}"
        figures[f"precision({given})"] = metrics.precision_score(truth, predicted, average=average, zero_division=0)
        figures[f"recall({given})"] = metrics.recall_score(truth, predicted, average=average, zero_division=0)
        figures[f"f1({given})"] = metrics.f1_score(truth, predicted, average=average, zero_division=0)
        for beta in (0.5, 2):
            figures[f"fbeta(beta={beta}, {given})"] = metrics.fbeta_score(truth, predicted, beta=beta, average=average, zero_division=0)
        figures[f"iou({given})"] = metrics.jaccard_score(truth, predicted, average=average, zero_division=0)
    for name in ("precision", "recall", "f1", "iou"):
        figures[name] = figures[f"{name}(average={averages[0]})"]
    figures["matthews_correlation"] = metrics.matthews_corrcoef(truth, predicted)
    for weights in (None, "linear", "quadratic"):
        figures["cohen_kappa" if weights is None else f"cohen_kappa(weights={weights})"] = or_none(lambda: metrics.cohen_kappa_score(truth, predicted, weights=weights))
    return figures


def calibration(truth, predicted, confidence, bins):
    """Guo et al. 2017; scikit-learn has none."""
    edges = np.arange(1, bins) / bins
    inside = np.searchsorted(edges, confidence, side="left")
    gaps, shares = [], []
    for b in range(bins):
        here = inside == b
        if here.any():
            gaps.append(abs((truth[here] == predicted[here]).mean() - confidence[here].mean()))
            shares.append(here.mean())
    gaps, shares = np.array(gaps), np.array(shares)
    given = f"bins={bins}, " if bins != 15 else ""
    return {f"calibration_error({given}norm=l1)": (gaps * shares).sum(), f"calibration_error({given}norm=l2)": math.sqrt((gaps ** 2 * shares).sum()), f"calibration_error({given}norm=max)": gaps.max()}


def guesses(size, outputs, coarse):
    """Multiples of 1/4096, or of 1/8 with many ties, which add up to 1: exact in float32 too."""
    rows = []
    for _ in range(size):
        cuts = sorted(math.floor(uniform() * 8) / 8 if coarse else uniform() for _ in range(outputs - 1))
        rows.append([b - a for a, b in zip([0.0] + cuts, cuts + [1.0])])
    return np.array(rows)


def binary(cases, size, k):
    p = guesses(size, 2, k % 2 == 1)[:, 1]
    truth = np.full(size, k // 6) if k % 6 == 5 else classes(2, size).numpy()
    predicted = (p > 0.5).astype(int)
    outputs = 2 if k % 3 == 2 else 1
    full = np.stack([1 - p, p], 1)
    figures = averaged(truth, predicted, ("binary", "micro", "macro", "weighted"))
    figures["roc_auc"] = or_none(lambda: metrics.roc_auc_score(truth, p))
    figures["average_precision"] = metrics.average_precision_score(truth, p)
    figures["brier"] = metrics.brier_score_loss(truth, p, pos_label=1)
    figures["top_k_accuracy(k=1)"] = metrics.accuracy_score(truth, predicted)
    figures["top_k_accuracy"] = 1.0
    figures["log_loss"] = metrics.log_loss(truth, full, labels=[0, 1])
    figures["perplexity"] = math.exp(figures["log_loss"])
    for bins in (15, 4):
        figures.update(calibration(truth, predicted, full[np.arange(size), predicted], bins))
    cases.append({"outputs": outputs, "predictions": (full if outputs == 2 else p).reshape(-1).tolist(), "classes": truth.tolist(), "metrics": figures})


def multiclass(cases, size, k):
    from sklearn.preprocessing import label_binarize
    outputs = 3 + k % 4
    p = guesses(size, outputs, k % 2 == 1)
    # All classes, all but the last, the even ones, one alone.
    truth = [classes(outputs, size), classes(outputs - 1, size), classes((outputs + 1) // 2, size) * 2, torch.full((size,), k % outputs)][k // 2 % 4].numpy()
    predicted, every = p.argmax(1), list(range(outputs))
    figures = averaged(truth, predicted, ("macro", "micro", "weighted"))
    indicator = label_binarize(truth, classes=every)
    for average in ("macro", "weighted", "micro"):
        given = "" if average == "macro" else f"(average={average})"
        figures[f"roc_auc{given}"] = or_none(lambda: metrics.roc_auc_score(truth, p, multi_class="ovr", average=average, labels=every))
        figures[f"average_precision{given}"] = metrics.average_precision_score(indicator, p, average=average)
    figures["brier"] = ((p - indicator) ** 2).sum(1).mean()
    for top in (1, 2, 3, outputs):
        figures[f"top_k_accuracy(k={top})"] = metrics.top_k_accuracy_score(truth, p, k=top, labels=every)
    figures["log_loss"] = metrics.log_loss(truth, p, labels=every)
    figures["perplexity"] = math.exp(figures["log_loss"])
    for bins in (15, 8):
        figures.update(calibration(truth, predicted, p[np.arange(size), predicted], bins))
    cases.append({"outputs": outputs, "predictions": p.reshape(-1).tolist(), "classes": truth.tolist(), "metrics": figures})


def regression(cases, size, k):
    import scipy.stats
    outputs = 1 + k % 3
    p, t = values(size, outputs).numpy(), values(size, outputs).numpy()
    if k % 4 == 1:
        p, t = np.round(p), np.round(t) + 4
    if k % 4 == 3:
        p, t = np.round(p), np.round(t)
    if k == 6:
        p = np.full_like(p, 0.75)
    if k == 7:
        t = np.full_like(t, -1.5)
    if k == 8:
        p = t * 2 + 1

    def mean(figure):
        with np.errstate(all="ignore"):
            return or_none(lambda: np.mean([figure(p[:, j], t[:, j]) for j in range(outputs)]))

    def smape(a, b):
        sizes = np.abs(a) + np.abs(b)
        return np.mean(np.where(sizes == 0, 0, 2 * np.abs(a - b) / np.where(sizes == 0, 1, sizes)))

    cases.append({"outputs": outputs, "predictions": p.reshape(-1).tolist(), "targets": t.reshape(-1).tolist(), "metrics": {
        "mse": metrics.mean_squared_error(t, p), "rmse": metrics.mean_squared_error(t, p, squared=False), "mae": metrics.mean_absolute_error(t, p),
        "mape": metrics.mean_absolute_percentage_error(t, p), "smape": mean(smape), "median_absolute_error": metrics.median_absolute_error(t, p),
        "r2": or_none(lambda: metrics.r2_score(t, p)), "explained_variance": metrics.explained_variance_score(t, p),
        "pearson": mean(lambda a, b: scipy.stats.pearsonr(a, b)[0]), "spearman": mean(lambda a, b: scipy.stats.spearmanr(a, b)[0])}})


figures()
