"""Writes optimizer_options.json: PyTorch's optimizers over their options, and with a rate that changes at every step; see goldens.py."""
import itertools

from common import *

# The first entry holds what all share.
SHAPES = [(3,), (2, 2)]
START = [values(*shape) for shape in SHAPES]
GRADIENTS = [[values(*shape) for shape in SHAPES] for _ in range(10)]
CASES = [{"shapes": SHAPES, "start": [flat(v) for v in START], "gradients": [[flat(g) for g in step] for step in GRADIENTS]}]
# Rates are what float32 makes of them.
RATE = float(np.float32(0.1))
BENT = [float(np.float32(RATE * (1 + math.cos(t)) / 1.5)) for t in range(10)]


def ten(name, make, rates=None, states=()):
    parameters = [torch.nn.Parameter(value.clone()) for value in START]
    optimizer = make(parameters)
    after = []
    for t, step in enumerate(GRADIENTS):
        for group in optimizer.param_groups if rates else ():
            group["lr"] = rates[t]
        for parameter, gradient in zip(parameters, step):
            parameter.grad = gradient.clone()
        optimizer.step()
        after.append([flat(parameter) for parameter in parameters])
    case = {"optimizer": name, "after": after}
    if rates:
        case["rates"] = rates
    if states:
        case["states"] = {f"p{i}.{ours}": flat(optimizer.state[p][theirs]) for i, p in enumerate(parameters) for ours, theirs in states}
    CASES.append(case)


def text(value):
    return str(value).lower() if isinstance(value, bool) else repr(value)


def over(name, make, options, allowed=lambda given: True, bends=True, states=()):
    """Every combination of options, each [ours, theirs, values]; the rate is 0.1 unless it is one of them."""
    for chosen in itertools.product(*[values for _, _, values in options]):
        given = {ours: value for (ours, _, _), value in zip(options, chosen) if value is not None}
        if not allowed(given):
            continue
        arguments = {}
        for (_, theirs, _), value in zip(options, chosen):
            if value is not None:
                place = arguments
                key = theirs
                if isinstance(theirs, tuple):
                    # One of a pair, of which the other may be the default.
                    key, index, default = theirs
                    pair = list(arguments.get(key, default))
                    pair[index] = value
                    value = tuple(pair)
                place[key] = value
        written = ", ".join(f"{ours}={text(value)}" for ours, value in given.items())
        arguments.setdefault("lr", RATE)
        arguments["lr"] = float(np.float32(arguments["lr"]))
        if "learning_rate" not in given:
            written = ", ".join(filter(None, ["learning_rate=0.1", written]))
        ten(f"{name}({written})", lambda p: make(p, **arguments), None, states)
        # All options away from their defaults, and none, under a schedule.
        if bends and (len(given) == len(options) or not given):
            ten(f"{name}({written})", lambda p: make(p, **arguments), BENT, states)


optim = torch.optim
decay = ["weight_decay", "weight_decay", (None, 0.05)]
betas = [["beta1", ("betas", 0, (0.9, 0.999)), (None, 0.5)], ["beta2", ("betas", 1, (0.9, 0.999)), (None, 0.7)]]
epsilon = ["epsilon", "eps", (None, 0.01)]
amsgrad = ["amsgrad", "amsgrad", (None, True)]
over("sgd", optim.SGD, [["momentum", "momentum", (None, 0.9, 0.5)], ["dampening", "dampening", (None, 0.3)], decay, ["nesterov", "nesterov", (None, True)]],
     lambda given: "nesterov" not in given or "momentum" in given and "dampening" not in given)
for given in ("momentum=0.9, dampening=0.3, weight_decay=0.05", "momentum=0.9, weight_decay=0.05, nesterov=true"):
    ten(f"sgd(learning_rate=0.1, {given})", lambda p: optim.SGD(p, RATE, 0.9, 0.3 if "damp" in given else 0, 0.05, "nest" in given), BENT)
over("adam", optim.Adam, [*betas, epsilon, decay, amsgrad])
over("adamw", optim.AdamW, [*betas, epsilon, ["weight_decay", "weight_decay", (None, 0.2)], amsgrad])
# Without foreach, 1.13 multiplies the product by one μ too many; see optimizers.py.
over("nadam", lambda p, **given: optim.NAdam(p, foreach=True, **given), [*betas, epsilon, decay, ["momentum_decay", "momentum_decay", (None, 0.1)]])
over("radam", optim.RAdam, [*betas, epsilon, decay])
over("adamax", optim.Adamax, [*betas, epsilon, decay])
over("adagrad", optim.Adagrad, [["rate_decay", "lr_decay", (None, 0.2)], ["initial_accumulator", "initial_accumulator_value", (None, 0.3)], epsilon, decay])
over("adadelta", optim.Adadelta, [["rho", "rho", (None, 0.5)], epsilon, decay, ["learning_rate", "lr", (None, 1.0)]])
over("rmsprop", optim.RMSprop, [["alpha", "alpha", (None, 0.5)], epsilon, decay, ["momentum", "momentum", (None, 0.9)], ["centered", "centered", (None, True)]])
over("rprop", optim.Rprop, [["shrink", ("etas", 0, (0.5, 1.2)), (None, 0.25)], ["growth", ("etas", 1, (0.5, 1.2)), (None, 1.5)], ["minimum_step", ("step_sizes", 0, (1e-6, 50)), (None, 0.0625)],
                            ["maximum_step", ("step_sizes", 1, (1e-6, 50)), (None, 0.25)]])
# Under a schedule PyTorch's rate comes a step late.
over("asgd", optim.ASGD, [["lambda", "lambd", (None, 0.3)], ["alpha", "alpha", (None, 0.5)], ["start", "t0", (None, 0, 3)], decay], bends=False, states=[("average", "ax")])
save("optimizer_options.json", CASES)
