"""What the scripts beside it share. Inputs come from a generator of their own, so that the files come out the same everywhere."""
import json
import math
import os
import warnings

import numpy as np
import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))
state = 12345


def uniform():
    """A multiple of 1/4096 in [0, 1): exact in float32 too."""
    global state
    state = (state * 1103515245 + 12345) % (1 << 31)
    return (state >> 19) / 4096


def values(*shape, low=-3.0, high=3.0):
    count = math.prod(shape)
    return torch.tensor([low + (high - low) * uniform() for _ in range(count)]).reshape(shape)


def classes(count, *shape):
    return torch.tensor([int(uniform() * count) for _ in range(math.prod(shape))], dtype=torch.int64).reshape(shape)


def distribution(*shape):
    weights = values(*shape, low=0.05, high=1)
    return weights / weights.sum(1, keepdim=True)


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()


def save(name, cases):
    with open(os.path.join(HERE, name), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
