"""Writes optimizers.json; see goldens.py."""
from common import *


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


optimizers()
