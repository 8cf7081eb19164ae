"""Glissade's workloads in PyTorch, eager, on request: a line with a workload's name and a number of seconds is answered with the median of a step in microseconds.

Run by `dotnet run -c Release --project bench/Glissade.Bench -- peers`, which alternates it with Glissade's own steps: python3 workloads.py THREADS. The number of threads is the process's, because
OpenBLAS takes its own from the environment when it is loaded.
"""
import functools
import os
import statistics
import sys
import time

threads = int(sys.argv[1])
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(threads)

import torch  # noqa: E402

torch.set_num_threads(threads)
torch.manual_seed(0)

# As in Glissade's Workload: so small that the network stays near where it began.
RATE = 1e-5


nn, optim = torch.nn, torch.optim


def dense(*widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        if layers:
            layers.append(nn.ReLU())
        layers.append(nn.Linear(inputs, outputs))
    return nn.Sequential(*layers)


def cnn28():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 7 * 7, 128), nn.ReLU(), nn.Linear(128, 10))


def normalized(channels, filters, window, stride):
    return nn.Conv2d(channels, filters, window, stride, padding=window // 2, bias=False), nn.BatchNorm2d(filters)


class Block(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.inner = nn.Sequential(*normalized(channels, filters, 3, stride), nn.ReLU(), *normalized(filters, filters, 3, 1))
        self.projection = nn.Identity() if stride == 1 else nn.Sequential(*normalized(channels, filters, 1, stride))

    def forward(self, x):
        return torch.relu(self.inner(x) + self.projection(x))


def resnet20():
    blocks = []
    for channels, filters, stride in ((16, 16, 1), (16, 32, 2), (32, 64, 2)):
        blocks += Block(channels, filters, stride), Block(filters, filters, 1), Block(filters, filters, 1)
    return nn.Sequential(*normalized(3, 16, 3, 1), nn.ReLU(), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class TransformerBlock(nn.Module):
    """Written out: a tenth faster than nn.TransformerEncoderLayer."""

    def __init__(self):
        super().__init__()
        self.norms = nn.ModuleList((nn.LayerNorm(128), nn.LayerNorm(128)))
        self.inputs, self.output = nn.Linear(128, 3 * 128), nn.Linear(128, 128)
        self.wide, self.narrow = nn.Linear(128, 512), nn.Linear(512, 128)
        self.register_buffer("later", torch.ones(64, 64, dtype=torch.bool).triu(1))

    def attention(self, x):
        query, key, value = (part.unflatten(2, (4, 32)).transpose(1, 2) for part in self.inputs(x).split(128, dim=2))
        scores = (query @ key.transpose(2, 3) / 32**0.5).masked_fill(self.later, float("-inf"))
        return self.output((scores.softmax(-1) @ value).transpose(1, 2).flatten(2))

    def forward(self, x):
        x = x + self.attention(self.norms[0](x))
        return x + self.narrow(nn.functional.gelu(self.wide(self.norms[1](x))))


class CharGpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.letters, self.places = nn.Embedding(65, 128), nn.Parameter(torch.randn(64, 128) * 0.02)
        self.blocks = nn.Sequential(*(TransformerBlock() for _ in range(4)), nn.LayerNorm(128))
        self.head = nn.Linear(128, 65)

    def forward(self, x):
        return self.head(self.blocks(self.letters(x) + self.places)).transpose(1, 2)


class Lstm64(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.linear = nn.LSTM(16, 64, batch_first=True), nn.Linear(64, 1)

    def forward(self, x):
        return self.linear(self.lstm(x)[0][:, -1])


def numbers(*shape):
    return torch.rand(*shape) * 2 - 1


def yes_or_no(*shape):
    return torch.randint(0, 2, shape).float()


def whole(entries, *shape):
    return torch.randint(0, entries, shape)


def counted(parameters, model):
    """The model, which must have as many parameters as Glissade's."""
    count = sum(parameter.numel() for parameter in model.parameters())
    assert count == parameters, f"{count} parameters, not {parameters}"
    return model


def training(parameters, model, x, y, loss, optimizer):
    counted(parameters, model)
    rule = optimizer(model.parameters(), lr=RATE)

    def step():
        rule.zero_grad()
        loss(model(x), y).backward()
        rule.step()

    return step


def prediction(parameters, model, x):
    counted(parameters, model).eval()

    def step():
        with torch.no_grad():
            model(x)

    return step


momentum = functools.partial(optim.SGD, momentum=0.9)
# The number of parameters, the network, its input, and for a training the target, the loss and the optimizer.
WORKLOADS = {
    "tiny_mlp_b32_adam": lambda: training(337, dense(2, 16, 16, 1), numbers(32, 2), yes_or_no(32, 1), nn.BCEWithLogitsLoss(), optim.Adam),
    "logreg_100_b10000_sgd": lambda: training(101, dense(100, 1), numbers(10000, 100), yes_or_no(10000, 1), nn.BCEWithLogitsLoss(), optim.SGD),
    "mnist_mlp_b64_sgd": lambda: training(101770, dense(784, 128, 10), numbers(64, 784), whole(10, 64), nn.CrossEntropyLoss(), optim.SGD),
    "tabular_mlp_b256_adamw": lambda: training(140289, dense(32, 256, 256, 256, 1), numbers(256, 32), numbers(256, 1), nn.MSELoss(), optim.AdamW),
    "mnist_mlp512_b128_adam": lambda: training(669706, dense(784, 512, 512, 10), numbers(128, 784), whole(10, 128), nn.CrossEntropyLoss(), optim.Adam),
    "big_mlp4096_b256_adamw": lambda: training(25175040, dense(1024, 4096, 4096, 1024), numbers(256, 1024), numbers(256, 1024), nn.MSELoss(), optim.AdamW),
    "infer_mnist_mlp_b1": lambda: prediction(101770, dense(784, 128, 10), numbers(1, 784)),
    "infer_mlp512_b1024": lambda: prediction(669706, dense(784, 512, 512, 10), numbers(1024, 784)),
    "cnn28_b64_adam": lambda: training(421642, cnn28(), numbers(64, 1, 28, 28), whole(10, 64), nn.CrossEntropyLoss(), optim.Adam),
    "resnet20_b32_sgdm": lambda: training(272474, resnet20(), numbers(32, 3, 32, 32), whole(10, 32), nn.CrossEntropyLoss(), momentum),
    "chargpt_4x128_b12_t64_adamw": lambda: training(818241, CharGpt(), whole(65, 12, 64), whole(65, 12, 64), nn.CrossEntropyLoss(), optim.AdamW),
    "lstm64_b32_t50_adam": lambda: training(21057, Lstm64(), numbers(32, 50, 16), numbers(32, 1), nn.MSELoss(), optim.Adam),
    "infer_cnn28_b1": lambda: prediction(421642, cnn28(), numbers(1, 1, 28, 28)),
    "infer_cnn28_b64": lambda: prediction(421642, cnn28(), numbers(64, 1, 28, 28)),
}


def once(step):
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def main():
    step = training(6, dense(2, 2), numbers(1, 2), numbers(1, 2), nn.MSELoss(), optim.SGD)
    step()
    with open("/proc/self/maps") as maps:
        loaded = maps.read()
    blas = next((name for name in ("openblas", "mkl", "blis") if name in loaded), "reference BLAS")
    print(f"PyTorch {torch.__version__}, eager, {blas}", flush=True)
    current = ""
    for line in sys.stdin:
        name, seconds = line.split()
        if name not in WORKLOADS:
            print("unknown", flush=True)
            continue
        if name != current:
            # One at a time: the last one's memory is given back first.
            step, current = None, name
            step = WORKLOADS[name]()
            start = time.perf_counter()
            while once(step) and time.perf_counter() - start < 0.3:
                pass
        for _ in range(2):
            step()
        times, start = [], time.perf_counter()
        while len(times) < 3 or time.perf_counter() - start < float(seconds):
            times.append(once(step))
        print(statistics.median(times) * 1e6, flush=True)


main()
