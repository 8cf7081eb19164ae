"""Writes initializers.json and truncated.json; see goldens.py."""
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
        add("uniform(low=-0.1, high=0.1)", inputs, outputs, lambda t: init.uniform_(t, -0.1, 0.1))
        add("normal(deviation=0.02)", inputs, outputs, lambda t: init.normal_(t, 0, 0.02))
        add("lecun_uniform", inputs, outputs, lambda t: init.kaiming_uniform_(t, nonlinearity="linear"))
        add("lecun_normal", inputs, outputs, lambda t: init.kaiming_normal_(t, nonlinearity="linear"))
        cases.append({"initializer": "variance_scaling(scale=2, mode=fan_out, distribution=uniform)", "inputs": inputs, "outputs": outputs, "kind": "uniform", "scale": math.sqrt(3 * 2 / outputs)})
        cases.append({"initializer": "variance_scaling(mode=fan_avg, distribution=untruncated_normal)", "inputs": inputs, "outputs": outputs, "kind": "normal",
                      "scale": math.sqrt(1 / ((inputs + outputs) / 2))})
        seen.clear()
        torch.nn.Linear(inputs, outputs, bias=False)
        cases.append({"initializer": "torch", "inputs": inputs, "outputs": outputs, "kind": "uniform", "scale": seen[-1][1]})
    torch.Tensor.uniform_, torch.Tensor.normal_ = real_uniform, real_normal
    save("initializers.json", cases)


def truncated():
    """Mean and deviation of a million of PyTorch's numbers, and of the distribution: they agree to the digits that a million numbers have, and the latter are written."""
    cases = []
    density = lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    share = lambda x: (1 + math.erf(x / math.sqrt(2))) / 2
    torch.manual_seed(1)
    fan = 300
    keras = 1 / math.sqrt(fan) / 0.87962566103423978
    for name, mean, deviation, low, high in [
            ("truncated_normal", 0, 1, -2, 2), ("truncated_normal(deviation=0.02, low=-0.04, high=0.04)", 0, 0.02, -0.04, 0.04), ("truncated_normal(mean=1, low=0, high=10)", 1, 1, 0, 10),
            ("truncated_normal(low=1, high=3)", 0, 1, 1, 3), ("truncated_normal(low=-9, high=-4)", 0, 1, -9, -4), ("variance_scaling", 0, keras, -2 * keras, 2 * keras)]:
        a, b = (low - mean) / deviation, (high - mean) / deviation
        mass = share(b) - share(a)
        shift = (density(a) - density(b)) / mass
        spread = 1 + (a * density(a) - b * density(b)) / mass - shift * shift
        theirs = torch.nn.init.trunc_normal_(torch.empty(1000000), mean, deviation, low, high)
        exact = (mean + deviation * shift, deviation * math.sqrt(spread))
        assert abs(theirs.mean().item() - exact[0]) < 0.01 * exact[1] and abs(theirs.std().item() / exact[1] - 1) < 0.01
        cases.append({"initializer": name, "inputs": fan, "outputs": 200, "mean": exact[0], "deviation": exact[1], "low": low, "high": high})
    save("truncated.json", cases)


initializers()
truncated()
