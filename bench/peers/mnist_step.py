"""Training steps of 784-128-10 in PyTorch (batch 64, ReLU, cross entropy, SGD), on request: a line with a number of threads and of steps is answered with the median of a step in microseconds.

Run by `dotnet run -c Release --project bench/Glissade.Bench -- peers`, which alternates it with Glissade's own steps.
"""
import statistics
import sys
import time

import torch

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
loss = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
x = torch.rand(64, 784)
y = torch.randint(0, 10, (64,))


def step():
    optimizer.zero_grad()
    loss(model(x), y).backward()
    optimizer.step()


step()
with open("/proc/self/maps") as maps:
    loaded = maps.read()
blas = next((name for name in ("openblas", "mkl", "blis") if name in loaded), "reference BLAS")
print(torch.__version__, blas, flush=True)
for line in sys.stdin:
    threads, count = map(int, line.split())
    torch.set_num_threads(threads)
    for _ in range(20):
        step()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    print(statistics.median(times) * 1e6, flush=True)
