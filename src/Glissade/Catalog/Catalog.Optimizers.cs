namespace Glissade;

public static partial class Catalog
{
    /// <summary>How parameters walk downhill.</summary>
    public static CatalogFamily<Optimizer> Optimizers { get; } = new("optimizer", "optimizers",
    [
        new("gradient_descent", "One step an epoch against the gradient of the whole set.", "w ← w − rate·g", () => new GradientDescent())
        {
            Aliases = ["gd"],
            Samples = ["gd(learning_rate=0.5)"],
            Refused = ["gd(learning_rate=0)", "gd(learning_rate=1e-60)"],
        },
        new("sgd", "A step a batch, with momentum. PyTorch's arithmetic: the rate stands outside the momentum, Keras has it inside.", "b ← μ·b + (1 − dampening)·g; w ← w − rate·b", () => new Sgd())
        {
            Samples =
            [
                "sgd(learning_rate=0.1)", "sgd(learning_rate=0.1, momentum=0.9)", "sgd(learning_rate=0.1, momentum=0.9, dampening=0.3, weight_decay=0.02)",
                "sgd(learning_rate=0.1, momentum=0.8, nesterov=true)",
            ],
            Refused = ["sgd(momentum=1)", "sgd(nesterov=true)", "sgd(momentum=0.9, dampening=0.1, nesterov=true)", "sgd(weight_decay=-1)", "sgd(lr=1)"],
        },
        new("adam", "Averages of the gradient and its square give each parameter its own rate. PyTorch's arithmetic; Keras' ε is 10⁻⁷ and stands elsewhere.", "w ← w − rate·m̂ / (√v̂ + ε)", () => new Adam())
        {
            Samples = ["adam(learning_rate=0.1)", "adam(learning_rate=0.1, beta1=0.8, beta2=0.95, epsilon=0.0001, weight_decay=0.05)", "adam(learning_rate=0.1, amsgrad=true)"],
            Refused = ["adam(beta1=1)", "adam(beta2=-0.1)", "adam(epsilon=-1)", "adam(amsgrad=1)"],
        },
        new("adamw", "Adam with the weight decay beside the gradient. PyTorch's decay is 0.01, Keras' 0.004.", "w ← w − rate·(λ·w + m̂ / (√v̂ + ε))", () => new AdamW())
        {
            Aliases = ["adam_w"],
            Samples = ["adamw(learning_rate=0.1)", "adamw(learning_rate=0.1, weight_decay=0.2, amsgrad=true)"],
            Refused = ["adamw(weight_decay=-0.1)"],
        },
        new("clip_by_global_norm", "Shrinks all gradients together where their common length is above a limit, then lets another optimizer step.", "g·min(1, limit / (‖all g‖ + 10⁻⁶))", () => new ClipByGlobalNorm())
        {
            Samples = ["clip_by_global_norm(max_norm=0.5, inner=sgd(learning_rate=0.1))", "clip_by_global_norm(max_norm=100, inner=adamw)"],
            Refused = ["clip_by_global_norm(max_norm=0)", "clip_by_global_norm(inner=huber)"],
        },
        new("clip_by_norm", "Shrinks each parameter's gradient where its length is above a limit, then lets another optimizer step.", "g·min(1, limit / (‖g‖ + 10⁻⁶))", () => new ClipByNorm())
        {
            Samples = ["clip_by_norm(max_norm=0.5, inner=sgd(learning_rate=0.1))"],
            Refused = ["clip_by_norm(max_norm=0)"],
        },
        new("clip_by_value", "Brings every element of the gradients into a limit, then lets another optimizer step.", "min(max(g, −limit), limit)", () => new ClipByValue())
        {
            Samples = ["clip_by_value(limit=0.5, inner=sgd(learning_rate=0.1))"],
            Refused = ["clip_by_value(limit=0)"],
        },
    ]);
}
