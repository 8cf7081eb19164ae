"""Writes trajectories.json: 50 steps of whole trainings in float64 from given weights; see goldens.py."""
from common import *


def trajectories():
    cases = []
    optim = torch.optim
    # Rates are what float32 makes of them.
    rate, small = float(np.float32(0.1)), float(np.float32(0.01))
    optimizers = {
        "sgd(learning_rate=0.1)": lambda p: optim.SGD(p, rate),
        "sgd(learning_rate=0.1, momentum=0.9, nesterov=true)": lambda p: optim.SGD(p, rate, momentum=0.9, nesterov=True),
        "adam(learning_rate=0.01)": lambda p: optim.Adam(p, small),
        "adamw(learning_rate=0.01, weight_decay=0.1)": lambda p: optim.AdamW(p, small, weight_decay=0.1),
        "adam(learning_rate=0.01, amsgrad=true)": lambda p: optim.Adam(p, small, amsgrad=True),
    }

    class LastStep(torch.nn.Module):
        def forward(self, x):
            return x[0][:, -1]

    def add(model, make, x, target, loss, cost):
        for name, optimizer in optimizers.items():
            network = make()
            # Weights that are multiples of 1/4096, as all inputs are.
            with torch.no_grad():
                for parameter in network.parameters():
                    parameter.copy_(values(*parameter.shape, low=-0.75, high=0.75))
            start = [(key, list(value.shape), flat(value)) for key, value in network.named_parameters()]
            stepper = optimizer(list(network.parameters()))
            costs = []
            for _ in range(50):
                stepper.zero_grad()
                value = cost(network(x), target)
                value.backward()
                stepper.step()
                costs.append(value.item())
            cases.append({
                "model": model, "optimizer": name, "loss": loss, "x": flat(x), "shape": list(x.shape), "target": flat(target), "targetShape": list(target.shape),
                "classes": target.dtype == torch.int64, "start": start, "costs": costs, "end": [flat(value) for value in network.parameters()],
                "buffers": [flat(value) for key, value in network.named_buffers() if "num_batches" not in key]})

    nn = torch.nn
    add("mlp", lambda: nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3)), values(24, 5), classes(3, 24), "ce", F.cross_entropy)
    add("regression", lambda: nn.Sequential(nn.Linear(4, 6), nn.Sigmoid(), nn.Linear(6, 2)), values(20, 4), values(20, 2), "mse", F.mse_loss)
    add("cnn", lambda: nn.Sequential(nn.Conv2d(1, 3, 3, bias=False), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(12, 3)), values(8, 1, 6, 6), classes(3, 8), "ce", F.cross_entropy)
    add("lstm", lambda: nn.Sequential(nn.LSTM(3, 4, batch_first=True), LastStep(), nn.Linear(4, 3)), values(10, 5, 3), classes(3, 10), "ce", F.cross_entropy)
    save("trajectories.json", cases)


trajectories()
