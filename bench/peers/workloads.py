"""Glissade's workloads in PyTorch, eager, on request: a line with a workload's name and a number of seconds is answered with the median of a step in microseconds.

Run by `dotnet run -c Release --project bench/Glissade.Bench -- peers`, which alternates it with Glissade's own steps: python3 workloads.py THREADS. The number of threads is the process's, because
OpenBLAS takes its own from the environment when it is loaded.
"""
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


def network(*widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        if layers:
            layers.append(torch.nn.ReLU())
        layers.append(torch.nn.Linear(inputs, outputs))
    return torch.nn.Sequential(*layers)


def numbers(*shape):
    return torch.rand(*shape) * 2 - 1


def training(widths, batch, target, loss, optimizer):
    model = network(*widths)
    rule = optimizer(model.parameters(), lr=RATE)
    x, y = numbers(batch, widths[0]), target(batch)

    def step():
        rule.zero_grad()
        loss(model(x), y).backward()
        rule.step()

    return step


def prediction(widths, batch):
    model = network(*widths)
    x = numbers(batch, widths[0])

    def step():
        with torch.no_grad():
            model(x)

    return step


def yes_or_no(batch):
    return torch.randint(0, 2, (batch, 1)).float()


def classes(batch):
    return torch.randint(0, 10, (batch,))


nn, optim = torch.nn, torch.optim
WORKLOADS = {
    "tiny_mlp_b32_adam": lambda: training((2, 16, 16, 1), 32, yes_or_no, nn.BCEWithLogitsLoss(), optim.Adam),
    "logreg_100_b10000_sgd": lambda: training((100, 1), 10000, yes_or_no, nn.BCEWithLogitsLoss(), optim.SGD),
    "mnist_mlp_b64_sgd": lambda: training((784, 128, 10), 64, classes, nn.CrossEntropyLoss(), optim.SGD),
    "tabular_mlp_b256_adamw": lambda: training((32, 256, 256, 256, 1), 256, lambda batch: numbers(batch, 1), nn.MSELoss(), optim.AdamW),
    "mnist_mlp512_b128_adam": lambda: training((784, 512, 512, 10), 128, classes, nn.CrossEntropyLoss(), optim.Adam),
    "big_mlp4096_b256_adamw": lambda: training((1024, 4096, 4096, 1024), 256, lambda batch: numbers(batch, 1024), nn.MSELoss(), optim.AdamW),
    "infer_mnist_mlp_b1": lambda: prediction((784, 128, 10), 1),
    "infer_mlp512_b1024": lambda: prediction((784, 512, 512, 10), 1024),
}


def once(step):
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def main():
    step = training((2, 2), 1, lambda batch: numbers(batch, 2), nn.MSELoss(), optim.SGD)
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
