"""Writes losses.json; see goldens.py."""
from common import *


def losses():
    cases = []

    def add(loss, function, prediction, target, note=""):
        prediction = prediction.clone().requires_grad_(True)
        cost = function(prediction, target)
        cost.backward()
        cases.append({
            "loss": loss, "note": note, "prediction": flat(prediction), "shape": list(prediction.shape), "target": flat(target), "targetShape": list(target.shape),
            "classes": target.dtype == torch.int64, "value": cost.item(), "gradient": flat(prediction.grad)})

    for shape in [(5,), (4, 1), (4, 3), (2, 3, 2)]:
        p, t = values(*shape), values(*shape)
        add("mse", F.mse_loss, p, t)
        add("mae", F.l1_loss, p, t)
        add("sse", lambda p, t: ((p - t) ** 2).sum() / p.shape[0], p, t)
        for delta in [0.5, 1, 2]:
            add(f"huber(delta={delta})", lambda p, t: F.huber_loss(p, t, delta=delta), p, t)
        t = values(*shape, low=0, high=1)
        add("bce", F.binary_cross_entropy, values(*shape, low=0.001, high=0.999), t)
        add("bce_logits", F.binary_cross_entropy_with_logits, values(*shape, low=-20, high=20), t)
        add("bce_logits", F.binary_cross_entropy_with_logits, values(*shape, low=-20, high=20), (t > 0.5).double())
        add("bce_logits(positive_weight=[2.5])", lambda p, t: F.binary_cross_entropy_with_logits(p, t, pos_weight=torch.tensor(2.5)), p, t)
    equal = values(4)
    add("mse", F.mse_loss, equal, equal.clone(), "no difference")
    add("mae", F.l1_loss, equal, equal.clone(), "no difference")
    add("huber", F.huber_loss, equal + torch.tensor([1.0, -1.0, 1.0, 2.0]), equal.clone(), "at delta")
    # Where p is certain, PyTorch's slope is 0 if right (the limit's is ±1) and 10¹² as float32 has it if wrong: not compared.
    add("bce", F.binary_cross_entropy, torch.tensor([1e-11, 1e-6, 1 - 1e-6, 0.1, 0.9]), torch.tensor([1.0, 0.0, 1.0, 1.0, 0.0]), "nearly certain")
    add("bce_logits(positive_weight=[0.5, 2, 1])", lambda p, t: F.binary_cross_entropy_with_logits(p, t, pos_weight=torch.tensor([0.5, 2.0, 1.0])), values(4, 3), values(4, 3, low=0, high=1))
    add("bce_logits", F.binary_cross_entropy_with_logits, torch.tensor([800.0, -800.0, 800.0, -800.0, 0.0]), torch.tensor([1.0, 1.0, 0.0, 0.0, 0.5]), "large")

    weights = torch.tensor([1, 2, 0.5])
    for shape in [(6, 3), (2, 3, 4), (2, 3, 2, 2)]:
        p, t, d = values(*shape), classes(3, shape[0], *shape[2:]), distribution(*shape)
        for smoothing in [0, 0.1]:
            s = f"label_smoothing={smoothing}"
            add(f"ce({s})", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing), p, t)
            add(f"ce({s}, ignore_index=1)", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing, ignore_index=1), p, t)
            add(f"ce({s}, class_weights=[1, 2, 0.5])", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing, weight=weights), p, t)
            add(f"ce({s}, class_weights=[1, 2, 0.5], ignore_index=0)", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing, weight=weights, ignore_index=0), p, t)
            add(f"ce({s})", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing), p, d)
            add(f"ce({s}, class_weights=[1, 2, 0.5])", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing, weight=weights), p, d)
        # PyTorch has no loss of class probabilities; of their logarithm it has.
        add("cce", lambda p, t: F.nll_loss(p.log(), t), distribution(*shape), t)
        add("cce", lambda p, t: -(t * p.log()).sum() / (p.numel() / p.shape[1]), distribution(*shape), d)
    add("ce", F.cross_entropy, torch.tensor([[1000.0, 0.0, -1000.0], [300.0, 300.0, 0.0]]), torch.tensor([2, 0]), "large")
    add("ce(ignore_index=-1)", lambda p, t: F.cross_entropy(p, t, ignore_index=-1), values(4, 3), torch.tensor([0, -1, 2, -1]))
    save("losses.json", cases)


losses()
