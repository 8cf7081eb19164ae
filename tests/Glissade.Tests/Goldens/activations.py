"""Writes activations.json, activation_tails.json and activation_extremes.json; see goldens.py. The latter two are the formulas with 250 digits, by mpmath (python3-mpmath)."""
import mpmath as mp

from common import *

mp.mp.dps = 250


def squareplus(x, b=4):
    return (x + torch.sqrt(x * x + b)) / 2


def hard_sigmoid(x):
    """Not F.hardsigmoid: in PyTorch 1.13 its gradient in float64 is multiplied by a sixth that was rounded to float32."""
    return F.relu6(x + 3) / 6


def snake(x, a=1):
    return x + torch.sin(a * x) ** 2 / a


def halves(gate, axis=-1):
    def function(x):
        a, b = x.chunk(2, axis)
        return a * gate(b)
    return function


def sparsemax(x, axis=-1):
    """Algorithm 1 of Martins and Astudillo 2016."""
    z = x.movedim(axis, -1)
    ordered = torch.sort(z.detach(), -1, descending=True)[0]
    k = torch.arange(1, z.shape[-1] + 1)
    count = (1 + k * ordered > ordered.cumsum(-1)).sum(-1, keepdim=True)
    tau = (ordered.cumsum(-1).gather(-1, count - 1) - 1) / count
    support = z.detach() > tau
    threshold = ((z * support).sum(-1, keepdim=True) - 1) / support.sum(-1, keepdim=True)
    return ((z - threshold) * support).movedim(-1, axis)


def maxout(x, pieces, axis=-1):
    z = x.movedim(axis, -1)
    return z.reshape(*z.shape[:-1], -1, pieces).amax(-1).movedim(-1, axis)


def activations():
    cases = []
    # CELU's α is a power of two: PyTorch 1.13 takes its gradient, in float64 too, with a 1/α that was rounded to float32.
    functions = {
        "identity": lambda x: x * 1, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": F.relu, "leaky_relu": F.leaky_relu,
        "leaky_relu(negative_slope=0.2)": lambda x: F.leaky_relu(x, 0.2), "softmax": lambda x: F.softmax(x, -1), "softmax(axis=1)": lambda x: F.softmax(x, 1),
        "log_softmax": lambda x: F.log_softmax(x, -1), "log_softmax(axis=1)": lambda x: F.log_softmax(x, 1),
        "rrelu": F.rrelu, "rrelu(lower=0.1, upper=0.3)": lambda x: F.rrelu(x, 0.1, 0.3), "relu6": F.relu6, "elu": F.elu, "elu(alpha=0.5)": lambda x: F.elu(x, 0.5),
        "selu": F.selu, "celu": F.celu, "celu(alpha=2)": lambda x: F.celu(x, 2.0), "gelu": F.gelu, "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
        "silu": F.silu, "mish": F.mish, "softplus": F.softplus, "softplus(beta=2, threshold=1)": lambda x: F.softplus(x, 2, 1), "softsign": F.softsign, "log_sigmoid": F.logsigmoid,
        "hard_sigmoid": hard_sigmoid, "hard_tanh": F.hardtanh, "hard_tanh(minimum=-2, maximum=0.5)": lambda x: F.hardtanh(x, -2, 0.5), "hard_swish": F.hardswish,
        "hard_shrink": F.hardshrink, "hard_shrink(lambda=1)": lambda x: F.hardshrink(x, 1), "soft_shrink": F.softshrink, "soft_shrink(lambda=1)": lambda x: F.softshrink(x, 1),
        "tanh_shrink": F.tanhshrink, "threshold": lambda x: F.threshold(x, 0, 0), "threshold(threshold=0.1, value=20)": lambda x: F.threshold(x, 0.1, 20),
        "squareplus": squareplus, "squareplus(b=1)": lambda x: squareplus(x, 1), "snake": snake, "snake(frequency=5)": lambda x: snake(x, 5),
        "softmin": lambda x: F.softmin(x, -1), "softmin(axis=1)": lambda x: F.softmin(x, 1), "sparsemax": sparsemax, "sparsemax(axis=1)": lambda x: sparsemax(x, 1)}
    gates = {
        "glu": lambda x: F.glu(x, -1), "glu(axis=1)": lambda x: F.glu(x, 1), "geglu": halves(F.gelu), "geglu(axis=1)": halves(F.gelu, 1), "swiglu": halves(F.silu), "swiglu(axis=1)": halves(F.silu, 1),
        "reglu": halves(F.relu), "reglu(axis=1)": halves(F.relu, 1), "maxout": lambda x: maxout(x, 2), "maxout(axis=1)": lambda x: maxout(x, 2, 1), "maxout(pieces=4, axis=1)": lambda x: maxout(x, 4, 1)}

    def add(name, function, x, *parameters):
        x.requires_grad_(True)
        y = function(x)
        upstream = values(*y.shape)
        (y * upstream).sum().backward()
        case = {"activation": name, "shape": list(x.shape), "x": flat(x), "y": flat(y), "upstream": flat(upstream), "gradient": flat(x.grad)}
        if parameters:
            case["parameters"] = [flat(parameter.grad) for parameter in parameters]
        cases.append(case)

    for name, function in functions.items():
        for x in [values(3, 4), values(2, 3, 2, low=-40, high=40), torch.tensor([[0.0, 0.0, 1.0], [500.0, -500.0, 0.0]])]:
            add(name, function, x)
    for name, function in gates.items():
        for x in [values(3, 4), values(2, 4, 2, low=-40, high=40), torch.tensor([[0.5, 0.0, 1.0, 500.0], [500.0, -500.0, 0.0, -40.0]])]:
            add(name, function, x)
    for name, channels, slope in [("prelu", 1, 0.25), ("prelu(initial_slope=-0.5)", 1, -0.5), ("prelu(channels=3, initial_slope=0.125)", 3, 0.125)]:
        for x in [values(4, 3), values(2, 3, 2, low=-40, high=40), torch.tensor([[0.0, 0.0, 1.0], [500.0, -500.0, 0.0]])]:
            layer = torch.nn.PReLU(channels, slope)
            add(name, layer, x, layer.weight)
    save("activations.json", cases)


E, PI = mp.e, mp.pi
SCALE, ALPHA = mp.mpf("1.0507009873554804934193349852946"), mp.mpf("1.6732632423543772848170429916717")
INFINITY = mp.inf


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def normal_share(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


# The formula, and its limits: value and slope at -infinity, then at infinity.
FORMULAS = {
    "identity": (lambda x: x, -INFINITY, 1, INFINITY, 1),
    "sigmoid": (sigmoid, 0, 0, 1, 0),
    "tanh": (mp.tanh, -1, 0, 1, 0),
    "relu": (lambda x: max(x, 0), 0, 0, INFINITY, 1),
    "leaky_relu": (lambda x: x if x > 0 else x * mp.mpf(0.01), -INFINITY, 0.01, INFINITY, 1),
    "prelu": (lambda x: x if x > 0 else x / 4, -INFINITY, 0.25, INFINITY, 1),
    "rrelu": (lambda x: x if x > 0 else x * 11 / 48, -INFINITY, mp.mpf(11) / 48, INFINITY, 1),
    "relu6": (lambda x: min(max(x, 0), 6), 0, 0, 6, 0),
    "elu": (lambda x: x if x > 0 else mp.expm1(x), -1, 0, INFINITY, 1),
    "selu": (lambda x: SCALE * (x if x > 0 else ALPHA * mp.expm1(x)), -SCALE * ALPHA, 0, INFINITY, SCALE),
    "celu(alpha=2)": (lambda x: x if x > 0 else 2 * mp.expm1(x / 2), -2, 0, INFINITY, 1),
    "gelu": (lambda x: x * normal_share(x), 0, 0, INFINITY, 1),
    "gelu_tanh": (lambda x: x * sigmoid(2 * mp.sqrt(2 / PI) * (x + mp.mpf(0.044715) * x ** 3)), 0, 0, INFINITY, 1),
    "silu": (lambda x: x * sigmoid(x), 0, 0, INFINITY, 1),
    "mish": (lambda x: x * mp.tanh(mp.log1p(mp.exp(x))), 0, 0, INFINITY, 1),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), 0, 0, INFINITY, 1),
    "softsign": (lambda x: x / (1 + abs(x)), -1, 0, 1, 0),
    "log_sigmoid": (lambda x: -mp.log1p(mp.exp(-x)), -INFINITY, 1, 0, 0),
    "hard_sigmoid": (lambda x: min(max(x / 6 + mp.mpf(1) / 2, 0), 1), 0, 0, 1, 0),
    "hard_tanh": (lambda x: min(max(x, -1), 1), -1, 0, 1, 0),
    "hard_swish": (lambda x: x * min(max(x / 6 + mp.mpf(1) / 2, 0), 1), 0, 0, INFINITY, 1),
    "hard_shrink": (lambda x: x if abs(x) > 0.5 else mp.mpf(0), -INFINITY, 1, INFINITY, 1),
    "soft_shrink": (lambda x: mp.sign(x) * max(0, abs(x) - mp.mpf(0.5)), -INFINITY, 1, INFINITY, 1),
    "tanh_shrink": (lambda x: x - mp.tanh(x), -INFINITY, 1, INFINITY, 1),
    "threshold(value=-1)": (lambda x: x if x > 0 else mp.mpf(-1), -1, 0, INFINITY, 1),
    "squareplus": (lambda x: (x + mp.sqrt(x * x + 4)) / 2, 0, 0, INFINITY, 1),
    # Its slope has no limit; the one given is that without the sine.
    "snake": (lambda x: x + mp.sin(x) ** 2, -INFINITY, 1, INFINITY, 1),
}


def slope(function, x):
    step = abs(x) * mp.mpf(10) ** -80
    return (function(x + step) - function(x - step)) / (2 * step)


def number(x):
    return "inf" if x == INFINITY else "-inf" if x == -INFINITY else float(x)


def formulas():
    extremes, tails = [], []
    for name, (function, low, low_slope, high, high_slope) in FORMULAS.items():
        points = [mp.mpf(float(np.float32(sign * size))) for size in [1e-38, 1e4, 1e30] for sign in [-1, 1]]
        extremes.append({"activation": name, "x": ["-inf"] + [number(x) for x in points] + ["inf"], "y": [number(low)] + [number(function(x)) for x in points] + [number(high)],
                         "slope": [number(low_slope)] + [number(slope(function, x)) for x in points] + [number(high_slope)]})
        points = [mp.mpf(float(np.float32(x))) for x in [-30, -20, -12, -10, -8, -5.75, -4, -2.5, -1.25, -0.3, -1e-3, -1e-8, 1e-8, 1e-3, 0.3, 1.25, 2.5, 4, 5.75, 8, 10, 12, 19]]
        # By how much the rounding of an exponent grows in its power: nothing, but for the cube in the exponent of GELU's approximation.
        growth = [max(1, abs(2 * float(mp.sqrt(2 / PI) * (x + mp.mpf(0.044715) * x ** 3)))) if name == "gelu_tanh" else 1 for x in points]
        tails.append({"activation": name, "x": [number(x) for x in points], "y": [number(function(x)) for x in points], "slope": [number(slope(function, x)) for x in points], "growth": growth})
    save("activation_extremes.json", extremes)
    save("activation_tails.json", tails)


activations()
formulas()
