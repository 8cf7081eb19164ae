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
        new("nadam", "Adam that looks ahead along the momentum, as Nesterov does. PyTorch's arithmetic; Keras' rate is 0.001 and its ε 10⁻⁷.", "w ← w − rate·((1 − μₜ)·g/(1 − Πμ) + μₜ₊₁·m/(1 − μₜ₊₁·Πμ)) / (√v̂ + ε)", () => new NAdam())
        {
            Samples = ["nadam(learning_rate=0.1, momentum_decay=0.02, weight_decay=0.05)"],
            Refused = ["nadam(beta1=1)", "nadam(momentum_decay=-1)"],
        },
        new("radam", "Adam whose first steps, while v is too uncertain to divide by, are those of plain momentum. PyTorch's arithmetic; Keras has none.", "w ← w − rate·r·m̂ / (√v̂ + ε) once ρ > 5, w − rate·m̂ before", () => new RAdam())
        {
            Samples = ["radam(learning_rate=0.1, beta2=0.5)"],
            Refused = ["radam(beta2=1)", "radam(epsilon=-1)"],
        },
        new("adamax", "Adam with the largest gradient, fading, in the place of the root of the squares. PyTorch's arithmetic; Keras' rate is 0.001 and its ε stands outside the maximum.", "u ← max(β₂·u, |g| + ε); w ← w − rate·m̂ / u", () => new Adamax())
        {
            Samples = ["adamax(learning_rate=0.1, beta2=0.7)"],
            Refused = ["adamax(beta2=1)"],
        },
        new("adabelief", "Adam that divides by how far gradients stray from their average. The paper's formula; PyTorch and Keras have none.", "s ← β₂·s + (1 − β₂)·(g − m)² + ε; w ← w − rate·m̂ / (√ŝ + ε)", () => new AdaBelief())
        {
            Aliases = ["ada_belief"],
            Samples = ["adabelief(learning_rate=0.1, weight_decay=0.05)"],
            Refused = ["adabelief(beta1=1)"],
        },
        new("adagrad", "Every squared gradient so far slows its own weight. PyTorch's arithmetic; Keras' rate is 0.001, its v begins at 0.1 and its ε is 10⁻⁷, inside the root.", "v ← v + g²; w ← w − rate·g / (√v + ε)", () => new AdaGrad())
        {
            Aliases = ["ada_grad"],
            Samples = ["adagrad(learning_rate=0.1, rate_decay=0.2, initial_accumulator=0.3)"],
            Refused = ["adagrad(rate_decay=-1)", "adagrad(initial_accumulator=-1)"],
        },
        new("adadelta", "Steps in the unit of the weights, from averages of squared gradients and squared steps. PyTorch's arithmetic; Keras' rate is 0.001, its ρ 0.95 and its ε 10⁻⁷.", "Δ = √(u + ε)/√(v + ε)·g; w ← w − rate·Δ", () => new AdaDelta())
        {
            Aliases = ["ada_delta"],
            Samples = ["adadelta(learning_rate=0.5, rho=0.7)"],
            Refused = ["adadelta(rho=1)", "adadelta(epsilon=0)"],
        },
        new("adafactor", "Adam's second moment of a matrix kept as one average a row and one a column. PyTorch's arithmetic (2.5). Four passes over a matrix: rows, columns, two lengths, the step.", "v = r·c / mean of r; w ← w − max(ε₂, RMS(w))·min(rate, 1/√t)·u / max(1, RMS(u)/d), u = g/√v", () => new AdaFactor())
        {
            Aliases = ["ada_factor"],
            Samples = ["adafactor(learning_rate=0.5, beta2_decay=-0.5, threshold=0.5)"],
            Refused = ["adafactor(beta2_decay=1)", "adafactor(epsilon1=0)", "adafactor(threshold=0)"],
        },
        new("rmsprop", "Each weight's gradient over the root of its average square. PyTorch's arithmetic: ε stands outside the root and the rate outside the momentum; Keras' is keras_rmsprop.", "v ← α·v + (1 − α)·g²; w ← w − rate·g / (√v + ε)", () => new RmsProp())
        {
            Aliases = ["rms_prop"],
            Samples = ["rmsprop(learning_rate=0.1, alpha=0.8)", "rmsprop(momentum=0.9, centered=true)"],
            Refused = ["rmsprop(alpha=1)", "rmsprop(momentum=1)", "rmsprop(centered=1)"],
        },
        new("rprop", "Steps of a size of their own, from signs alone, for whole batches; the rate is the first size. PyTorch's arithmetic; Keras has none.", "size ← size·(η⁺, 1 or η⁻); w ← w − size·sign(g)", () => new Rprop())
        {
            Samples = ["rprop(learning_rate=0.1, shrink=0.3, growth=1.5, minimum_step=0.05, maximum_step=0.2)"],
            Refused = ["rprop(shrink=0)", "rprop(growth=0.5)", "rprop(minimum_step=2, maximum_step=1)"],
        },
        new("asgd", "Gradient descent with a falling rate, which also keeps the average of the weights in its state. PyTorch's arithmetic; Keras has none.", "w ← w·(1 − λη) − η·g, η = rate/(1 + λ·rate·(t − 1))^α", () => new Asgd())
        {
            Samples = ["asgd(learning_rate=0.1, lambda=0.3, alpha=0.5, start=3)"],
            Refused = ["asgd(lambda=-1)", "asgd(start=-1)"],
        },
        new("lion", "The sign of a momentum; it wants a rate 3 to 10 times smaller than Adam's. The paper's formula, which Keras has too.", "w ← w − rate·(sign(β₁·m + (1 − β₁)·g) + λ·w); m ← β₂·m + (1 − β₂)·g", () => new Lion())
        {
            Samples = ["lion(learning_rate=0.01, weight_decay=0.05)"],
            Refused = ["lion(beta1=1)", "lion(weight_decay=-1)"],
        },
        new("lamb", "Adam's direction, as long in each parameter as that is itself. The paper's formula; Keras' ε is 10⁻⁷ and its λ 0. Three passes: the moments with the step's length, the parameter's length, the step.", "u = m̂ / (√v̂ + ε) + λ·w; w ← w − rate·‖w‖/‖u‖·u", () => new Lamb())
        {
            Samples = ["lamb(learning_rate=0.1, weight_decay=0.2)"],
            Refused = ["lamb(beta2=1)", "lamb(weight_decay=-1)"],
        },
        new("lars", "Momentum whose step is as long in each parameter as that is itself. The paper's formula, the rate inside the momentum. Two passes: the lengths, the step.", "b ← μ·b + rate·η·‖w‖/(‖g‖ + λ‖w‖)·(g + λ·w); w ← w − b", () => new Lars())
        {
            Samples = ["lars(learning_rate=0.5, trust=0.1, weight_decay=0.05)"],
            Refused = ["lars(trust=0)", "lars(momentum=1)"],
        },
        new("yogi", "Adam whose v cannot fall fast. The paper's formula with Adam's corrections; PyTorch and Keras have none.", "v ← v − (1 − β₂)·sign(v − g²)·g²; w ← w − rate·m̂ / (√v̂ + ε)", () => new Yogi())
        {
            Samples = ["yogi(learning_rate=0.1, initial_accumulator=2)"],
            Refused = ["yogi(initial_accumulator=-1)", "yogi(beta1=1)"],
        },
        new("adan", "Adam with Nesterov's momentum from differences of gradients. The formula of its authors' code; PyTorch and Keras have none.", "w ← (w − rate·(m̂ + β₂·v̂) / (√n̂ + ε)) / (1 + rate·λ)", () => new Adan())
        {
            Samples = ["adan(learning_rate=0.1, beta3=0.95, weight_decay=0.2)"],
            Refused = ["adan(beta3=1)"],
        },
        new("muon", "Matrices step along the nearest orthogonal matrix to their momentum, everything else by AdamW; flatten takes weights of convolutions for matrices, too. PyTorch's arithmetic (2.9). Passes over a matrix: its momentum, its length, three products an iteration, the step.", "b ← μ·b + (1 − μ)·g; w ← w·(1 − rate·λ) − rate·√max(1, columns/rows)·orthogonal(b)", () => new Muon())
        {
            Samples = ["muon(learning_rate=0.02, momentum=0.8, nesterov=false, iterations=3)", "muon(others=adam(learning_rate=0.1))", "muon(flatten=true)"],
            Refused = ["muon(momentum=1)", "muon(iterations=0)", "muon(others=huber)"],
        },
        new("schedule_free_adamw", "AdamW that needs no schedule: the weights to use are an average, kept in its state. The formula of its authors' code; PyTorch and Keras have none.", "z ← z − η·(g / (√v̂ + ε) + λ·y); x ← (1 − c)·x + c·z; y ← (1 − β₁)·z + β₁·x", () => new ScheduleFreeAdamW())
        {
            Samples = ["schedule_free_adamw(learning_rate=0.1, warmup=4, step_power=0.5)"],
            Refused = ["schedule_free_adamw(warmup=-1)", "schedule_free_adamw(beta1=1)"],
        },
        new("prodigy", "Adam that finds its rate from how far the weights have come; the rate is a factor, 1 unless there is a schedule. The formula of its authors' code. Three passes: two sums over all parameters, the step.", "d ← max(d, c·p/Σ|s|); w ← w − rate·d·m / (√v + d·ε)", () => new Prodigy())
        {
            Samples = ["prodigy(distance=0.01, factor=3)"],
            Refused = ["prodigy(distance=0)", "prodigy(factor=0)"],
        },
        new("keras_sgd", "Keras' gradient descent with momentum: the rate stands inside the momentum, PyTorch has it outside.", "v ← μ·v − rate·g; w ← w + v", () => new KerasSgd())
        {
            Samples = ["keras_sgd(learning_rate=0.1, momentum=0.8, nesterov=true)"],
            Refused = ["keras_sgd(nesterov=true)", "keras_sgd(momentum=1)"],
        },
        new("keras_adam", "Keras' Adam: ε is 10⁻⁷ and stands beside √v before the correction, PyTorch has it after.", "w ← w − rate·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·m / (√v + ε̂)", () => new KerasAdam())
        {
            Samples = ["keras_adam(learning_rate=0.1, amsgrad=true)"],
            Refused = ["keras_adam(beta1=1)"],
        },
        new("keras_rmsprop", "Keras' RMSprop: ε stands inside the root and the rate inside the momentum, PyTorch has both outside.", "v ← ρ·v + (1 − ρ)·g²; w ← w − rate·g / √(v + ε)", () => new KerasRmsProp())
        {
            Samples = ["keras_rmsprop(rho=0.8, momentum=0.7, centered=true)"],
            Refused = ["keras_rmsprop(rho=1)"],
        },
        new("clip_by_global_norm", "Shrinks all gradients together where their common length is above a limit, then lets another optimizer step. Two passes: the lengths, the step.", "g·min(1, limit / (‖all g‖ + 10⁻⁶))", () => new ClipByGlobalNorm())
        {
            Samples = ["clip_by_global_norm(max_norm=0.5, inner=sgd(learning_rate=0.1))", "clip_by_global_norm(max_norm=100, inner=adamw)"],
            Refused = ["clip_by_global_norm(max_norm=0)", "clip_by_global_norm(inner=huber)"],
        },
        new("clip_by_norm", "Shrinks each parameter's gradient where its length is above a limit, then lets another optimizer step. Two passes: the length, the step.", "g·min(1, limit / (‖g‖ + 10⁻⁶))", () => new ClipByNorm())
        {
            Samples = ["clip_by_norm(max_norm=0.5, inner=sgd(learning_rate=0.1))"],
            Refused = ["clip_by_norm(max_norm=0)"],
        },
        new("clip_by_value", "Brings every element of the gradients into a limit, then lets another optimizer step.", "min(max(g, −limit), limit)", () => new ClipByValue())
        {
            Samples = ["clip_by_value(limit=0.5, inner=sgd(learning_rate=0.1))"],
            Refused = ["clip_by_value(limit=0)"],
        },
        new("adaptive_clip", "Shrinks the gradient of each unit where it is long beside the unit's weights, then lets another optimizer step. Two passes: the lengths, the step.", "g·min(1, λ·max(‖w‖, ε) / ‖g‖)", () => new AdaptiveClip())
        {
            Aliases = ["agc"],
            Samples = ["adaptive_clip(share=0.8, epsilon=3)"],
            Refused = ["adaptive_clip(share=0)", "adaptive_clip(epsilon=0)"],
        },
        new("weight_decay", "Decay beside another optimizer's step, of weights alone: biases and the scales of norms, with fewer than two axes, are left alone.", "w ← the other's step − rate·λ·w", () => new WeightDecay())
        {
            Samples = ["weight_decay(decay=0.2, inner=sgd(momentum=0.9))"],
            Refused = ["weight_decay(decay=0)"],
        },
        new("l1", "A penalty of the weights' sizes in the gradient, which draws them to 0: of weights alone, biases and the scales of norms are left alone. Keras' regularizers.L1.", "g + λ·sign(w)", () => new L1Penalty())
        {
            Aliases = ["lasso"],
            Samples = ["l1(strength=0.2, inner=sgd(momentum=0.9))"],
            Refused = ["l1(strength=0)"],
        },
        new("l2", "A penalty of half the weights' squares in the gradient: PyTorch's weight_decay of SGD and Adam, but of weights alone. Keras' regularizers.L2 has no half: its λ counts twice.", "g + λ·w", () => new L2Penalty())
        {
            Aliases = ["ridge"],
            Samples = ["l2(strength=0.2, inner=adam)"],
            Refused = ["l2(strength=0)"],
        },
        new("elastic", "Both penalties in the gradient, shared as in scikit-learn's ElasticNet, of weights alone. Keras' L1L2 has two strengths and no half.", "g + α·(ρ·sign(w) + (1 − ρ)·w)", () => new ElasticPenalty())
        {
            Aliases = ["elastic_net", "l1_l2"],
            Samples = ["elastic(strength=0.2, share=0.3, inner=sgd(momentum=0.9))"],
            Refused = ["elastic(strength=0)", "elastic(share=2)"],
        },
        new("max_norm", "Lets another optimizer step, and brings each unit's incoming weights that are longer than a limit back to it. PyTorch's renorm, Keras' MaxNorm. Passes over a matrix: the step with its lengths, then one to put each result in its place, four with Adam.", "w ← w·limit / (‖w‖ + 10⁻⁷) where ‖w‖ > limit", () => new MaxNorm())
        {
            Samples = ["max_norm(limit=0.5, inner=sgd(learning_rate=0.1))"],
            Refused = ["max_norm(limit=0)", "max_norm(paths=[])"],
        },
        new("parameter_group", "An optimizer of their own for parameters whose paths match a pattern, another for the rest; a schedule bends both rates. PyTorch's param_groups.", "paths: optimizer; all others: inner", () => new ParameterGroup())
        {
            Aliases = ["group"],
            Samples = ["parameter_group(paths=linear1, optimizer=sgd(learning_rate=0.5), inner=sgd)", "parameter_group(paths=*/weight, optimizer=adamw)"],
            Refused = ["parameter_group(paths=[])", "parameter_group(optimizer=huber)"],
        },
        new("freeze", "Parameters whose paths match a pattern stay as they are, another optimizer steps the rest. PyTorch's requires_grad = False, Keras' trainable = False.", "paths: w ← w", () => new Freeze())
        {
            Samples = ["freeze(paths=linear1/*, inner=sgd)", "freeze(paths=*)"],
            Refused = ["freeze(paths=[])", "freeze(paths=true)"],
        },
        new("accumulation", "A step every k batches, over all their examples: the step of the whole batch, to the last bit where sums allow, in a part's memory. Frameworks add gradients of means instead. Stands outermost.", "g = ∇(Σ values·weights) / Σ weights, summed over k batches, divided once", () => new Accumulation())
        {
            Aliases = ["accumulate"],
            Samples = ["accumulation(steps=2, inner=sgd(momentum=0.9))"],
            Refused = ["accumulation(steps=0)"],
        },
        new("lookahead", "Another optimizer runs ahead; every k steps the weights go a part of the way to where it is.", "every k steps: slow ← slow + α·(w − slow); w ← slow", () => new Lookahead())
        {
            Samples = ["lookahead(steps=3, share=0.8)"],
            Refused = ["lookahead(steps=0)", "lookahead(share=2)"],
        },
        new("sam", "Another optimizer steps by the gradient at the highest place nearby, so that it finds flat minima; adaptive (ASAM), nearness is measured against the weights. The paper's formula; PyTorch and Keras have none. The gradient is taken twice, and two passes over the parameters: the length, the step.", "e = ρ·g/‖g‖, adaptive ρ·w²·g/‖w·g‖; w ← the other's step by the gradient at w + e", () => new Sam())
        {
            Samples = ["sam(rho=0.1, inner=sgd(momentum=0.9))", "sam(rho=0.5, adaptive=true)"],
            Refused = ["sam(rho=0)", "sam(adaptive=1)", "sam(inner=huber)"],
            NoTwin = "No part of PyTorch or Keras; the formula of the paper's code gives the golden values.",
        },
        new("ema", "A fading average of the weights, which evaluation and the model file take. PyTorch's get_ema_multi_avg_fn; Keras' ema_momentum is 0.99.", "a ← β·a + (1 − β)·w", () => new Ema())
        {
            Samples = ["ema(decay=0.9, inner=sgd)"],
            Refused = ["ema(decay=1)"],
        },
        new("swa", "The plain average of the weights from a step on, which evaluation and the model file take. PyTorch's AveragedModel.", "a ← a + (w − a)/n", () => new Swa())
        {
            Samples = ["swa(start=100, every=10, inner=sgd(momentum=0.9))"],
            Refused = ["swa(start=0)", "swa(every=0)"],
        },
    ]);
}
