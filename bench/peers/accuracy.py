"""The picture network of the workloads trained on MNIST in PyTorch: a line "SECONDS ACCURACY" after every epoch, for its test files.

Run by `dotnet run -c Release --project bench/Glissade.Bench -- accuracy`, which gives the recipe: python3 accuracy.py FOLDER THREADS SEED EPOCHS BATCH RATE SMOOTHING. All pictures lie in memory as
float32, scaled, before the clock starts.
"""
import gzip
import os
import sys
import time

folder, threads, seed, epochs, batch, rate, smoothing = sys.argv[1], *(float(text) for text in sys.argv[2:])
threads, seed, epochs, batch = int(threads), int(seed), int(epochs), int(batch)
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(threads)

import torch  # noqa: E402

torch.set_num_threads(threads)
torch.manual_seed(seed)
nn = torch.nn


def read(name, header):
    with gzip.open(f"{folder}/{name}.gz") as file:
        return torch.frombuffer(bytearray(file.read()[header:]), dtype=torch.uint8)


def pictures(part):
    x = read(f"{part}-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28).float()
    return (x / 255 - 0.1307) / 0.3081, read(f"{part}-labels-idx1-ubyte", 8).long()


(x, y), (test_x, test_y) = pictures("train"), pictures("t10k")
model = nn.Sequential(
    nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(64 * 7 * 7, 128), nn.ReLU(), nn.Linear(128, 10))
loss = nn.CrossEntropyLoss(label_smoothing=smoothing)
print(f"PyTorch {torch.__version__}, eager", flush=True)

start = time.perf_counter()
optimizer = torch.optim.Adam(model.parameters(), lr=rate)
steps = -(-len(x) // batch)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * steps, cycle_momentum=False)
for _ in range(epochs):
    model.train()
    for rows in torch.randperm(len(x)).split(batch):
        optimizer.zero_grad()
        loss(model(x[rows]), y[rows]).backward()
        optimizer.step()
        schedule.step()
    model.eval()
    with torch.no_grad():
        right = sum((model(part).argmax(1) == labels).sum().item() for part, labels in zip(test_x.split(1000), test_y.split(1000)))
    print(time.perf_counter() - start, right / len(test_y), flush=True)
