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

    def add(model, make, x, target, loss, cost, optimizers=optimizers):
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
    # With 0.1 and momentum a transformer magnifies the last bit: PyTorch's own costs, its weights moved by 1e-15, are 5e-7 apart after 50 steps.
    steady, slow = "sgd(learning_rate=0.02, momentum=0.9, nesterov=true)", float(np.float32(0.02))
    transformer(add, {steady if "nesterov" in name else name: (lambda p: optim.SGD(p, slow, momentum=0.9, nesterov=True)) if "nesterov" in name else make for name, make in optimizers.items()})
    save("trajectories.json", cases)


def transformer(add, optimizers):
    """A classifier of sequences: two encoder layers without dropout over sines and cosines, the mean over the steps."""
    class Classifier(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.start = torch.nn.Linear(3, 8)
            layer = torch.nn.TransformerEncoderLayer(8, 2, dim_feedforward=12, dropout=0, activation="gelu", batch_first=True)
            self.encoder = torch.nn.TransformerEncoder(layer, 2)
            self.end = torch.nn.Linear(8, 3)
            self.places = torch.tensor([[(math.cos if column % 2 else math.sin)(step / 10000 ** ((column - column % 2) / 8)) for column in range(8)] for step in range(6)])

        def forward(self, x):
            return self.end(self.encoder(self.start(x) + self.places).mean(1))

        def named_parameters(self, *arguments, **options):
            # An attention's weights first, then its biases: our order.
            found = list(super().named_parameters(*arguments, **options))
            return sorted(found, key=lambda pair: [name for name, _ in found].index(pair[0]) + (1.5 if pair[0].endswith("in_proj_bias") else 0))

        def parameters(self, recurse=True):
            return (value for _, value in self.named_parameters(recurse=recurse))

    add("transformer", Classifier, values(10, 6, 3), classes(3, 10), "ce", F.cross_entropy, optimizers)


trajectories()
