"""Writes schedules.json and plateaus.json; see goldens.py."""
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
    add("step(step_size=10)", 50, lambda o: schedule.StepLR(o, 10))
    add("step(step_size=7, gamma=0.5)", 50, lambda o: schedule.StepLR(o, 7, 0.5))
    add("multi_step(milestones=[10, 30])", 50, lambda o: schedule.MultiStepLR(o, [10, 30]))
    add("multi_step(milestones=[5, 20, 40], gamma=0.5)", 50, lambda o: schedule.MultiStepLR(o, [5, 20, 40], 0.5))
    add("exponential", 50, lambda o: schedule.ExponentialLR(o, 0.999))
    add("exponential(gamma=0.9)", 50, lambda o: schedule.ExponentialLR(o, 0.9))
    add("polynomial", 40, lambda o: schedule.PolynomialLR(o, 40))
    add("polynomial(power=2)", 50, lambda o: schedule.PolynomialLR(o, 50, 2))
    add("polynomial(power=0.9, steps=30)", 50, lambda o: schedule.PolynomialLR(o, 30, 0.9))
    add("polynomial(power=3, minimum_factor=0.1, steps=30)", 50, lambda o: schedule.LambdaLR(o, lambda t: 0.1 + 0.9 * (1 - min(t, 30) / 30) ** 3))
    add("linear", 50, lambda o: schedule.LinearLR(o, total_iters=50))
    add("linear(steps=5)", 50, lambda o: schedule.LinearLR(o))
    add("linear(start_factor=1, end_factor=0.01, steps=20)", 50, lambda o: schedule.LinearLR(o, 1, 0.01, 20))
    add("inverse_time(decay_rate=0.5, decay_steps=10)", 50, lambda o: schedule.LambdaLR(o, lambda t: 1 / (1 + 0.5 * t / 10)))
    add("inverse_time(decay_steps=10, staircase=true)", 50, lambda o: schedule.LambdaLR(o, lambda t: 1 / (1 + t // 10)))
    noam = lambda t, w, d: d ** -0.5 * min((t + 1) ** -0.5, (t + 1) * w ** -1.5) * (w * d) ** 0.5
    add("inverse_square_root(warmup_steps=10)", 50, lambda o: schedule.LambdaLR(o, lambda t: noam(t, 10, 512)))
    add("noam", 50, lambda o: schedule.LambdaLR(o, lambda t: noam(t, 4000, 512)))
    add("cosine_restarts(first_steps=10)", 50, lambda o: schedule.CosineAnnealingWarmRestarts(o, 10))
    add("cosine_restarts(first_steps=5, multiplier=2, minimum_factor=0.1)", 50, lambda o: schedule.CosineAnnealingWarmRestarts(o, 5, 2, 0.1))
    for arguments, total, options in [
            ("", 51, {}), ("(warmup_share=0.5, linear=true)", 60, {"pct_start": 0.5, "anneal_strategy": "linear"}),
            ("(three_phases=true, division=10, final_division=100, steps=55)", 70, {"three_phase": True, "div_factor": 10, "final_div_factor": 100, "total_steps": 55})]:
        add("one_cycle" + arguments, total, lambda o: schedule.OneCycleLR(o, 1.0, **{"total_steps": total, "cycle_momentum": False, **options}))
    for arguments, base, options in [
            ("(steps_up=10)", 0.1, {"step_size_up": 10}), ("(base_factor=0.01, steps_up=5, steps_down=12, mode=triangular2)", 0.01, {"step_size_up": 5, "step_size_down": 12, "mode": "triangular2"}),
            ("(steps_up=8, mode=exponential, gamma=0.97)", 0.1, {"step_size_up": 8, "mode": "exp_range", "gamma": 0.97})]:
        add("cyclic" + arguments, 50, lambda o: schedule.CyclicLR(o, base, 1.0, cycle_momentum=False, **options))

    def stable(t, w, total, share, least, shape):
        way = max(0.0, (t - (total - share * total)) / (share * total))
        left = {"linear": 1 - way, "cosine": (1 + math.cos(math.pi * way)) / 2, "square_root": 1 - math.sqrt(way)}[shape] if way < 1 else 0
        return min((t + 1) / (w + 1) if t < w else 1, least + (1 - least) * left)

    add("warmup_stable_decay(warmup_steps=10, decay_share=0.2)", 50, lambda o: schedule.LambdaLR(o, lambda t: stable(t, 10, 50, 0.2, 0, "linear")))
    add("wsd(warmup_steps=5, shape=cosine, minimum_factor=0.1, decay_share=0.5)", 60, lambda o: schedule.LambdaLR(o, lambda t: stable(t, 5, 60, 0.5, 0.1, "cosine")))
    add("wsd(warmup_steps=0, decay_share=0.5, shape=square_root, steps=40)", 50, lambda o: schedule.LambdaLR(o, lambda t: stable(t, 0, 40, 0.5, 0, "square_root")))
    add("chain(schedules=[linear(steps=10), exponential(gamma=0.9)])", 50, lambda o: schedule.ChainedScheduler([schedule.LinearLR(o, total_iters=10), schedule.ExponentialLR(o, 0.9)]))
    add("join(schedules=[linear(steps=10), exponential(gamma=0.9)], milestones=[10])", 50, lambda o: schedule.SequentialLR(
        o, [schedule.LinearLR(o, total_iters=10), schedule.ExponentialLR(o, 0.9)], [10]))
    add("join(schedules=[constant(value=0.5), step(step_size=5), linear(steps=10)], milestones=[5, 30])", 50, lambda o: schedule.SequentialLR(
        o, [schedule.ConstantLR(o, 0.5, 100), schedule.StepLR(o, 5), schedule.LinearLR(o, total_iters=10)], [5, 30]))
    odd(add)
    save("schedules.json", cases)


def odd(add):
    """Arguments as they come: short ways, ways longer than the run, milestones given twice, bases that are no multiples of anything."""
    schedule = torch.optim.lr_scheduler

    def between(low, high):
        return low + (high - low) * uniform()

    def whole(low, high):
        return low + int(uniform() * (high - low + 1))

    for _ in range(4):
        steps, size, gamma, least, power, fade = whole(1, 90), whole(1, 40), between(0.05, 1.3), between(0, 0.9), between(0.1, 4), between(0.05, 0.99)
        first, last, up, down, restart, times, middle = between(0.01, 1), between(0, 1), whole(1, 30), whole(1, 30), whole(1, 20), whole(1, 3), whole(1, 40)
        milestones = sorted(whole(1, 55) for _ in range(5))
        add(f"cosine(minimum_factor={least}, steps={50 + steps})", 50, lambda o: schedule.CosineAnnealingLR(o, 50 + steps, least))
        add(f"step(step_size={size}, gamma={gamma})", 50, lambda o: schedule.StepLR(o, size, gamma))
        add(f"multi_step(milestones={milestones}, gamma={gamma})", 50, lambda o: schedule.MultiStepLR(o, milestones, gamma))
        add(f"exponential(gamma={fade})", 50, lambda o: schedule.ExponentialLR(o, fade))
        add(f"polynomial(power={power}, steps={steps})", 50, lambda o: schedule.PolynomialLR(o, steps, power))
        add(f"linear(start_factor={first}, end_factor={last}, steps={steps})", 50, lambda o: schedule.LinearLR(o, first, last, steps))
        add(f"cosine_restarts(first_steps={restart}, multiplier={times}, minimum_factor={least})", 50, lambda o: schedule.CosineAnnealingWarmRestarts(o, restart, times, least))
        add(f"one_cycle(warmup_share={last / 2 + 0.02}, linear={'true' if times == 2 else 'false'}, division={1 + size}, final_division={steps})", 50 + steps, lambda o: schedule.OneCycleLR(
            o, 1.0, total_steps=50 + steps, pct_start=last / 2 + 0.02, anneal_strategy="linear" if times == 2 else "cos", div_factor=1 + size, final_div_factor=steps, cycle_momentum=False))
        for mode, theirs in (("triangular", "triangular"), ("triangular2", "triangular2"), ("exponential", "exp_range")):
            add(f"cyclic(base_factor={least}, steps_up={up}, steps_down={down}, mode={mode}, gamma={fade})", 50, lambda o: schedule.CyclicLR(o, least, 1.0, up, down, theirs, fade, cycle_momentum=False))
        add(f"chain(schedules=[step(step_size={size}, gamma={gamma}), exponential(gamma={fade}), linear(steps={steps})])", 50,
            lambda o: schedule.ChainedScheduler([schedule.StepLR(o, size, gamma), schedule.ExponentialLR(o, fade), schedule.LinearLR(o, total_iters=steps)]))
        add(f"join(schedules=[polynomial(steps={steps}), step(step_size={size}, gamma={gamma})], milestones=[{middle}])", 50,
            lambda o: schedule.SequentialLR(o, [schedule.PolynomialLR(o, steps), schedule.StepLR(o, size, gamma)], [middle]))


def plateaus():
    cases = []
    costs = [round(3 / (1 + epoch) ** 0.5 + (epoch % 7) * 0.05, 6) if epoch < 20 else round(0.7 + 0.01 * uniform(), 6) for epoch in range(50)]
    costs[30] = 0.1
    for name, options in [
            ("reduce_on_plateau", {}), ("reduce_on_plateau(reduction=0.5, patience=2)", {"factor": 0.5, "patience": 2}),
            ("reduce_on_plateau(patience=0, threshold=0.1, threshold_mode=absolute, cooldown=2, minimum_factor=0.01, epsilon=0)",
             {"patience": 0, "threshold": 0.1, "threshold_mode": "abs", "cooldown": 2, "min_lr": 0.01, "eps": 0}),
            ("reduce_on_plateau(reduction=0.9, patience=1, threshold=0.2, epsilon=0.05)", {"factor": 0.9, "patience": 1, "threshold": 0.2, "eps": 0.05})]:
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 1.0)
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
        factors = []
        for cost in costs:
            scheduler.step(cost)
            factors.append(optimizer.param_groups[0]["lr"])
        cases.append({"schedule": name, "costs": costs, "factors": factors})
    save("plateaus.json", cases)


plateaus()
schedules()
