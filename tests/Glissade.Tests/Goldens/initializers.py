"""Writes initializers.json; see goldens.py."""
from common import *


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


initializers()
