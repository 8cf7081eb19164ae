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
    save("metrics.json", cases)


figures()
