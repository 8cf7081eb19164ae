"""Writes losses.json; see goldens.py."""
from common import *


def losses():
    cases = []

    def add(loss, function, prediction, target, note="", reduction="mean"):
        prediction = prediction.clone().requires_grad_(True)
        cost = function(prediction, target)
        cost.sum().backward()
        cases.append({
            "loss": loss, "note": note, "prediction": flat(prediction), "shape": list(prediction.shape), "target": flat(target), "targetShape": list(target.shape),
            "classes": target.dtype == torch.int64, "reduction": reduction, "value": flat(cost), "gradient": flat(prediction.grad)})

    for shape in [(5,), (4, 1), (4, 3), (2, 3, 2)]:
        p, t = values(*shape), values(*shape)
        add("mse", F.mse_loss, p, t)
        add("mae", F.l1_loss, p, t)
        add("sse", lambda p, t: ((p - t) ** 2).sum() / p.shape[0], p, t)
        for delta in [0.5, 1, 2]:
            add(f"huber(delta={delta})", lambda p, t: F.huber_loss(p, t, delta=delta), p, t)
        t = values(*shape, low=0, high=1)
        add("bce", F.binary_cross_entropy, values(*shape, low=0.001, high=0.999), t)
        add("bce_logits", F.binary_cross_entropy_with_logits, values(*shape, low=-20, high=20), t)
        add("bce_logits", F.binary_cross_entropy_with_logits, values(*shape, low=-20, high=20), (t > 0.5).double())
        add("bce_logits(positive_weight=[2.5])", lambda p, t: F.binary_cross_entropy_with_logits(p, t, pos_weight=torch.tensor(2.5)), p, t)
    equal = values(4)
    add("mse", F.mse_loss, equal, equal.clone(), "no difference")
    add("mae", F.l1_loss, equal, equal.clone(), "no difference")
    add("huber", F.huber_loss, equal + torch.tensor([1.0, -1.0, 1.0, 2.0]), equal.clone(), "at delta")
    add("bce", F.binary_cross_entropy, torch.tensor([1e-11, 1e-6, 1 - 1e-6, 0.1, 0.9]), torch.tensor([1.0, 0.0, 1.0, 1.0, 0.0]), "nearly certain")
    add("bce_logits(positive_weight=[0.5, 2, 1])", lambda p, t: F.binary_cross_entropy_with_logits(p, t, pos_weight=torch.tensor([0.5, 2.0, 1.0])), values(4, 3), values(4, 3, low=0, high=1))
    add("bce_logits", F.binary_cross_entropy_with_logits, torch.tensor([800.0, -800.0, 800.0, -800.0, 0.0]), torch.tensor([1.0, 1.0, 0.0, 0.0, 0.5]), "large")

    weights = torch.tensor([1, 2, 0.5])
    for shape in [(6, 3), (2, 3, 4), (2, 3, 2, 2)]:
        p, t, d = values(*shape), classes(3, shape[0], *shape[2:]), distribution(*shape)
        for smoothing in [0, 0.1]:
            s = f"label_smoothing={smoothing}"
            add(f"ce({s})", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing), p, t)
            add(f"ce({s}, ignore_index=1)", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing, ignore_index=1), p, t)
            add(f"ce({s}, class_weights=[1, 2, 0.5])", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing, weight=weights), p, t)
            add(f"ce({s}, class_weights=[1, 2, 0.5], ignore_index=0)", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing, weight=weights, ignore_index=0), p, t)
            add(f"ce({s})", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing), p, d)
            add(f"ce({s}, class_weights=[1, 2, 0.5])", lambda p, t: F.cross_entropy(p, t, label_smoothing=smoothing, weight=weights), p, d)
        # PyTorch has no loss of class probabilities; of their logarithm it has.
        add("cce", lambda p, t: F.nll_loss(p.log(), t), distribution(*shape), t)
        add("cce", lambda p, t: -(t * p.log()).sum() / (p.numel() / p.shape[1]), distribution(*shape), d)
    add("ce", F.cross_entropy, torch.tensor([[1000.0, 0.0, -1000.0], [300.0, 300.0, 0.0]]), torch.tensor([2, 0]), "large")
    add("ce(ignore_index=-1)", lambda p, t: F.cross_entropy(p, t, ignore_index=-1), values(4, 3), torch.tensor([0, -1, 2, -1]))

    def each(loss, function, prediction, target, note=""):
        """PyTorch's function with its three reductions."""
        for reduction in ["mean", "sum", "none"]:
            add(loss, lambda p, t: function(p, t, reduction=reduction), prediction, target, note, reduction)

    def formula(loss, function, prediction, target, note="formula"):
        """What PyTorch has not: the values by the paper's formula."""
        add(loss, lambda p, t: function(p, t).mean(), prediction, target, note)
        add(loss, lambda p, t: function(p, t).sum(), prediction, target, note, "sum")
        add(loss, function, prediction, target, note, "none")

    regression(each, formula, add)
    classification(each, formula, add)
    ranking(each, formula, add)
    certain(each)
    distances(each)
    sequences(each)
    save("losses.json", cases)


def halves(function):
    """PyTorch takes the two halves of the second axis apart."""
    def joined(p, t, **options):
        a, b = p.chunk(2, 1)
        return function(a.reshape(t.shape), b.reshape(t.shape), t, **options)
    return joined


def regression(each, formula, add):
    for shape in [(5,), (4, 1), (4, 3), (2, 3, 2)]:
        p, t = values(*shape), values(*shape)
        each("mse", F.mse_loss, p, t)
        each("mae", F.l1_loss, p, t)
        each("huber(delta=0.5)", lambda p, t, reduction: F.huber_loss(p, t, delta=0.5, reduction=reduction), p, t)
        add("rmse", lambda p, t: F.mse_loss(p, t).sqrt(), p, t)
        for beta in [0, 0.5, 1, 2]:
            each(f"smooth_l1(beta={beta})", lambda p, t, reduction: F.smooth_l1_loss(p, t, beta=beta, reduction=reduction), p, t)
        formula("log_cosh", lambda p, t: torch.log(torch.cosh(p - t)), p, t)
        for epsilon in [1e-7, 0.5]:
            formula(f"mape(epsilon={epsilon})", lambda p, t: 100 * (p - t).abs() / t.abs().clamp_min(epsilon), p, t)
        formula("smape", lambda p, t: 200 * (p - t).abs() / (p.abs() + t.abs()), p, t)
        for q in [0.1, 0.5, 0.9]:
            formula(f"quantile(q={q})", lambda p, t: torch.where(t > p, q * (t - p), (1 - q) * (p - t)), p, t)
            formula(f"expectile(q={q})", lambda p, t: torch.where(t > p, q * (t - p) ** 2, (1 - q) * (p - t) ** 2), p, t)
        for epsilon in [0.001, 0.5]:
            formula(f"charbonnier(epsilon={epsilon})", lambda p, t: ((p - t) ** 2 + epsilon ** 2).sqrt(), p, t)
        if len(shape) > 1:
            formula("cosine_similarity", lambda p, t: -F.cosine_similarity(p, t, dim=-1, eps=0), p, t)
        count, rate = values(*shape, low=0, high=8).floor(), values(*shape, low=0.1, high=4)
        formula("msle", lambda p, t: (torch.log1p(p) - torch.log1p(t)) ** 2, rate, count)
        for full in [False, True]:
            each(f"poisson(full={str(full).lower()})", lambda p, t, reduction: F.poisson_nll_loss(p, t, full=full, reduction=reduction), p, count)
            for epsilon in [1e-8, 0.01]:
                each(f"poisson(log_input=false, full={str(full).lower()}, epsilon={epsilon})",
                     lambda p, t, reduction: F.poisson_nll_loss(p, t, log_input=False, full=full, eps=epsilon, reduction=reduction), rate, count)
        for power in [1.2, 1.5, 1.8]:
            formula(f"tweedie(power={power})", lambda p, t: torch.exp((2 - power) * p) / (2 - power) - t * torch.exp((1 - power) * p) / (1 - power), p, count)
        formula("tweedie(power=1)", lambda p, t: torch.exp(p) - t * p, p, count)
        formula("tweedie(power=2)", lambda p, t: p + t * torch.exp(-p), p, count)
    for shape in [(4,), (4, 1), (4, 3), (2, 3, 2)]:
        t, positive = values(*shape), values(*shape, low=0.1, high=3)
        mean, variance = values(*shape), values(*shape, low=0.05, high=2)
        p = torch.cat([mean, variance], 1) if len(shape) > 1 else torch.stack([mean, variance], 1)
        for full in [False, True]:
            for epsilon in [1e-6, 0.5]:
                s = f"full={str(full).lower()}, epsilon={epsilon}"
                each(f"gaussian({s})", halves(lambda m, v, t, reduction: F.gaussian_nll_loss(m, t, v, full=full, eps=epsilon, reduction=reduction)), p, t)
                each(f"log_normal({s})", halves(lambda m, v, t, reduction: F.gaussian_nll_loss(m, t.log(), v, full=full, eps=epsilon, reduction=reduction)
                     + {"mean": torch.mean, "sum": torch.sum, "none": lambda x: x}[reduction](t.log())), p, positive)


def classification(each, formula, add):
    weights = torch.tensor([1, 2, 0.5])
    for shape in [(5,), (4, 1), (4, 3), (2, 3, 2)]:
        p, t, soft = values(*shape), torch.sign(values(*shape)), values(*shape, low=0, high=1)
        hard, probability = (soft > 0.5).double(), values(*shape, low=0.05, high=0.95)
        each("bce", F.binary_cross_entropy, probability, soft)
        each("bce_logits", F.binary_cross_entropy_with_logits, p, soft)
        each("bce_logits(weight=[0.3])", lambda p, t, reduction: F.binary_cross_entropy_with_logits(p, t, weight=torch.tensor(0.3), reduction=reduction), p, soft)
        each("soft_margin", F.soft_margin_loss, p, t)
        formula("hinge", lambda p, t: (1 - t * p).clamp_min(0), p, t)
        formula("squared_hinge", lambda p, t: (1 - t * p).clamp_min(0) ** 2, p, t)
        for gamma, alpha in [(2, 0.25), (1.5, -1), (0, 0.7)]:
            def focal(p, t):
                q = torch.sigmoid(p) * t + torch.sigmoid(-p) * (1 - t)
                v = F.binary_cross_entropy_with_logits(p, t, reduction="none") * (1 - q) ** gamma
                return v if alpha < 0 else v * (alpha * t + (1 - alpha) * (1 - t))
            formula(f"binary_focal(gamma={gamma}, alpha={alpha})", focal, p, hard)
            formula(f"binary_focal(gamma={gamma}, alpha={alpha})", focal, p, soft)

        def tversky(alpha, beta, s, gamma=1):
            def values(p, t):
                p, t = p.reshape(p.shape[0], -1), t.reshape(p.shape[0], -1)
                a, f, m = (p * t).sum(1), (p * (1 - t)).sum(1), ((1 - p) * t).sum(1)
                return (1 - (a + s) / (a + alpha * f + beta * m + s)) ** gamma
            return values

        def dice(s):
            def values(p, t):
                p, t = p.reshape(p.shape[0], -1), t.reshape(p.shape[0], -1)
                return 1 - (2 * (p * t).sum(1) + s) / (p.sum(1) + t.sum(1) + s)
            return values
        for target in [hard, soft]:
            for s in [1, 0.1]:
                formula(f"dice(smoothing={s})", dice(s), probability, target)
                formula(f"tversky(alpha=0.3, beta=0.7, smoothing={s})", tversky(0.3, 0.7, s), probability, target)
                formula(f"focal_tversky(smoothing={s})", tversky(0.3, 0.7, s, 0.75), probability, target)
            formula("tversky", tversky(0.5, 0.5, 1), probability, target)
            formula("focal_tversky(alpha=0.5, beta=0.6, gamma=2)", tversky(0.5, 0.6, 1, 2), probability, target)
    each("bce_logits(weight=[0.5, 0, 2], positive_weight=[3])", lambda p, t, reduction: F.binary_cross_entropy_with_logits(
        p, t, weight=torch.tensor([0.5, 0.0, 2.0]), pos_weight=torch.tensor(3.0), reduction=reduction), values(4, 3), values(4, 3, low=0, high=1))

    for shape in [(6, 3), (2, 3, 4), (2, 3, 2, 2)]:
        p, t, d = values(*shape), classes(3, shape[0], *shape[2:]), distribution(*shape)
        log, q = F.log_softmax(p, 1).detach(), distribution(*shape)
        each("ce", F.cross_entropy, p, t)
        each("ce(class_weights=[1, 2, 0.5], ignore_index=1)", lambda p, t, reduction: F.cross_entropy(p, t, weight=weights, ignore_index=1, reduction=reduction), p, t)
        for note, w in [("", None), ("class_weights=[1, 2, 0.5], ", weights)]:
            for ignored in [-100, 1]:
                each(f"nll({note}ignore_index={ignored})", lambda p, t, reduction: F.nll_loss(p, t, weight=w, ignore_index=ignored, reduction=reduction), log, t)
        add("kl", lambda p, t: F.kl_div(p, t, reduction="batchmean"), log, d)
        add("kl", lambda p, t: F.kl_div(p, t, reduction="sum"), log, d, reduction="sum")
        add("kl(log_target=true)", lambda p, t: F.kl_div(p, t, reduction="batchmean", log_target=True), log, d.log())

        def shares(t):
            return t if t.dtype != torch.int64 else F.one_hot(t, 3).movedim(-1, 1).double()
        for target in [t, d]:
            for gamma, alpha in [(2, None), (0, None), (1.5, weights)]:
                def focal(p, t):
                    s = p.softmax(1)
                    v = -shares(t) * (1 - s) ** gamma * p.log_softmax(1)
                    return (v if alpha is None else v * alpha.reshape(1, 3, *[1] * (p.dim() - 2))).sum(1)
                formula(f"focal(gamma={gamma}{'' if alpha is None else ', alpha=[1, 2, 0.5]'})", focal, p, target)
            for epsilon in [1, -0.5]:
                formula(f"poly(epsilon={epsilon})", lambda p, t: (shares(t) * (epsilon * (1 - p.softmax(1)) - p.log_softmax(1))).sum(1), p, target)
            for power in [0.7, 1, 0.1]:
                formula(f"gce(q={power})", lambda p, t: (shares(t) * (1 - p.softmax(1) ** power) / power).sum(1), p, target)
            formula("js", lambda p, t: 0.5 * (torch.xlogy(shares(t), shares(t)) - shares(t) * ((p + shares(t)) / 2).log() + p * (p / ((p + shares(t)) / 2)).log()).sum(1), q, target)
            formula("brier", lambda p, t: ((p - shares(t)) ** 2).sum(1), q, target)
            formula("categorical_hinge", lambda p, t: (1 + ((1 - shares(t)) * p).max(1).values - (shares(t) * p).sum(1)).clamp_min(0), p, target)
    add("kl", lambda p, t: F.kl_div(p, t, reduction="batchmean"), F.log_softmax(values(3, 4), 1), torch.tensor([[0.0, 0.5, 0.5, 0.0], [1.0, 0, 0, 0], [0.25] * 4]), "targets of 0")
    p, t = values(6, 3), classes(3, 6)
    for power in [1, 2]:
        for margin in [1, 0.5]:
            for note, w in [("", None), (", class_weights=[1, 2, 0.5]", weights)]:
                each(f"multi_margin(p={power}, margin={margin}{note})", lambda p, t, reduction: F.multi_margin_loss(p, t, p=power, margin=margin, weight=w, reduction=reduction), p, t)
    each("multi_label_margin", F.multilabel_margin_loss, values(4, 5), torch.tensor([[3, 0, -1, 1, 2], [-1, 0, 1, 2, 3], [0, 1, 2, 3, 4], [2, 2, -1, -1, -1]]))
    for note, w in [("", None), ("(class_weights=[1, 2, 0.5])", weights)]:
        each(f"multi_label_soft_margin{note}", lambda p, t, reduction: F.multilabel_soft_margin_loss(p, t, weight=w, reduction=reduction), values(4, 3), (values(4, 3) > 0).double())

    def corn(p, t):
        # As the paper: one task an output, over the examples that got so far.
        total, count = 0, 0
        for k in range(p.shape[1]):
            kept = t >= k
            total = total + F.binary_cross_entropy_with_logits(p[kept, k], (t[kept] > k).double(), reduction="sum")
            count += int(kept.sum())
        return total / count
    add("corn", corn, values(8, 3), classes(4, 8), "formula")


def ranking(each, formula, add):
    for shape in [(6,), (6, 1), (4, 3)]:
        t = torch.sign(values(*shape))
        p = torch.cat([values(*shape), values(*shape)], 1) if len(shape) > 1 else values(6, 2)
        for margin in [0, 0.5, -0.5]:
            each(f"margin_ranking(margin={margin})", halves(lambda a, b, t, reduction: F.margin_ranking_loss(a, b, t, margin=margin, reduction=reduction)), p, t)
        for margin in [1, 0.5]:
            each(f"hinge_embedding(margin={margin})", lambda p, t, reduction: F.hinge_embedding_loss(p, t, margin=margin, reduction=reduction), values(*shape), t)
    p, t = values(6, 2, 5), torch.sign(values(6))
    for margin in [0, 0.3, -0.5]:
        each(f"cosine_embedding(margin={margin})", lambda p, t, reduction: F.cosine_embedding_loss(p[:, 0], p[:, 1], t, margin=margin, reduction=reduction), p, t)
    p = values(6, 3, 5)
    for margin in [1, 2.5]:
        for power in [1, 2]:
            for swap in [False, True]:
                each(f"triplet(margin={margin}, p={power}, swap={str(swap).lower()})", lambda p, t, reduction: F.triplet_margin_loss(
                    p[:, 0], p[:, 1], p[:, 2], margin=margin, p=power, swap=swap, reduction=reduction), p, torch.ones(6))
    p, t = values(7, 4), torch.tensor([0, 1, 0, 2, 1, 0, 3])
    for temperature in [0.1, 0.5]:
        def cosines(p):
            d = p / p.norm(dim=1, keepdim=True)
            return d @ d.T / temperature

        def ntxent(p, t):
            c, total, count = cosines(p), 0, 0
            for i in range(len(t)):
                for j in range(len(t)):
                    if i != j and t[i] == t[j]:
                        unlike = torch.cat([c[i, j][None], c[i][t != t[i]]])
                        total, count = total + torch.logsumexp(unlike, 0) - c[i, j], count + 1
            return total / count

        def supcon(p, t):
            c, total, count = cosines(p), 0, 0
            for i in range(len(t)):
                others = torch.tensor([k != i for k in range(len(t))])
                alike = others & (t == t[i])
                if alike.any():
                    total, count = total + (torch.logsumexp(c[i][others], 0) - c[i][alike]).mean(), count + 1
            return total / count
        add(f"ntxent(temperature={temperature})", ntxent, p, t, "formula")
        add(f"supcon(temperature={temperature})", supcon, p, t, "formula")


def certain(each):
    """Where p is 0 or 1, or nearly: PyTorch's slope is 0 if right and 10¹², as float32 has it, if wrong."""
    p, t = torch.tensor([0, 0, 1, 1, 0, 1, 1e-13, 1e-20, 5e-13, 1e-11, 0.5, 0.25]), torch.tensor([0, 1, 0, 1, 0.25, 0.25, 0, 0, 0.5, 1, 0.5, 1])
    right, label = torch.tensor([0, 1, 1e-13, 1e-20, 0, 1]), torch.tensor([0.0, 1, 0, 0, 0, 1])
    for shape in [(-1,), (-1, 3)]:
        each("bce", F.binary_cross_entropy, p.reshape(shape), t.reshape(shape), "certain")
        each("bce", F.binary_cross_entropy, right.reshape(shape), label.reshape(shape), "certain and right")
    for name, weight in [("2.5", torch.tensor([2.5])), ("0.5, 0, 2", torch.tensor([0.5, 0, 2]))]:
        each(f"bce(weight=[{name}])", lambda p, t, reduction: F.binary_cross_entropy(p, t, weight=weight, reduction=reduction), p.reshape(-1, 3), t.reshape(-1, 3), "certain")
        each(f"bce(weight=[{name}])", lambda p, t, reduction: F.binary_cross_entropy(p, t, weight=weight, reduction=reduction), values(4, 3, low=0.01, high=0.99), values(4, 3, low=0, high=1))


def distances(each):
    p, t = values(6, 3, 5), torch.tensor([1.0, -1, -1, 1, 1, -1])
    p[1, 1, :2] = p[1, 0, :2]

    def triplet(x, t, **options):
        first = (t == 1)[:, None]
        return F.triplet_margin_loss(x[:, 0], torch.where(first, x[:, 1], x[:, 2]), torch.where(first, x[:, 2], x[:, 1]), **options)
    for power in [1, 1.5, 2, 3, 7]:
        for swap in [False, True]:
            for epsilon in [1e-6, 0.25, 0]:
                each(f"triplet(margin=0.75, p={power}, swap={str(swap).lower()}, epsilon={epsilon})",
                     lambda p, t, reduction: triplet(p, t, margin=0.75, p=power, swap=swap, eps=epsilon, reduction=reduction), p, t)


def sequences(each):
    def ctc(lists, blank=0, lengths=None, zero=False, probabilities=False):
        def function(p, t, reduction):
            log = p if probabilities else F.log_softmax(p, 2)
            longest = max([1] + [len(row) for row in lists])
            # What stands behind the labels is not read.
            labels = torch.tensor([row + [0] * (longest - len(row)) for row in lists])
            steps = torch.tensor(lengths or [p.shape[1]] * p.shape[0])
            return F.ctc_loss(log.permute(1, 0, 2), labels, steps, torch.tensor([len(row) for row in lists]), blank=blank, zero_infinity=zero, reduction=reduction)
        return function

    def target(lists, lengths=None):
        longest = max(len(row) for row in lists)
        return torch.tensor([([lengths[i]] if lengths else []) + row + [-1] * (longest - len(row)) for i, row in enumerate(lists)], dtype=torch.int64).reshape(len(lists), longest + (1 if lengths else 0))

    lists = [[1, 2, 3], [1, 1], [4], []]
    for steps in [4, 7, 20]:
        each("ctc", ctc(lists), values(4, steps, 5), target(lists), f"{steps} steps")
    others = [[1, 0, 3], [1, 1, 0], [], [0, 0, 3]]
    for blank in [2, 4]:
        each(f"ctc(blank={blank})", ctc(others, blank), values(4, 9, 5), target(others), "blank elsewhere")
    steps = [9, 3, 1, 6]
    each("ctc(input_lengths=true)", ctc(lists, lengths=steps), values(4, 9, 5), target(lists, steps), "lengths")
    none = [[], []]
    each("ctc", ctc(none), values(2, 3, 4), target(none), "no labels at all")
    long = [[int(uniform() * 26) + 1 for _ in range(20)] for _ in range(3)]
    each("ctc", ctc(long), values(3, 60, 27), target(long), "many steps")
    each("ctc", ctc(lists, probabilities=True), F.log_softmax(values(4, 6, 5), 2), target(lists), "log-probabilities")
    each("ctc", ctc(lists), values(4, 7, 5, low=-40, high=40), target(lists), "nearly certain")
    # The first needs three steps, the second, whose labels are equal, three, too.
    each("ctc(zero_infinity=true)", ctc(lists, zero=True), values(4, 2, 5), target(lists), "impossible")


losses()
