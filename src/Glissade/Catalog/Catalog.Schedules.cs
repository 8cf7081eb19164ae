namespace Glissade;

public static partial class Catalog
{
    /// <summary>How the learning rate changes from step to step.</summary>
    public static CatalogFamily<Schedule> Schedules { get; } = new("schedule", "schedules",
    [
        new("constant", "The optimizer's own rate from beginning to end.", "c", () => new ConstantSchedule())
        {
            Samples = ["constant(value=0.5)"],
            Refused = ["constant(value=0)"],
        },
        new("cosine", "Down along half a cosine, over the whole run or so many steps. PyTorch's CosineAnnealingLR would rise again afterwards; this stays.", "m + (1 − m)·(1 + cos(π·step/steps))/2", () => new CosineSchedule())
        {
            Samples = ["cosine(minimum_factor=0.1)", "cosine(minimum_factor=0.05, steps=20)"],
            Refused = ["cosine(minimum_factor=2)", "cosine(steps=-1)"],
        },
        new("warmup", "Up in a line, then another schedule over the steps that are left.", "(step + 1)/(steps + 1)", () => new WarmupSchedule())
        {
            Samples = ["warmup(steps=10)", "warmup(steps=10, inner=cosine(minimum_factor=0.1))"],
            Refused = ["warmup(steps=-1)", "warmup(steps=1.5)", "warmup(inner=adam)"],
        },
        new("step", "Down in stairs. PyTorch's StepLR, counted in steps.", "γ^⌊step/size⌋", () => new StepSchedule())
        {
            Samples = ["step(step_size=10)", "step(step_size=7, gamma=0.5)"],
            Refused = ["step(step_size=0)", "step(gamma=0)"],
        },
        new("multi_step", "Down at milestones. PyTorch's MultiStepLR, counted in steps.", "γ^(milestones reached)", () => new MultiStepSchedule())
        {
            Samples = ["multi_step(milestones=[10, 30])", "multi_step(milestones=[5, 20, 40], gamma=0.5)"],
            Refused = ["multi_step(milestones=[0])", "multi_step(milestones=[1.5])", "multi_step(gamma=-1)"],
        },
        new("exponential", "Down by the same factor at every step. PyTorch's ExponentialLR, counted in steps.", "γ^step", () => new ExponentialSchedule())
        {
            Samples = ["exponential(gamma=0.9)"],
            Refused = ["exponential(gamma=0)"],
        },
        new("polynomial", "Down along a power, over the whole run or so many steps. PyTorch's PolynomialLR takes 5 unless told otherwise.", "m + (1 − m)·(1 − step/steps)^p", () => new PolynomialSchedule())
        {
            Samples = ["polynomial(power=2)", "polynomial(power=0.9, minimum_factor=0.1, steps=30)"],
            Refused = ["polynomial(power=0)", "polynomial(minimum_factor=2)", "polynomial(steps=-1)"],
        },
        new("linear", "In a line from one factor to another, over the whole run or so many steps. PyTorch's LinearLR takes 5 unless told otherwise.", "s + (e − s)·step/steps", () => new LinearSchedule())
        {
            Samples = ["linear(start_factor=1, end_factor=0)", "linear(steps=20)"],
            Refused = ["linear(start_factor=0)", "linear(end_factor=-1)"],
        },
        new("inverse_time", "Down as one over the time. Keras' InverseTimeDecay.", "1/(1 + r·step/size)", () => new InverseTimeSchedule())
        {
            Samples = ["inverse_time(decay_rate=0.5, decay_steps=10)", "inverse_time(decay_steps=10, staircase=true)"],
            Refused = ["inverse_time(decay_rate=0)", "inverse_time(decay_steps=0)"],
            NoTwin = "Keras' own; its formula gives the golden values.",
        },
        new("inverse_square_root", "Up in a line, then down as one over the root of the step: the transformer's, with 1 as its largest factor.", "min((step + 1)/w, √(w/(step + 1)))", () => new InverseSquareRootSchedule())
        {
            Aliases = ["noam"],
            Samples = ["inverse_square_root(warmup_steps=10)"],
            Refused = ["noam(warmup_steps=0)"],
            NoTwin = "PyTorch has none; the paper's formula gives the golden values, through LambdaLR.",
        },
        new("cosine_restarts", "Down along half a cosine, again and again. PyTorch's CosineAnnealingWarmRestarts.", "m + (1 − m)·(1 + cos(π·t/T))/2", () => new CosineRestartsSchedule())
        {
            Samples = ["cosine_restarts(first_steps=10)", "cosine_restarts(first_steps=5, multiplier=2, minimum_factor=0.1)"],
            Refused = ["cosine_restarts(first_steps=0)", "cosine_restarts(multiplier=0)", "cosine_restarts(minimum_factor=2)"],
        },
        new("one_cycle", "Up, then down to far below the beginning. PyTorch's OneCycleLR; the optimizer's rate is the largest.", "1/25 → 1 → 1/250000 along cosines", () => new OneCycleSchedule())
        {
            Samples = ["one_cycle(warmup_share=0.5, linear=true)", "one_cycle(three_phases=true, division=10, final_division=100, steps=40)"],
            Refused = ["one_cycle(warmup_share=0)", "one_cycle(warmup_share=1)", "one_cycle(division=0.5)", "one_cycle(final_division=0)"],
        },
        new("cyclic", "Up and down between two rates, again and again. PyTorch's CyclicLR; the optimizer's rate is the upper one.", "b + (1 − b)·triangle(step)", () => new CyclicSchedule())
        {
            Samples = ["cyclic(steps_up=10)", "cyclic(base_factor=0.01, steps_up=5, steps_down=12, mode=triangular2)", "cyclic(steps_up=8, mode=exponential, gamma=0.97)"],
            Refused = ["cyclic(base_factor=2)", "cyclic(steps_up=0)", "cyclic(mode=square)", "cyclic(gamma=0)"],
        },
        new("reduce_on_plateau", "Down by a factor whenever the cost has not fallen for some epochs. PyTorch's ReduceLROnPlateau.", "f ← f·reduction", () => new ReduceOnPlateauSchedule())
        {
            Aliases = ["plateau"],
            Samples = ["reduce_on_plateau(reduction=0.5, patience=2)", "reduce_on_plateau(patience=0, threshold=0.1, threshold_mode=absolute, cooldown=2, minimum_factor=0.01, epsilon=0)"],
            Refused = ["plateau(reduction=1)", "plateau(reduction=0)", "plateau(patience=-1)", "plateau(threshold_mode=rel)"],
        },
        new("warmup_stable_decay", "Up in a line, long at 1, then down over the last share of the run.", "(step + 1)/(w + 1), 1, 1 → m", () => new WarmupStableDecaySchedule())
        {
            Aliases = ["wsd", "trapezoidal"],
            Samples = ["warmup_stable_decay(warmup_steps=10, decay_share=0.2)", "wsd(warmup_steps=5, shape=cosine, minimum_factor=0.1)", "wsd(warmup_steps=0, decay_share=0.5, shape=square_root, steps=40)"],
            Refused = ["wsd(warmup_steps=-1)", "wsd(decay_share=2)", "wsd(shape=square)"],
            NoTwin = "PyTorch has none; the paper's formula gives the golden values.",
        },
        new("chain", "Several schedules at once, multiplied. PyTorch's ChainedScheduler.", "f₁·f₂", () => new ChainSchedule())
        {
            Samples = ["chain(schedules=[linear(steps=10), exponential(gamma=0.9)])"],
            Refused = ["chain", "chain(schedules=[])", "chain(schedules=[adam])"],
        },
        new("join", "Schedules one after the other, each counting from 0. PyTorch's SequentialLR, counted in steps.", "f₁, then f₂", () => new JoinSchedule())
        {
            Samples = ["join(schedules=[linear(steps=10), exponential(gamma=0.9)], milestones=[10])", "join(schedules=[constant(value=0.1), cosine, step(step_size=5)], milestones=[5, 30])"],
            Refused = ["join", "join(schedules=[cosine], milestones=[3])", "join(schedules=[cosine, cosine], milestones=[1.5])", "join(schedules=[cosine, cosine, cosine], milestones=[5, 5])"],
        },
    ]);
}
