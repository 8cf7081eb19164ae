"""Writes schedules.json; see goldens.py."""
from common import *


def schedules():
    cases = []
    schedule = torch.optim.lr_scheduler

    def add(name, total, make):
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 1.0)
        scheduler = make(optimizer)
        factors = []
        for _ in range(50):
            factors.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        cases.append({"schedule": name, "total": total, "factors": factors})

    add("constant", 50, lambda o: schedule.ConstantLR(o, 1))
    add("cosine", 50, lambda o: schedule.CosineAnnealingLR(o, 50))
    add("cosine(minimum_factor=0.1)", 60, lambda o: schedule.CosineAnnealingLR(o, 60, 0.1))
    add("cosine(minimum_factor=0.05, steps=100)", 50, lambda o: schedule.CosineAnnealingLR(o, 100, 0.05))
    add("warmup(steps=10)", 50, lambda o: schedule.LinearLR(o, 1 / 11, 1, 10))
    add("warmup(steps=10, inner=cosine(minimum_factor=0.1))", 60, lambda o: schedule.SequentialLR(
        o, [schedule.LinearLR(o, 1 / 11, 1, 10), schedule.CosineAnnealingLR(o, 50, 0.1)], [10]))
    save("schedules.json", cases)


schedules()
