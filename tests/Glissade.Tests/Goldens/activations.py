"""Writes activations.json; see goldens.py."""
from common import *


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


activations()
