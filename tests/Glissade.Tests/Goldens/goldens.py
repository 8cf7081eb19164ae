"""Writes the *.json files beside it: what PyTorch and scikit-learn give, in float64.

    apt-get install python3-torch python3-sklearn
    /usr/bin/python3 tests/Glissade.Tests/Goldens/goldens.py

Made with PyTorch 1.13 and scikit-learn 1.2.1. Inputs come from a generator of their own, so that the files come out the same everywhere.
"""
import json
import math
import os
import warnings

import numpy as np
import sklearn.metrics as metrics
import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))
state = 12345


def uniform():
    """A multiple of 1/4096 in [0, 1): exact in float32 too."""
    global state
    state = (state * 1103515245 + 12345) % (1 << 31)
    return (state >> 19) / 4096


def values(*shape, low=-3.0, high=3.0):
    count = math.prod(shape)
    return torch.tensor([low + (high - low) * uniform() for _ in range(count)]).reshape(shape)


def classes(count, *shape):
    return torch.tensor([int(uniform() * count) for _ in range(math.prod(shape))], dtype=torch.int64).reshape(shape)


def distribution(*shape):
    weights = values(*shape, low=0.05, high=1)
    return weights / weights.sum(1, keepdim=True)


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()


def save(name, cases):
    with open(os.path.join(HERE, name), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


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


def activations():
    cases = []
    functions = {
        "identity": lambda x: x * 1, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": F.relu, "leaky_relu": F.leaky_relu,
        "leaky_relu(negative_slope=0.2)": lambda x: F.leaky_relu(x, 0.2), "softmax": lambda x: F.softmax(x, -1), "softmax(axis=1)": lambda x: F.softmax(x, 1),
        "log_softmax": lambda x: F.log_softmax(x, -1), "log_softmax(axis=1)": lambda x: F.log_softmax(x, 1)}
    for name, function in functions.items():
        for x in [values(3, 4), values(2, 3, 2, low=-40, high=40), torch.tensor([[0.0, 0.0, 1.0], [500.0, -500.0, 0.0]])]:
            x.requires_grad_(True)
            y = function(x)
            upstream = values(*x.shape)
            (y * upstream).sum().backward()
            cases.append({"activation": name, "shape": list(x.shape), "x": flat(x), "y": flat(y), "upstream": flat(upstream), "gradient": flat(x.grad)})
    save("activations.json", cases)


def initializers():
    cases, seen = [], []
    real_uniform, real_normal = torch.Tensor.uniform_, torch.Tensor.normal_
    torch.Tensor.uniform_ = lambda self, a=0, b=1: (seen.append(("uniform", b)), real_uniform(self, a, b))[1]
    torch.Tensor.normal_ = lambda self, mean=0, std=1: (seen.append(("normal", std)), real_normal(self, mean, std))[1]

    def add(name, inputs, outputs, fill):
        seen.clear()
        fill(torch.empty(outputs, inputs))
        kind, scale = seen[-1]
        cases.append({"initializer": name, "inputs": inputs, "outputs": outputs, "kind": kind, "scale": scale})

    init = torch.nn.init
    for inputs, outputs in [(300, 200), (100, 500)]:
        for gain in [1, 1.5]:
            add(f"xavier_uniform(gain={gain})", inputs, outputs, lambda t: init.xavier_uniform_(t, gain))
            add(f"xavier_normal(gain={gain})", inputs, outputs, lambda t: init.xavier_normal_(t, gain))
        for mode in ["fan_in", "fan_out"]:
            for nonlinearity, slope in [("linear", 0), ("sigmoid", 0), ("tanh", 0), ("relu", 0), ("leaky_relu", 0), ("leaky_relu", 0.5), ("selu", 0)]:
                arguments = f"(mode={mode}, nonlinearity={nonlinearity}, negative_slope={slope})"
                add("kaiming_uniform" + arguments, inputs, outputs, lambda t: init.kaiming_uniform_(t, slope, mode, nonlinearity))
                add("kaiming_normal" + arguments, inputs, outputs, lambda t: init.kaiming_normal_(t, slope, mode, nonlinearity))
        seen.clear()
        torch.nn.Linear(inputs, outputs, bias=False)
        cases.append({"initializer": "torch", "inputs": inputs, "outputs": outputs, "kind": "uniform", "scale": seen[-1][1]})
    torch.Tensor.uniform_, torch.Tensor.normal_ = real_uniform, real_normal
    save("initializers.json", cases)


def optimizers():
    cases = []
    shapes = [(3,), (2, 2)]
    start = [values(*shape) for shape in shapes]
    gradients = [[values(*shape) for shape in shapes] for _ in range(10)]
    clip = torch.nn.utils.clip_grad_norm_
    optim = torch.optim

    def add(name, make, before=lambda parameters: None):
        parameters = [torch.nn.Parameter(value.clone()) for value in start]
        optimizer = make(parameters)
        after = []
        for step in gradients:
            for parameter, gradient in zip(parameters, step):
                parameter.grad = gradient.clone()
            before(parameters)
            optimizer.step()
            after.append([flat(parameter) for parameter in parameters])
        cases.append({"optimizer": name, "start": [flat(v) for v in start], "gradients": [[flat(g) for g in step] for step in gradients], "after": after})

    # Rates are what float32 makes of them.
    rate = float(np.float32(0.1))
    add("gd(learning_rate=0.1)", lambda p: optim.SGD(p, rate))
    add("sgd(learning_rate=0.1)", lambda p: optim.SGD(p, rate))
    add("sgd(learning_rate=0.1, weight_decay=0.02)", lambda p: optim.SGD(p, rate, weight_decay=0.02))
    add("sgd(learning_rate=0.1, momentum=0.9)", lambda p: optim.SGD(p, rate, momentum=0.9))
    add("sgd(learning_rate=0.1, momentum=0.9, dampening=0.3, weight_decay=0.02)", lambda p: optim.SGD(p, rate, momentum=0.9, dampening=0.3, weight_decay=0.02))
    add("sgd(learning_rate=0.1, momentum=0.8, nesterov=true)", lambda p: optim.SGD(p, rate, momentum=0.8, nesterov=True))
    add("sgd(learning_rate=0.1, momentum=0.8, nesterov=true, weight_decay=0.02)", lambda p: optim.SGD(p, rate, momentum=0.8, nesterov=True, weight_decay=0.02))
    add("adam", lambda p: optim.Adam(p, float(np.float32(0.001))))
    add("adam(learning_rate=0.1)", lambda p: optim.Adam(p, rate))
    add("adam(learning_rate=0.1, beta1=0.8, beta2=0.95, epsilon=0.0001, weight_decay=0.05)", lambda p: optim.Adam(p, rate, (0.8, 0.95), 1e-4, 0.05))
    add("adam(learning_rate=0.1, beta2=0.5, amsgrad=true)", lambda p: optim.Adam(p, rate, (0.9, 0.5), amsgrad=True))
    add("adamw(learning_rate=0.1)", lambda p: optim.AdamW(p, rate))
    add("adamw(learning_rate=0.1, beta2=0.5, weight_decay=0.2, amsgrad=true)", lambda p: optim.AdamW(p, rate, (0.9, 0.5), weight_decay=0.2, amsgrad=True))
    add("clip_by_global_norm(max_norm=2, inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), lambda p: clip(p, 2))
    add("clip_by_global_norm(max_norm=4, inner=adam(learning_rate=0.1))", lambda p: optim.Adam(p, rate), lambda p: clip(p, 4))
    add("clip_by_norm(max_norm=2, inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), lambda p: [clip([each], 2) for each in p])
    add("clip_by_value(limit=1, inner=sgd(learning_rate=0.1, momentum=0.9))", lambda p: optim.SGD(p, rate, momentum=0.9), lambda p: torch.nn.utils.clip_grad_value_(p, 1))
    save("optimizers.json", cases)


def schedules():
    cases = []
    schedule = torch.optim.lr_scheduler

    def add(name, total, make):
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 1.0)
        scheduler = make(optimizer)
        factors = []
        for _ in range(50):
            factors.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        cases.append({"schedule": name, "total": total, "factors": factors})

    add("constant", 50, lambda o: schedule.ConstantLR(o, 1))
    add("cosine", 50, lambda o: schedule.CosineAnnealingLR(o, 50))
    add("cosine(minimum_factor=0.1)", 60, lambda o: schedule.CosineAnnealingLR(o, 60, 0.1))
    add("cosine(minimum_factor=0.05, steps=100)", 50, lambda o: schedule.CosineAnnealingLR(o, 100, 0.05))
    add("warmup(steps=10)", 50, lambda o: schedule.LinearLR(o, 1 / 11, 1, 10))
    add("warmup(steps=10, inner=cosine(minimum_factor=0.1))", 60, lambda o: schedule.SequentialLR(
        o, [schedule.LinearLR(o, 1 / 11, 1, 10), schedule.CosineAnnealingLR(o, 50, 0.1)], [10]))
    save("schedules.json", cases)


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


losses()
activations()
initializers()
optimizers()
schedules()
figures()
