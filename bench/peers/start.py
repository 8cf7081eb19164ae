"""What a program in PyTorch does first: reads MNIST's IDX files, builds 784-128-10, takes one step of SGD over 64 examples. Says how much memory that took at most, in kB.

Run by `dotnet run -c Release --project bench/Glissade.Bench -- start`, which alternates it with Glissade's own program.
"""
import gzip
import sys

import torch


def read(name, header):
    with gzip.open(f"{sys.argv[1]}/{name}.gz") as file:
        return torch.frombuffer(bytearray(file.read()[header:]), dtype=torch.uint8)


pixels = read("train-images-idx3-ubyte", 16).reshape(-1, 784)
labels = read("train-labels-idx1-ubyte", 8)
model = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
loss = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batch = torch.randperm(len(pixels))[:64]
loss(model(pixels[batch].float() / 255), labels[batch].long()).backward()
optimizer.step()
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM:")))
