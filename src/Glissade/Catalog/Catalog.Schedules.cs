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
    ]);
}
