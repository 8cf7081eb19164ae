"""Writes optimizers.json; see goldens.py."""
from common import *


def optimizers():
    cases = []
    shapes = [(3,), (2, 2)]
    start = [values(*shape) for shape in shapes]
    gradients = [[values(*shape) for shape in shapes] for _ in range(10)]
    clip = torch.nn.utils.clip_grad_norm_
    optim = torch.optim

    def add(name, make, before=lambda parameters: None):
        parameters = [torch.nn.Parameter(value.clone()) for value in start]
        optimizer = make(parameters)
        after = []
        for step in gradients:
            for parameter, gradient in zip(parameters, step):
                parameter.grad = gradient.clone()
            before(parameters)
            optimizer.step()
            after.append([flat(parameter) for parameter in parameters])
        cases.append({"optimizer": name, "start": [flat(v) for v in start], "gradients": [[flat(g) for g in step] for step in gradients], "after": after})

    # Rates are what float32 makes of them.
    rate = float(np.float32(0.1))
    add("gd(learning_rate=0.1)", lambda p: optim.SGD(p, rate))
    add("sgd(learning_rate=0.1)", lambda p: optim.SGD(p, rate))
    add("sgd(learning_rate=0.1, weight_decay=0.02)", lambda p: optim.SGD(p, rate, weight_decay=0.02))
    add("sgd(learning_rate=0.1, momentum=0.9)", lambda p: optim.SGD(p, rate, momentum=0.9))
    add("sgd(learning_rate=0.1, momentum=0.9, dampening=0.3, weight_decay=0.02)", lambda p: optim.SGD(p, rate, momentum=0.9, dampening=0.3, weight_decay=0.02))
    add("sgd(learning_rate=0.1, momentum=0.8, nesterov=true)", lambda p: optim.SGD(p, rate, momentum=0.8, nesterov=True))
    add("sgd(learning_rate=0.1, momentum=0.8, nesterov=true, weight_decay=0.02)", lambda p: optim.SGD(p, rate, momentum=0.8, nesterov=True, weight_decay=0.02))
    add("adam", lambda p: optim.Adam(p, float(np.float32(0.001))))
    add("adam(learning_rate=0.1)", lambda p: optim.Adam(p, rate))
    add("adam(learning_rate=0.1, beta1=0.8, beta2=0.95, epsilon=0.0001, weight_decay=0.05)", lambda p: optim.Adam(p, rate, (0.8, 0.95), 1e-4, 0.05))
    add("adam(learning_rate=0.1, beta2=0.5, amsgrad=true)", lambda p: optim.Adam(p, rate, (0.9, 0.5), amsgrad=True))
    add("adamw(learning_rate=0.1)", lambda p: optim.AdamW(p, rate))
    add("adamw(learning_rate=0.1, beta2=0.5, weight_decay=0.2, amsgrad=true)", lambda p: optim.AdamW(p, rate, (0.9, 0.5), weight_decay=0.2, amsgrad=True))
    add("clip_by_global_norm(max_norm=2, inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), lambda p: clip(p, 2))
    add("clip_by_global_norm(max_norm=4, inner=adam(learning_rate=0.1))", lambda p: optim.Adam(p, rate), lambda p: clip(p, 4))
    add("clip_by_norm(max_norm=2, inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), lambda p: [clip([each], 2) for each in p])
    add("clip_by_value(limit=1, inner=sgd(learning_rate=0.1, momentum=0.9))", lambda p: optim.SGD(p, rate, momentum=0.9), lambda p: torch.nn.utils.clip_grad_value_(p, 1))
    cases += more()
    cases += kernels()
    cases += sharpness()
    save("optimizers.json", cases)


def more():
    """The rules beside SGD and Adam, over a vector and two matrices, one wide and one tall."""
    cases = []
    shapes = [(3,), (2, 3), (4, 2)]
    start = [values(*shape) for shape in shapes]
    gradients = [[values(*shape) for shape in shapes] for _ in range(10)]
    optim = torch.optim
    sqrt = math.sqrt

    def case(name, after, states):
        cases.append({"optimizer": name, "shapes": shapes, "start": [flat(v) for v in start], "gradients": [[flat(g) for g in step] for step in gradients],
                      "after": after, "states": states})

    def torch_has(name, make, before=lambda parameters: None, after_step=lambda parameters, t: None, states=lambda optimizer, parameters: {}):
        parameters = [torch.nn.Parameter(value.clone()) for value in start]
        optimizer = make(parameters)
        after = []
        for t, step in enumerate(gradients):
            for parameter, gradient in zip(parameters, step):
                parameter.grad = gradient.clone()
            before(parameters)
            optimizer.step()
            with torch.no_grad():
                after_step(parameters, t + 1)
            after.append([flat(parameter) for parameter in parameters])
        case(name, after, states(optimizer, parameters))

    def formula(name, rule, kept=()):
        """rule(w, g, t, s) gives the new w, s being what is kept for the parameter."""
        weights = [value.clone() for value in start]
        kept_of = [{} for _ in weights]
        after = []
        for t, step in enumerate(gradients):
            weights = [rule(w, g, t + 1, s) for w, g, s in zip(weights, step, kept_of)]
            after.append([flat(w) for w in weights])
        case(name, after, {f"p{i}.{key}": flat(s[key]) for i, s in enumerate(kept_of) for key in kept})

    def average(s, key, value, beta):
        s[key] = beta * s.get(key, torch.zeros_like(value)) + (1 - beta) * value
        return s[key]

    def f32(value):
        return float(np.float32(value))

    rate = f32(0.1)
    # Without foreach, PyTorch 1.13 multiplies the product by one μ too many, against the paper, against its own foreach and against its later versions.
    torch_has("nadam", lambda p: optim.NAdam(p, f32(2e-3), foreach=True))
    torch_has("nadam(learning_rate=0.1, beta1=0.8, beta2=0.95, epsilon=0.0001, weight_decay=0.05, momentum_decay=0.02)",
              lambda p: optim.NAdam(p, rate, (0.8, 0.95), 1e-4, 0.05, 0.02, foreach=True))
    torch_has("radam", lambda p: optim.RAdam(p, f32(1e-3)))
    torch_has("radam(learning_rate=0.1, beta1=0.8, beta2=0.95, epsilon=0.0001, weight_decay=0.05)", lambda p: optim.RAdam(p, rate, (0.8, 0.95), 1e-4, 0.05))
    torch_has("radam(learning_rate=0.1, beta2=0.5)", lambda p: optim.RAdam(p, rate, (0.9, 0.5)))
    torch_has("adamax", lambda p: optim.Adamax(p, f32(2e-3)))
    torch_has("adamax(learning_rate=0.1, beta1=0.8, beta2=0.7, epsilon=0.01, weight_decay=0.05)", lambda p: optim.Adamax(p, rate, (0.8, 0.7), 1e-2, 0.05))
    torch_has("adagrad", lambda p: optim.Adagrad(p, f32(1e-2)))
    torch_has("adagrad(learning_rate=0.1, rate_decay=0.2, initial_accumulator=0.3, epsilon=0.01, weight_decay=0.05)",
              lambda p: optim.Adagrad(p, rate, 0.2, 0.05, 0.3, 1e-2))
    torch_has("adadelta", lambda p: optim.Adadelta(p, 1.0))
    torch_has("adadelta(learning_rate=0.5, rho=0.7, epsilon=0.01, weight_decay=0.05)", lambda p: optim.Adadelta(p, 0.5, 0.7, 1e-2, 0.05))
    torch_has("rmsprop", lambda p: optim.RMSprop(p, f32(1e-2)))
    torch_has("rmsprop(learning_rate=0.1, alpha=0.8, epsilon=0.01, weight_decay=0.05)", lambda p: optim.RMSprop(p, rate, 0.8, 1e-2, 0.05))
    torch_has("rmsprop(learning_rate=0.01, momentum=0.9)", lambda p: optim.RMSprop(p, f32(1e-2), momentum=0.9))
    torch_has("rmsprop(learning_rate=0.01, momentum=0.5, centered=true)", lambda p: optim.RMSprop(p, f32(1e-2), momentum=0.5, centered=True))
    torch_has("rprop", lambda p: optim.Rprop(p, f32(1e-2)))
    torch_has("rprop(learning_rate=0.1, shrink=0.3, growth=1.5, minimum_step=0.05, maximum_step=0.2)", lambda p: optim.Rprop(p, rate, (0.3, 1.5), (0.05, 0.2)))

    def averages(optimizer, parameters):
        return {f"p{i}.average": flat(optimizer.state[p]["ax"]) for i, p in enumerate(parameters)}

    torch_has("asgd", lambda p: optim.ASGD(p, f32(1e-2)), states=averages)
    torch_has("asgd(learning_rate=0.1, lambda=0.3, alpha=0.5, start=3, weight_decay=0.05)", lambda p: optim.ASGD(p, rate, 0.3, 0.5, 3, 0.05), states=averages)

    # Keras and the papers.
    def adabelief(lr, b1=0.9, b2=0.999, eps=1e-16, decay=0.0):
        def rule(w, g, t, s):
            m = average(s, "m", g, b1)
            v = s["s"] = b2 * s.get("s", 0) + (1 - b2) * (g - m) ** 2 + eps
            return w * (1 - lr * decay) - lr * (m / (1 - b1 ** t)) / (torch.sqrt(v / (1 - b2 ** t)) + eps)
        return rule

    formula("adabelief", adabelief(f32(1e-3)))
    formula("adabelief(learning_rate=0.1, beta1=0.8, beta2=0.95, epsilon=0.0001, weight_decay=0.05)", adabelief(rate, 0.8, 0.95, 1e-4, 0.05))

    def lion(lr, b1=0.9, b2=0.99, decay=0.0):
        def rule(w, g, t, s):
            step = torch.sign(b1 * s.get("m", torch.zeros_like(g)) + (1 - b1) * g)
            average(s, "m", g, b2)
            return w - lr * (step + decay * w)
        return rule

    formula("lion", lion(f32(1e-4)))
    formula("lion(learning_rate=0.1, beta1=0.8, beta2=0.7, weight_decay=0.05)", lion(rate, 0.8, 0.7, 0.05))

    def lamb(lr, b1=0.9, b2=0.999, eps=1e-6, decay=0.01):
        def rule(w, g, t, s):
            m, v = average(s, "m", g, b1) / (1 - b1 ** t), average(s, "v", g * g, b2) / (1 - b2 ** t)
            u = m / (torch.sqrt(v) + eps) + decay * w
            return w - lr * (w.norm() / u.norm()) * u
        return rule

    formula("lamb", lamb(f32(1e-3)))
    formula("lamb(learning_rate=0.1, beta1=0.8, beta2=0.95, epsilon=0.0001, weight_decay=0.2)", lamb(rate, 0.8, 0.95, 1e-4, 0.2))

    def lars(lr, momentum=0.9, trust=0.001, decay=0.0):
        def rule(w, g, t, s):
            local = trust * w.norm() / (g.norm() + decay * w.norm())
            s["b"] = momentum * s.get("b", 0) + lr * local * (g + decay * w)
            return w - s["b"]
        return rule

    formula("lars", lars(rate))
    formula("lars(learning_rate=0.5, momentum=0, trust=0.1, weight_decay=0.05)", lars(0.5, 0, 0.1, 0.05))
    formula("lars(learning_rate=0.5, momentum=0.7, trust=0.1)", lars(0.5, 0.7, 0.1))

    def yogi(lr, b1=0.9, b2=0.999, eps=1e-3, initial=1e-6, decay=0.0):
        def rule(w, g, t, s):
            g = g + decay * w
            m = average(s, "m", g, b1)
            v = s.get("v", torch.full_like(g, initial))
            v = s["v"] = v - (1 - b2) * torch.sign(v - g * g) * g * g
            return w - lr * (m / (1 - b1 ** t)) / (torch.sqrt(v / (1 - b2 ** t)) + eps)
        return rule

    formula("yogi", yogi(f32(1e-2)))
    formula("yogi(learning_rate=0.1, beta1=0.8, beta2=0.95, epsilon=0.01, initial_accumulator=2, weight_decay=0.05)", yogi(rate, 0.8, 0.95, 1e-2, 2, 0.05))

    def adan(lr, b1=0.98, b2=0.92, b3=0.99, eps=1e-8, decay=0.0):
        def rule(w, g, t, s):
            d = g - s.get("g", g)
            s["g"] = g
            m, v, n = average(s, "m", g, b1), average(s, "d", d, b2), average(s, "n", (g + b2 * d) ** 2, b3)
            step = (m / (1 - b1 ** t) + b2 * v / (1 - b2 ** t)) / (torch.sqrt(n) / sqrt(1 - b3 ** t) + eps)
            return (w - lr * step) / (1 + lr * decay)
        return rule

    formula("adan", adan(f32(1e-3)))
    formula("adan(learning_rate=0.1, beta1=0.8, beta2=0.7, beta3=0.95, epsilon=0.01, weight_decay=0.2)", adan(rate, 0.8, 0.7, 0.95, 1e-2, 0.2))

    def schedule_free(lr, b1=0.9, b2=0.999, eps=1e-8, decay=0.0, warmup=0, r=0.0, power=2.0):
        def rule(y, g, t, s):
            z, x = s.get("z", y), s.get("average", y)
            eta = lr * min(1, t / warmup) if warmup else lr
            s["most"] = max(s.get("most", 0), eta)
            weight = t ** r * s["most"] ** power
            s["sum"] = s.get("sum", 0) + weight
            c = weight / s["sum"]
            step = g / (torch.sqrt(average(s, "v", g * g, b2) / (1 - b2 ** t)) + eps) + decay * y
            # The authors' form, which keeps y and z: y ← (1 − c)·y + c·z + η·(β₁·(1 − c) − 1)·step.
            y = (1 - c) * y + c * z + eta * (b1 * (1 - c) - 1) * step
            s["z"] = z - eta * step
            s["average"] = (1 - c) * x + c * s["z"]
            return y
        return rule

    formula("schedule_free_adamw", schedule_free(f32(2.5e-3)), ["z", "average"])
    formula("schedule_free_adamw(learning_rate=0.1, beta1=0.8, beta2=0.95, epsilon=0.01, weight_decay=0.05, warmup=4, step_power=0.5, rate_power=1)",
            schedule_free(rate, 0.8, 0.95, 1e-2, 0.05, 4, 0.5, 1), ["z", "average"])

    def adafactor(lr, power=-0.8, eps1=2.0 ** -23, eps2=1e-3, threshold=1.0, decay=0.0):
        def rule(w, g, t, s):
            share = t ** power
            alpha = max(eps2, w.norm().item() / sqrt(w.numel())) * min(lr, 1 / sqrt(t))
            w = w * (1 - lr * decay)
            if g.dim() > 1:
                rows = s["r"] = torch.lerp(s.get("r", torch.zeros(g.shape[0], 1)), (g * g).mean(-1, keepdim=True), share)
                columns = s["c"] = torch.lerp(s.get("c", torch.zeros(1, g.shape[1])), (g * g).mean(-2, keepdim=True), share)
                v = rows @ columns / rows.mean(-2, keepdim=True).clamp(min=eps1)
            else:
                v = s["v"] = torch.lerp(s.get("v", torch.zeros_like(g)), g * g, share)
            u = g * v.clamp(min=eps1 * eps1).rsqrt()
            return w - alpha / max(1, u.norm().item() / sqrt(u.numel()) / threshold) * u
        return rule

    formula("adafactor", adafactor(f32(1e-2)))
    formula("adafactor(learning_rate=0.5, beta2_decay=-0.5, epsilon1=0.01, epsilon2=2.5, threshold=0.5, weight_decay=0.05)", adafactor(0.5, -0.5, 1e-2, 2.5, 0.5, 0.05))

    def keras_sgd(lr, momentum=0.0, nesterov=False, decay=0.0):
        def rule(w, g, t, s):
            w, v = w - lr * decay * w, momentum * s.get("v", 0) - lr * g
            s["v"] = v
            return w + momentum * v - lr * g if nesterov else w + v
        return rule

    formula("keras_sgd", keras_sgd(f32(1e-2)))
    formula("keras_sgd(learning_rate=0.1, momentum=0.9, weight_decay=0.05)", keras_sgd(rate, 0.9, False, 0.05))
    formula("keras_sgd(learning_rate=0.1, momentum=0.8, nesterov=true)", keras_sgd(rate, 0.8, True))

    def keras_adam(lr, b1=0.9, b2=0.999, eps=1e-7, decay=0.0, amsgrad=False):
        def rule(w, g, t, s):
            m, v = average(s, "m", g, b1), average(s, "v", g * g, b2)
            if amsgrad:
                v = s["h"] = torch.maximum(s.get("h", v), v)
            return w - lr * decay * w - m * (lr * sqrt(1 - b2 ** t) / (1 - b1 ** t)) / (torch.sqrt(v) + eps)
        return rule

    formula("keras_adam", keras_adam(f32(1e-3)))
    formula("keras_adam(learning_rate=0.1, beta1=0.8, beta2=0.5, epsilon=0.01, weight_decay=0.05, amsgrad=true)", keras_adam(rate, 0.8, 0.5, 1e-2, 0.05, True))

    def keras_rmsprop(lr, rho=0.9, eps=1e-7, momentum=0.0, centered=False, decay=0.0):
        def rule(w, g, t, s):
            v = average(s, "v", g * g, rho)
            if centered:
                v = v - average(s, "a", g, rho) ** 2
            s["b"] = momentum * s.get("b", 0) + lr * g * torch.rsqrt(v + eps)
            return w - lr * decay * w - s["b"]
        return rule

    formula("keras_rmsprop", keras_rmsprop(f32(1e-3)))
    formula("keras_rmsprop(learning_rate=0.1, rho=0.8, epsilon=0.01, momentum=0.7, centered=true, weight_decay=0.05)", keras_rmsprop(rate, 0.8, 1e-2, 0.7, True, 0.05))

    def adamw(lr, b1=0.9, b2=0.999, eps=1e-8, decay=0.01):
        def rule(w, g, t, s):
            return w * (1 - lr * decay) - lr * (average(s, "m", g, b1) / (1 - b1 ** t)) / (torch.sqrt(average(s, "v", g * g, b2) / (1 - b2 ** t)) + eps)
        return rule

    def muon(lr, momentum=0.95, nesterov=True, decay=0.1, iterations=5, others=adamw(f32(1e-3))):
        def rule(w, g, t, s):
            if w.dim() != 2:
                return others(w, g, t, s)
            b = average(s, "b", g, momentum)
            x = torch.lerp(g, b, momentum) if nesterov else b
            tall = x.shape[0] > x.shape[1]
            x = x.T if tall else x
            x = x / max(x.norm().item(), 1e-7)
            for _ in range(iterations):
                a = x @ x.T
                x = 3.4445 * x + (-4.775 * a + 2.0315 * a @ a) @ x
            x = x.T if tall else x
            # PyTorch's matrices are [outputs, inputs].
            return w * (1 - lr * decay) - lr * sqrt(max(1, w.shape[1] / w.shape[0])) * x
        return rule

    formula("muon", muon(f32(1e-3)))
    formula("muon(learning_rate=0.02, momentum=0.8, nesterov=false, weight_decay=0.3, iterations=3, others=adamw(learning_rate=0.1, weight_decay=0.2))",
            muon(f32(0.02), 0.8, False, 0.3, 3, adamw(rate, decay=0.2)))

    def prodigy(name, lr=1.0, b1=0.9, b2=0.999, eps=1e-8, decay=0.0, d0=1e-6, factor=1.0):
        weights, after = [value.clone() for value in start], []
        m, v, s = ([torch.zeros_like(value) for value in start] for _ in range(3))
        d, numerator = d0, 0.0
        for step in gradients:
            dlr = d * lr
            numerator *= sqrt(b2)
            for i, g in enumerate(step):
                numerator += d / d0 * dlr * torch.dot(g.flatten(), (start[i] - weights[i]).flatten()).item()
                m[i] = b1 * m[i] + d * (1 - b1) * g
                v[i] = b2 * v[i] + d * d * (1 - b2) * g * g
                s[i] = sqrt(b2) * s[i] + d / d0 * dlr * g
            d = max(d, factor * numerator / sum(each.abs().sum().item() for each in s))
            for i in range(len(weights)):
                weights[i] = weights[i] - decay * dlr * weights[i] - dlr * m[i] / (torch.sqrt(v[i]) + d * eps)
            after.append([flat(w) for w in weights])
        case(name, after, {"p0.distance": [d], "p0.progress": [numerator]})

    prodigy("prodigy")
    prodigy("prodigy(learning_rate=0.5, beta1=0.8, beta2=0.95, epsilon=0.01, weight_decay=0.05, distance=0.00001, factor=20)", 0.5, 0.8, 0.95, 1e-2, 0.05, 1e-5, 20)

    # Wrappers.
    def adaptive_clip(share, eps):
        def length(x):
            return x.norm() if x.dim() < 2 else x.norm(dim=0, keepdim=True)

        def before(parameters):
            for p in parameters:
                with torch.no_grad():
                    most = share * length(p).clamp(min=eps)
                    p.grad = torch.where(length(p.grad) > most, p.grad * most / length(p.grad), p.grad)
        return before

    torch_has("adaptive_clip(inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), adaptive_clip(0.01, 1e-3))
    torch_has("adaptive_clip(share=0.8, epsilon=3, inner=sgd(learning_rate=0.1, momentum=0.9))", lambda p: optim.SGD(p, rate, momentum=0.9), adaptive_clip(0.8, 3))
    torch_has("weight_decay(decay=0.2, inner=adam(learning_rate=0.1))",
              lambda p: optim.AdamW([{"params": p[:1], "weight_decay": 0}, {"params": p[1:], "weight_decay": 0.2}], rate))
    torch_has("parameter_group(paths=p1, optimizer=sgd(learning_rate=0.5, weight_decay=0.05), inner=sgd(learning_rate=0.1))",
              lambda p: optim.SGD([{"params": [p[0], p[2]]}, {"params": [p[1]], "lr": 0.5, "weight_decay": 0.05}], rate))
    torch_has("freeze(paths=*2, inner=adam(learning_rate=0.1))", lambda p: optim.Adam(p[:2], rate))

    def lookahead(steps, share):
        slow = [value.clone() for value in start]

        def after_step(parameters, t):
            if t % steps == 0:
                for i, p in enumerate(parameters):
                    slow[i] = slow[i] + share * (p.detach() - slow[i])
                    p.copy_(slow[i])
        return after_step

    torch_has("lookahead(inner=adam(learning_rate=0.1))", lambda p: optim.Adam(p, rate), after_step=lookahead(5, 0.5))
    torch_has("lookahead(steps=3, share=0.8, inner=sgd(learning_rate=0.1, momentum=0.9))", lambda p: optim.SGD(p, rate, momentum=0.9), after_step=lookahead(3, 0.8))

    def averaged(name, make, mean, start_at=1, every=1):
        averages, taken = [value.clone() for value in start], [0]

        def after_step(parameters, t):
            due = t >= start_at and (t - start_at) % every == 0
            for i, p in enumerate(parameters):
                if due and taken[0] > 0:
                    averages[i] = mean(averages[i], p.detach(), taken[0])
                elif due or t < start_at:
                    averages[i] = p.detach().clone()
            taken[0] += due
        torch_has(name, make, after_step=after_step, states=lambda optimizer, parameters: {f"p{i}.average": flat(a) for i, a in enumerate(averages)})

    averaged("ema(inner=adam(learning_rate=0.1))", lambda p: optim.Adam(p, rate), lambda a, p, n: 0.999 * a + 0.001 * p)
    averaged("ema(decay=0.7, inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), lambda a, p, n: 0.7 * a + 0.3 * p)
    averaged("swa(inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), lambda a, p, n: a + (p - a) / (n + 1))
    averaged("swa(start=3, every=2, inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), lambda a, p, n: a + (p - a) / (n + 1), 3, 2)
    # The gradients that are given are those of whole steps: what batches add up to is held to the whole batch elsewhere.
    torch_has("accumulation(steps=2, inner=adam(learning_rate=0.1))", lambda p: optim.Adam(p, rate))

    # Penalties of weights alone, and the limit of their length.
    def penalty(size, square):
        def before(parameters):
            for p in parameters[1:]:
                with torch.no_grad():
                    p.grad += size * torch.sign(p) + square * p
        return before

    def max_norm(limit, paths=(1, 2)):
        def after_step(parameters, t):
            for i in paths:
                # Ours are [inputs, outputs].
                parameters[i].copy_(torch.renorm(parameters[i], 2, 1, limit))
        return after_step

    torch_has("l1(inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), penalty(0.01, 0))
    torch_has("l1(strength=0.3, inner=adam(learning_rate=0.1))", lambda p: optim.Adam(p, rate), penalty(0.3, 0))
    torch_has("l2(strength=0.2, inner=adam(learning_rate=0.1))", lambda p: optim.Adam([{"params": p[:1]}, {"params": p[1:], "weight_decay": 0.2}], rate))
    torch_has("l2(inner=sgd(learning_rate=0.1, momentum=0.9))", lambda p: optim.SGD([{"params": p[:1]}, {"params": p[1:], "weight_decay": 0.01}], rate, momentum=0.9))
    torch_has("elastic(inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), penalty(0.005, 0.005))
    torch_has("elastic(strength=0.5, share=0.25, inner=sgd(learning_rate=0.1, momentum=0.9))", lambda p: optim.SGD(p, rate, momentum=0.9), penalty(0.125, 0.375))
    torch_has("max_norm(inner=sgd(learning_rate=0.1))", lambda p: optim.SGD(p, rate), after_step=max_norm(2))
    torch_has("max_norm(limit=1, inner=adam(learning_rate=0.1))", lambda p: optim.Adam(p, rate), after_step=max_norm(1))
    torch_has("max_norm(limit=1, paths=p2, inner=sgd(learning_rate=0.1, momentum=0.9))", lambda p: optim.SGD(p, rate, momentum=0.9), after_step=max_norm(1, (2,)))
    return cases


def run(name, shapes, start, gradients, step, extra=None):
    """Ten steps of a rule that changes weights in place, given their gradients."""
    weights = [value.clone() for value in start]
    after = []
    for t, given in enumerate(gradients):
        step(weights, given, t + 1)
        after.append([flat(w) for w in weights])
    return {"optimizer": name, "shapes": shapes, "start": [flat(v) for v in start], "gradients": [[flat(g) for g in given] for given in gradients], "after": after, **(extra or {})}


def kernels():
    """What looks at the axes of a parameter: a vector, matrices [inputs, outputs], kernels [outputs, inputs, height, width], and what is a vector under another shape."""
    shapes = [(3,), (3, 4), (1, 3), (4, 2, 3, 2), (2, 5, 2, 2), (3, 1, 1, 1)]
    start = [values(*shape) for shape in shapes]
    gradients = [[values(*shape) for shape in shapes] for _ in range(10)]
    rate = float(np.float32(0.1))

    # The authors' code: vectors after squeeze whole, matrices over axis 0, kernels [height, width, inputs, outputs] over all but the last.
    def unitwise(x):
        if x.squeeze().dim() <= 1:
            return x.norm()
        return x.norm(dim=0, keepdim=True) if x.dim() == 2 else x.permute(2, 3, 1, 0).pow(2).sum((0, 1, 2), keepdim=True).sqrt().permute(3, 2, 0, 1)

    def adaptive_clip(share, eps):
        def step(weights, given, t):
            for i, (w, g) in enumerate(zip(weights, given)):
                most, length = unitwise(w).clamp(min=eps) * share, unitwise(g)
                weights[i] = w - rate * torch.where(length < most, g, g * (most / length.clamp(min=1e-6)))
        return step

    def muon(lr, others, decay=0.1, momentum=0.95, iterations=5):
        kept = {}

        def step(weights, given, t):
            for i, (w, g) in enumerate(zip(weights, given)):
                if w.dim() < 2:
                    weights[i] = w - others * g
                    continue
                b = kept[i] = momentum * kept.get(i, torch.zeros_like(g)) + (1 - momentum) * g
                x = torch.lerp(g, b, momentum)
                x = x.reshape(len(x), -1) if w.dim() > 2 else x
                # Kernels are [outputs, the rest], matrices [inputs, outputs].
                rows, columns = x.shape
                scale = max(1, rows / columns if w.dim() > 2 else columns / rows) ** 0.5
                tall = rows > columns
                x = x.T if tall else x
                x = x / x.norm().clamp(min=1e-7)
                for _ in range(iterations):
                    a = x @ x.T
                    x = 3.4445 * x + (-4.775 * a + 2.0315 * a @ a) @ x
                x = x.T if tall else x
                weights[i] = w * (1 - lr * decay) - lr * scale * x.reshape(w.shape)
        return step

    return [run("adaptive_clip(share=0.5, inner=sgd(learning_rate=0.1))", shapes, start, gradients, adaptive_clip(0.5, 1e-3)),
            run("adaptive_clip(share=0.8, epsilon=3, inner=sgd(learning_rate=0.1))", shapes, start, gradients, adaptive_clip(0.8, 3)),
            run("muon(learning_rate=0.02, flatten=true, others=sgd(learning_rate=0.1))", shapes, start, gradients, muon(float(np.float32(0.02)), rate))]


def sharpness():
    """Sam's gradients are taken at two places: those of a cost whose gradient is what is given + w³/8."""
    shapes = [(3,), (2, 3), (4, 2)]
    start = [values(*shape) for shape in shapes]
    gradients = [[values(*shape) for shape in shapes] for _ in range(10)]
    optim = torch.optim
    rate, half = float(np.float32(0.1)), 0.5
    cases = []

    def add(name, make, rho=0.05, adaptive=False, moved=(0, 1, 2), around=lambda parameters: None, inside=lambda parameters: None, after=lambda parameters, t: None, before=lambda parameters: None):
        parameters = []

        def step(weights, given, t):
            if t == 1:
                parameters[:] = [torch.nn.Parameter(value.clone()) for value in start]
                step.optimizer = make(parameters)

            def measure():
                for p, g in zip(parameters, given):
                    p.grad = g + p.detach() ** 3 / 8
                around(parameters)

            with torch.no_grad():
                measure()
                before(parameters)
                climbing = [parameters[i] for i in moved]
                length = torch.stack([((p.abs() if adaptive else 1) * p.grad).norm() for p in climbing]).norm()
                kept = [p.clone() for p in parameters]
                for p in climbing:
                    p.add_((p ** 2 if adaptive else 1) * p.grad * (rho / (length + 1e-12)))
                first = {i: p.grad for i, p in enumerate(parameters) if i not in moved}
                measure()
                for p, old in zip(parameters, kept):
                    p.copy_(old)
                for i, grad in first.items():
                    parameters[i].grad = grad
                inside(parameters)
                step.optimizer.step()
                after(parameters, t)
            weights[:] = [p.detach().clone() for p in parameters]
        cases.append(run(name, shapes, start, gradients, step, {"cubed": True}))

    clip = torch.nn.utils.clip_grad_norm_
    sgd = lambda p: optim.SGD(p, rate)
    add("sam(inner=sgd(learning_rate=0.1))", sgd)
    add("sam(rho=0.5, inner=sgd(learning_rate=0.1, momentum=0.9, weight_decay=0.05))", lambda p: optim.SGD(p, rate, 0.9, weight_decay=0.05), 0.5)
    add("sam(rho=0.5, adaptive=true, inner=sgd(learning_rate=0.1))", sgd, 0.5, True)
    add("sam(rho=0.2, adaptive=true, inner=adamw(learning_rate=0.1))", lambda p: optim.AdamW(p, rate), 0.2, True)
    add("sam(rho=2)", lambda p: optim.Adam(p, float(np.float32(0.001))), 2)
    add("clip_by_global_norm(max_norm=2, inner=sam(rho=0.5, inner=sgd(learning_rate=0.1)))", sgd, 0.5, around=lambda p: clip(p, 2))
    add("clip_by_norm(max_norm=2, inner=sam(rho=0.5, inner=sgd(learning_rate=0.1)))", sgd, 0.5, around=lambda p: [clip([each], 2) for each in p])
    add("sam(rho=0.5, inner=clip_by_norm(max_norm=2, inner=sgd(learning_rate=0.1)))", sgd, 0.5, inside=lambda p: [clip([each], 2) for each in p])
    add("sam(rho=0.5, inner=clip_by_global_norm(max_norm=2, inner=sgd(learning_rate=0.1)))", sgd, 0.5, inside=lambda p: clip(p, 2))
    add("freeze(paths=p1, inner=sam(rho=0.5, inner=adam(learning_rate=0.1)))", lambda p: optim.Adam([p[0], p[2]], rate), 0.5, moved=(0, 2))
    add("sam(rho=0.5, inner=freeze(paths=p1, inner=adam(learning_rate=0.1)))", lambda p: optim.Adam([p[0], p[2]], rate), 0.5)
    add("parameter_group(paths=p1, optimizer=sam(rho=0.5, inner=sgd(learning_rate=0.5)), inner=sgd(learning_rate=0.1))",
        lambda p: optim.SGD([{"params": [p[0], p[2]]}, {"params": [p[1]], "lr": half}], rate), 0.5, moved=(1,))
    add("sam(rho=0.5, inner=parameter_group(paths=p1, optimizer=sgd(learning_rate=0.5), inner=sgd(learning_rate=0.1)))",
        lambda p: optim.SGD([{"params": [p[0], p[2]]}, {"params": [p[1]], "lr": half}], rate), 0.5)
    add("weight_decay(decay=0.2, inner=sam(rho=0.5, inner=adam(learning_rate=0.1)))",
        lambda p: optim.AdamW([{"params": p[:1], "weight_decay": 0}, {"params": p[1:], "weight_decay": 0.2}], rate), 0.5)

    for name in ("lookahead(steps=3, share=0.25, inner=sam(rho=0.5, inner=sgd(learning_rate=0.1)))", "sam(rho=0.5, inner=lookahead(steps=3, share=0.25, inner=sgd(learning_rate=0.1)))"):
        slow = [value.clone() for value in start]

        def synchronise(parameters, t, slow=slow):
            if t % 3 == 0:
                for i, p in enumerate(parameters):
                    slow[i] = slow[i] + (p - slow[i]) * 0.25
                    p.copy_(slow[i])

        add(name, sgd, 0.5, after=synchronise)

    averages = [None] * 3

    def follow(parameters, t):
        for i, p in enumerate(parameters):
            averages[i] = p.clone() if t == 1 else averages[i] * 0.9 + p * (1 - 0.9)

    add("ema(decay=0.9, inner=sam(rho=0.5, inner=sgd(learning_rate=0.1)))", sgd, 0.5, after=follow)
    cases[-1]["states"] = {f"p{i}.average": flat(average) for i, average in enumerate(averages)}
    return cases


optimizers()
