"""Writes sharpness.json: 50 steps of sharpness-aware trainings in float64 from given weights, by the formulas of the papers' code; see goldens.py."""
from common import *


def trajectories():
    cases = []
    rate, small = float(np.float32(0.1)), float(np.float32(0.01))
    nn = torch.nn

    def add(name, optimizer, rho, adaptive):
        network = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 3))
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.copy_(values(*parameter.shape, low=-0.75, high=0.75))
        x, target = values(24, 5), classes(3, 24)
        parameters = list(network.parameters())
        start = [(list(p.shape), flat(p)) for p in parameters]
        stepper = optimizer(parameters)
        costs = []

        def measure(momentum):
            # The running statistics are those of the first place alone.
            network[1].momentum = momentum
            stepper.zero_grad()
            cost = F.cross_entropy(network(x), target)
            cost.backward()
            return cost.item()

        for _ in range(50):
            costs.append(measure(0.1))
            kept = [p.detach().clone() for p in parameters]
            with torch.no_grad():
                length = torch.stack([((p.abs() if adaptive else 1) * p.grad).norm() for p in parameters]).norm()
                for p in parameters:
                    p.add_((p ** 2 if adaptive else 1) * p.grad * (rho / (length + 1e-12)))
            measure(0)
            with torch.no_grad():
                for p, old in zip(parameters, kept):
                    p.copy_(old)
            stepper.step()
        cases.append({"optimizer": name, "x": flat(x), "classes": flat(target), "start": start, "costs": costs, "end": [flat(p) for p in parameters],
                      "mean": flat(network[1].running_mean), "variance": flat(network[1].running_var)})

    add("sam(rho=0.1, inner=sgd(learning_rate=0.1, momentum=0.9))", lambda p: torch.optim.SGD(p, rate, 0.9), 0.1, False)
    add("sam(rho=0.5, adaptive=true, inner=adam(learning_rate=0.01))", lambda p: torch.optim.Adam(p, small), 0.5, True)
    save("sharpness.json", cases)


trajectories()
