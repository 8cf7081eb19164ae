"""Writes layers.json; see goldens.py."""
import itertools

from common import *

nn = torch.nn
cases = []


def case(text, module, shape, states=None, training=False, integer=0, run=None, **more):
    """states: our path -> (PyTorch's name, whether ours is the transpose). more: what the test needs to know besides."""
    if states is None:
        states = {name: name for name, _ in list(module.named_parameters()) + list(module.named_buffers()) if "num_batches" not in name}
    module = module.double()
    module.train(training)
    module.zero_grad()
    everything = dict(list(module.named_parameters()) + list(module.named_buffers()))
    with torch.no_grad():
        for name, tensor in everything.items():
            if "num_batches" in name:
                tensor.fill_(3)
                continue
            tensor.copy_(values(*tensor.shape, low=0.5, high=2) if "var" in name else values(*tensor.shape, low=-1, high=1))
        if isinstance(module, nn.Embedding) and module.padding_idx is not None:
            module.weight[module.padding_idx] = 0.25

    def ours(path, tensor):
        turned = isinstance(states[path], tuple)
        return flat(tensor.t() if turned else tensor)

    def theirs(path):
        return states[path][0] if isinstance(states[path], tuple) else states[path]

    x = classes(integer, *shape) if integer else values(*shape)
    given = {path: ours(path, everything[theirs(path)]) for path in states}
    if not integer:
        x.requires_grad_(True)
    y = (run or module)(x)
    upstream = values(*y.shape)
    (y * upstream).sum().backward()
    found = {"layer": text, "training": training, "shape": list(x.shape), "x": flat(x), "states": given, "y_shape": list(y.shape), "y": flat(y), "upstream": flat(upstream),
             "gradients": {path: ours(path, everything[theirs(path)].grad) for path in states if everything[theirs(path)].requires_grad},
             "buffers": {path: ours(path, everything[theirs(path)]) for path in states if training and not everything[theirs(path)].requires_grad}}
    if not integer:
        found["gradient"] = flat(x.grad)
    cases.append(found | more)


def word(value):
    return str(value).lower() if isinstance(value, bool) else str(list(value) if isinstance(value, tuple) else value)


def text(name, **arguments):
    return name + "(" + ", ".join(f"{key}={word(value)}" for key, value in arguments.items()) + ")"


def plain():
    case("linear(inputs=3, outputs=4)", nn.Linear(3, 4), (5, 3), {"weight": ("weight", True), "bias": "bias"})
    case("linear(inputs=3, outputs=4, bias=false)", nn.Linear(3, 4, bias=False), (2, 5, 3), {"weight": ("weight", True)})
    for bias in (True, False):
        bilinear = nn.Bilinear(3, 2, 4, bias=bias)
        case(text("bilinear", left=3, right=2, outputs=4, bias=bias), bilinear, (5, 5), run=lambda x: bilinear(x[:, :3], x[:, 3:]))
        case(text("bilinear", left=3, right=2, outputs=4, bias=bias), bilinear, (2, 3, 5), run=lambda x: bilinear(x[..., :3], x[..., 3:]))
    for padding in (-1, 0, 3):
        case(text("embedding", entries=6, width=3, padding=padding), nn.Embedding(6, 3, padding_idx=None if padding < 0 else padding), (4, 5), integer=6)
    inner = nn.Linear(3, 3)
    case("residual(layers=[linear(inputs=3, outputs=3), tanh])", inner, (4, 3), {"inner/linear1/weight": ("weight", True), "inner/linear1/bias": "bias"}, run=lambda x: torch.tanh(inner(x)) + x)
    case("parallel(branches=[linear(inputs=3, outputs=3), tanh])", inner, (4, 3), {"branch1/weight": ("weight", True), "branch1/bias": "bias"}, run=lambda x: torch.cat([inner(x), torch.tanh(x)], 1))
    case("parallel(branches=[linear(inputs=3, outputs=3), tanh], combine=add)", inner, (4, 3), {"branch1/weight": ("weight", True), "branch1/bias": "bias"}, run=lambda x: inner(x) + torch.tanh(x))
    case("flatten", nn.Flatten(), (3, 2, 4))
    case("reshape(shape=[4, -1])", nn.Unflatten(1, (4, 3)), (2, 12))
    case("permute(axes=[3, 1, 2])", nn.Identity(), (2, 3, 4, 2), run=lambda x: x.permute(0, 3, 1, 2))


def convolutions():
    for stride, padding, dilation, groups in itertools.product((1, 2), (0, 1, "same"), (1, 2), (1, 2)):
        if padding == "same" and stride > 1:
            continue
        options = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
        case(text("conv2d", channels=2, filters=4, kernel=(3, 2), **options), nn.Conv2d(2, 4, (3, 2), **options), (2, 2, 6, 5))
        case(text("conv1d", channels=4, filters=2, kernel=3, **options), nn.Conv1d(4, 2, 3, **options), (2, 4, 7))
    for options in (dict(stride=(2, 1), padding=(1, 2), dilation=(1, 2)), dict(bias=False), dict(padding="same", groups=2, bias=False)):
        case(text("conv2d", channels=2, filters=2, kernel=(2, 4), **options), nn.Conv2d(2, 2, (2, 4), **options), (3, 2, 5, 8))
    case("conv2d(channels=2, filters=3, kernel=1, padding=2)", nn.Conv2d(2, 3, 1, padding=2), (2, 2, 3, 2))
    case("conv1d(channels=2, filters=2, kernel=2, padding=3, stride=2)", nn.Conv1d(2, 2, 2, padding=3, stride=2), (2, 2, 4))
    case("conv1d(channels=2, filters=2, kernel=4, padding=same, dilation=3)", nn.Conv1d(2, 2, 4, padding="same", dilation=3), (2, 2, 5))
    for stride, padding, dilation, groups in ((1, 0, 1, 1), (2, 1, 1, 2), (1, 1, 2, 1), (2, 0, 1, 1)):
        options = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
        case(text("conv3d", channels=2, filters=2, kernel=2, **options), nn.Conv3d(2, 2, 2, **options), (2, 2, 3, 4, 3))
    for stride, padding, dilation, groups in itertools.product((1, 2, 3), (0, 1), (1, 2), (1, 2)):
        for extra in (0, stride - 1) if stride > 1 else (0,):
            options = dict(stride=stride, padding=padding, output_padding=extra, dilation=dilation, groups=groups)
            if stride < 3:
                case(text("conv_transpose2d", channels=2, filters=4, kernel=(3, 2), **options), nn.ConvTranspose2d(2, 4, (3, 2), **options), (2, 2, 3, 4))
            case(text("conv_transpose1d", channels=4, filters=2, kernel=3, **options), nn.ConvTranspose1d(4, 2, 3, **options), (2, 4, 5))
    case("conv_transpose1d(channels=2, filters=3, kernel=1, padding=1, bias=false)", nn.ConvTranspose1d(2, 3, 1, padding=1, bias=False), (2, 2, 5))
    for multiplier, options in ((1, dict()), (2, dict(stride=2, padding=1)), (1, dict(padding="same", dilation=2))):
        both = nn.Sequential(nn.Conv2d(2, 2 * multiplier, 3, groups=2, bias=False, **options), nn.Conv2d(2 * multiplier, 3, 1))
        case(text("depthwise_separable_conv2d", channels=2, filters=3, kernel=3, multiplier=multiplier, **options), both, (2, 2, 5, 6),
             {"depthwise/weight": "0.weight", "pointwise/weight": "1.weight", "pointwise/bias": "1.bias"})


def pools():
    for kernel, stride, padding, dilation in ((2, 2, 0, 1), (3, 2, 1, 1), (2, 1, 0, 2), ((3, 2), (1, 2), (1, 0), 1), (3, 1, 1, 2)):
        options = dict(kernel=kernel, stride=stride, padding=padding)
        theirs = dict(kernel_size=kernel, stride=stride, padding=padding)
        case(text("max_pool", dilation=dilation, **options), nn.MaxPool2d(dilation=dilation, **theirs), (2, 2, 6, 7))
        if dilation == 1:
            for count in (True, False):
                case(text("average_pool", count_include_pad=count, **options), nn.AvgPool2d(count_include_pad=count, **theirs), (2, 2, 6, 7))
        if not isinstance(kernel, tuple):
            case(text("max_pool", dilation=dilation, **options), nn.MaxPool1d(dilation=dilation, **theirs), (2, 3, 8))
            case(text("max_pool", dilation=dilation, **options), nn.MaxPool3d(dilation=dilation, **theirs), (1, 2, 5, 5, 6))
            case(text("average_pool", count_include_pad=True, **options), nn.AvgPool1d(**theirs), (2, 3, 8))
            case(text("average_pool", count_include_pad=False, **options), nn.AvgPool3d(count_include_pad=False, **theirs), (1, 2, 4, 4, 5))
    case("max_pool(kernel=3)", nn.MaxPool2d(3), (2, 2, 7, 6))
    case("global_average_pool", nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), (2, 3, 4, 5))
    case("global_average_pool", nn.Sequential(nn.AdaptiveAvgPool1d(1), nn.Flatten()), (2, 3, 4))
    case("global_max_pool", nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten()), (2, 3, 4, 5))
    case("global_max_pool", nn.Sequential(nn.AdaptiveMaxPool3d(1), nn.Flatten()), (2, 3, 2, 3, 2))
    case("adaptive_average_pool(extents=[2, 3])", nn.AdaptiveAvgPool2d((2, 3)), (2, 2, 5, 7))
    case("adaptive_average_pool(extents=4)", nn.AdaptiveAvgPool2d(4), (2, 2, 4, 3))
    case("adaptive_average_pool(extents=3)", nn.AdaptiveAvgPool1d(3), (2, 2, 8))
    case("adaptive_average_pool(extents=[1, 2, 3])", nn.AdaptiveAvgPool3d((1, 2, 3)), (1, 2, 3, 3, 4))


def norms():
    for training, affine, track in itertools.product((True, False), repeat=3):
        for kind, shape in ((nn.BatchNorm1d, (5, 3)), (nn.BatchNorm1d, (4, 3, 4)), (nn.BatchNorm2d, (2, 3, 3, 2)), (nn.BatchNorm3d, (2, 3, 2, 2, 2))):
            case(text("batch_norm", channels=3, affine=affine, track=track), kind(3, affine=affine, track_running_stats=track), shape, training=training)
    for training in (True, False):
        case("batch_norm(channels=3, epsilon=0.001, momentum=0.3)", nn.BatchNorm2d(3, eps=1e-3, momentum=0.3), (2, 3, 2, 2), training=training)
        case("batch_norm(channels=3)", nn.BatchNorm1d(3), (2, 3), training=training)
        for affine in (True, False):
            case(text("layer_norm", inputs=6, affine=affine), nn.LayerNorm(6, elementwise_affine=affine), (4, 6), training=training)
            case(text("layer_norm", inputs=6, epsilon=0.1, affine=affine), nn.LayerNorm(6, eps=0.1, elementwise_affine=affine), (2, 3, 6), training=training)
            for groups in (1, 2, 4):
                case(text("group_norm", groups=groups, channels=4, affine=affine), nn.GroupNorm(groups, 4, affine=affine), (2, 4, 3, 2), training=training)
            case(text("group_norm", groups=2, channels=4, epsilon=0.01, affine=affine), nn.GroupNorm(2, 4, eps=0.01, affine=affine), (3, 4), training=training)
            case(text("instance_norm", channels=3, affine=affine), nn.InstanceNorm2d(3, affine=affine), (2, 3, 3, 2), training=training)
            case(text("instance_norm", channels=3, epsilon=0.01, affine=affine), nn.InstanceNorm1d(3, eps=0.01, affine=affine), (2, 3, 5), training=training)
    # PyTorch 1.13 has none: the paper's formula.
    for epsilon in (0.001, 2.0 ** -23):
        scale = nn.LayerNorm(5, eps=epsilon)
        scale.bias = None
        case(text("rms_norm", inputs=5, epsilon=epsilon), scale, (3, 5), {"weight": "weight"},
             run=lambda x: x / torch.sqrt((x * x).mean(-1, keepdim=True) + epsilon) * scale.weight)


def shapes():
    for kind, shape in (("linear", (2, 2, 4)), ("bilinear", (2, 2, 3, 4)), ("trilinear", (1, 2, 2, 3, 2))):
        for factor in (2, 3):
            case(text("upsample", factor=factor, mode="bilinear"), nn.Upsample(scale_factor=factor, mode=kind, align_corners=False), shape)
            case(text("upsample", factor=factor), nn.Upsample(scale_factor=factor), shape)
    case("upsample(factor=[1, 4], mode=bilinear)", nn.Upsample(scale_factor=(1, 4), mode="bilinear", align_corners=False), (2, 2, 1, 3))
    case("pad(before=[1, 2], after=[0, 3])", nn.ZeroPad2d((2, 3, 1, 0)), (2, 2, 3, 4))
    case("pad(before=2, value=1.5)", nn.ConstantPad1d(2, 1.5), (2, 2, 3))
    case("pad(before=[1, 2], after=[0, 3], mode=reflect)", nn.ReflectionPad2d((2, 3, 1, 0)), (2, 2, 3, 4))
    case("pad(before=[1, 2], after=[0, 5], mode=replicate)", nn.ReplicationPad2d((2, 5, 1, 0)), (2, 2, 3, 4))
    case("pad(before=2, mode=reflect)", nn.ReflectionPad1d(2), (2, 2, 3))
    case("pad(before=1, mode=replicate)", nn.ReplicationPad3d(1), (1, 2, 2, 2, 3))


def sequences():
    kinds = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
    for name, kind in kinds.items():
        for layers, both, bias in ((1, False, True), (1, True, True), (2, False, True), (2, True, False)):
            module = kind(3, 2, num_layers=layers, bidirectional=both, bias=bias, batch_first=True)
            states = {path: (path, True) if "weight" in path else path for path, _ in module.named_parameters()}
            for training, shape in ((True, (2, 5, 3)), (False, (3, 1, 3))):
                case(text(name, inputs=3, hidden=2, layers=layers, bidirectional=both, bias=bias), module, shape, states, training=training, run=lambda x: module(x)[0])
    module = nn.RNN(3, 2, nonlinearity="relu", batch_first=True)
    case("rnn(inputs=3, hidden=2, nonlinearity=relu)", module, (2, 4, 3), {path: (path, True) if "weight" in path else path for path, _ in module.named_parameters()}, run=lambda x: module(x)[0])
    case("last_step", nn.Identity(), (2, 4, 3), run=lambda x: x[:, -1])
    case("time_distributed(inner=linear(inputs=3, outputs=2))", nn.Linear(3, 2), (2, 4, 3), {"inner/weight": ("weight", True), "inner/bias": "bias"})
    convolution = nn.Conv2d(2, 2, 2)
    case("time_distributed(inner=conv2d(channels=2, filters=2, kernel=2))", convolution, (2, 3, 2, 3, 3), {"inner/weight": "weight", "inner/bias": "bias"},
         run=lambda x: torch.stack([convolution(x[:, step]) for step in range(3)], 1))
    for heads, causal, bias in itertools.product((1, 2, 4), (True, False), (True, False)):
        attention = nn.MultiheadAttention(4, heads, bias=bias, batch_first=True)
        states = {"in_proj_weight": ("in_proj_weight", True), "out_proj_weight": ("out_proj.weight", True)}
        if bias:
            states.update({"in_proj_bias": "in_proj_bias", "out_proj_bias": "out_proj.bias"})
        mask = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1) if causal else None
        case(text("multi_head_attention", inputs=4, heads=heads, causal=causal, bias=bias), attention, (2, 5, 4), states, training=True,
             run=lambda x: attention(x, x, x, attn_mask=mask, need_weights=True)[0])


class Named(nn.Module):
    """A formula over parameters of these names and shapes."""

    def __init__(self, formula, **shapes):
        super().__init__()
        self.formula = formula
        for name, shape in shapes.items():
            self.register_parameter(name, nn.Parameter(torch.zeros(shape)))

    def forward(self, x):
        return self.formula(self, x)


def normalized():
    """Layers around one other whose weight they make anew."""
    norms = nn.utils
    for training in (True, False):
        for bias in (True, False):
            states = {"magnitude": "weight_g", "inner/weight": ("weight_v", True)}
            if bias:
                states["inner/bias"] = "bias"
            case(text("weight_norm", inner=text("linear", inputs=3, outputs=4, bias=bias)), norms.weight_norm(nn.Linear(3, 4, bias=bias)), (5, 3), states, training=training)
        states = {"magnitude": "weight_g", "inner/weight": "weight_v", "inner/bias": "bias"}
        case("weight_norm(inner=linear(inputs=3, outputs=4), axis=0)", norms.weight_norm(nn.Linear(3, 4), dim=1), (2, 5, 3), {**states, "inner/weight": ("weight_v", True)}, training=training)
        case("weight_norm(inner=conv2d(channels=2, filters=4, kernel=[3, 2], groups=2))", norms.weight_norm(nn.Conv2d(2, 4, (3, 2), groups=2)), (2, 2, 5, 4), states, training=training)
        case("weight_norm(inner=conv2d(channels=2, filters=4, kernel=2), axis=1)", norms.weight_norm(nn.Conv2d(2, 4, 2), dim=1), (2, 2, 3, 4), states, training=training)
        case("weight_norm(inner=conv_transpose1d(channels=4, filters=2, kernel=3, stride=2))", norms.weight_norm(nn.ConvTranspose1d(4, 2, 3, stride=2)), (2, 4, 5), states, training=training)
        bilinear = norms.weight_norm(nn.Bilinear(3, 2, 4))
        case("weight_norm(inner=bilinear(left=3, right=2, outputs=4))", bilinear, (5, 5), states, training=training, run=lambda x: bilinear(x[:, :3], x[:, 3:]))
        case("weight_norm(inner=embedding(entries=6, width=3))", norms.weight_norm(nn.Embedding(6, 3)), (4, 5), {"magnitude": "weight_g", "inner/weight": "weight_v"}, training=training, integer=6)
    # The weight of what is carried, which the scan takes from outside. PyTorch's LSTM holds its weights by address, so its formula is written out.
    def stack(layers, last):
        def run(self, x):
            for layer in range(layers):
                own = {kind: getattr(self, f"{kind}_l{layer}") for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
                if f"weight_hh_l{layer}" == last:
                    own["weight_hh"] = own["weight_hh"] / own["weight_hh"].norm(dim=1, keepdim=True) * self.g[:, None]
                h = c = torch.zeros(x.shape[0], 2)
                steps = []
                for t in range(x.shape[1]):
                    i, f, g, o = (x[:, t] @ own["weight_ih"].t() + own["bias_ih"] + h @ own["weight_hh"].t() + own["bias_hh"]).chunk(4, 1)
                    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                    h = torch.sigmoid(o) * torch.tanh(c)
                    steps.append(h)
                x = torch.stack(steps, 1)
            return x
        return run

    for layers in (1, 2):
        shapes = {path: value.shape for path, value in nn.LSTM(3, 2, num_layers=layers).named_parameters()}
        last = f"weight_hh_l{layers - 1}"
        states = {f"inner/{path}": (path, True) if "weight" in path else path for path in shapes}
        case(text("weight_norm", inner=text("lstm", inputs=3, hidden=2, layers=layers), parameter=last), Named(stack(layers, last), **shapes, g=8), (2, 4, 3), {**states, "magnitude": "g"})

    spectral = norms.parametrizations.spectral_norm
    names = {"inner/weight": "parametrizations.weight.original", "inner/bias": "bias", "u": "parametrizations.weight.0._u", "v": "parametrizations.weight.0._v"}
    for training in (True, False):
        turned = {**names, "inner/weight": (names["inner/weight"], True)}
        case("spectral_norm(inner=linear(inputs=3, outputs=4))", spectral(nn.Linear(3, 4)), (5, 3), turned, training=training)
        case("spectral_norm(inner=linear(inputs=3, outputs=4), iterations=3, epsilon=10)", spectral(nn.Linear(3, 4), n_power_iterations=3, eps=10), (5, 3), turned, training=training)
        case("spectral_norm(inner=conv2d(channels=2, filters=4, kernel=[3, 2]))", spectral(nn.Conv2d(2, 4, (3, 2))), (2, 2, 5, 4), names, training=training)
        case("spectral_norm(inner=conv1d(channels=2, filters=4, kernel=3), axis=1)", spectral(nn.Conv1d(2, 4, 3), dim=1), (2, 2, 5), names, training=training)
        case("spectral_norm(inner=conv_transpose2d(channels=2, filters=4, kernel=2))", spectral(nn.ConvTranspose2d(2, 4, 2)), (2, 2, 3, 4), names, training=training)
        case("spectral_norm(inner=embedding(entries=6, width=3))", spectral(nn.Embedding(6, 3)), (4, 5), {key: names[key] for key in ("inner/weight", "u", "v")}, training=training, integer=6)


def tables():
    """Formulas of the papers; PyTorch has none of them."""
    def embedded(terms):
        return lambda self, x: F.relu(torch.einsum("...fk,fkw->...fw", terms(self, x), self.weight) + self.bias).flatten(-2)

    def waves(self, x):
        angles = 2 * math.pi * self.frequencies * x[..., None]
        return torch.cat([torch.cos(angles), torch.sin(angles)], -1)

    def bins(bounds):
        def terms(self, x):
            columns = []
            for f, each in enumerate(bounds):
                real = [pair for pair in zip(each, each[1:]) if pair[0] < pair[1]]
                column = []
                for t, (lower, upper) in enumerate(real):
                    e = (x[..., f] - lower) / (upper - lower)
                    if t > 0:
                        e = torch.where(x[..., f] < lower, torch.zeros_like(e), e)
                    if t < len(real) - 1:
                        e = torch.where(x[..., f] >= upper, torch.ones_like(e), e)
                    column.append(e)
                column += [torch.zeros_like(x[..., f])] * (len(each) - 1 - len(real))
                columns.append(torch.stack(column, -1))
            return torch.stack(columns, -2)
        return terms

    for shape in ((5, 3), (2, 4, 3)):
        case("numeric_embedding(features=3, width=2, frequencies=4)", Named(embedded(waves), frequencies=(3, 4), weight=(3, 8, 2), bias=(3, 2)), shape)
        bounds = [[-2, -0.5, 1, 2.5], [-1, 0, 0.5, 0.5], [0, 1, 1, 1]]
        case(text("piecewise_linear_embedding", features=3, width=2, bounds=sum(bounds, [])), Named(embedded(bins(bounds)), weight=(3, 3, 2), bias=(3, 2)), shape)
    case("piecewise_linear_embedding(features=2, width=1, bounds=[-1, 1, 0, 2])", Named(embedded(bins([[-1, 1], [0, 2]])), weight=(2, 1, 1), bias=(2, 1)), (6, 2))

    both = nn.ModuleList([nn.Embedding(4, 2), nn.Embedding(6, 3)])
    case("category_embedding(cardinalities=[4, 6], widths=[2, 3])", both, (5, 2), {"column1/weight": "0.weight", "column2/weight": "1.weight"}, integer=4, run=lambda x: torch.cat([both[i](x[:, i]) for i in (0, 1)], -1))
    alike = nn.ModuleList([nn.Embedding(3, 2), nn.Embedding(3, 2), nn.Embedding(3, 2)])
    case("category_embedding(cardinalities=[3, 3, 3], widths=2)", alike, (2, 4, 3), {f"column{i + 1}/weight": f"{i}.weight" for i in range(3)}, integer=3,
         run=lambda x: torch.cat([alike[i](x[..., i]) for i in range(3)], -1))

    def members(self, x):
        rows = [((self.input_scale[i] * (x if x.dim() == 2 else x[:, i])) @ self.weight) * self.output_scale[i] for i in range(4)]
        return torch.stack([row + self.bias[i] if hasattr(self, "bias") else row for i, row in enumerate(rows)], 1)

    for shape in ((5, 3), (5, 4, 3)):
        owned = dict(weight=(3, 2), input_scale=(4, 3), output_scale=(4, 2))
        case("batch_ensemble_linear(inputs=3, outputs=2, members=4)", Named(members, **owned, bias=(4, 2)), shape)
        case("batch_ensemble_linear(inputs=3, outputs=2, members=4, signs=false, bias=false)", Named(members, **owned), shape)


def corners():
    for kind, shape in (("linear", (2, 2, 4)), ("bilinear", (2, 2, 3, 4)), ("trilinear", (1, 2, 2, 3, 2)), ("bilinear", (2, 2, 1, 3))):
        for factor in (1, 2, 3):
            case(text("upsample", factor=factor, mode="bilinear", align_corners=True), nn.Upsample(scale_factor=factor, mode=kind, align_corners=True), shape)
    case("upsample(factor=[2, 3], mode=bilinear, align_corners=true)", nn.Upsample(scale_factor=(2, 3), mode="bilinear", align_corners=True), (2, 2, 5, 4))


def remainders():
    """Pooling that takes what is left at the end, too."""
    for kernel, stride, padding, dilation in ((2, 2, 0, 1), (3, 2, 1, 1), (3, 3, 1, 1), (2, 3, 1, 1), (4, 3, 2, 1), (3, 2, 0, 2), ((2, 3), (3, 2), (1, 0), 1)):
        options = dict(kernel=kernel, stride=stride, padding=padding, ceil_mode=True)
        theirs = dict(kernel_size=kernel, stride=stride, padding=padding, ceil_mode=True)
        case(text("max_pool", dilation=dilation, **options), nn.MaxPool2d(dilation=dilation, **theirs), (2, 2, 6, 7))
        if dilation == 1:
            for count in (True, False):
                case(text("average_pool", count_include_pad=count, **options), nn.AvgPool2d(count_include_pad=count, **theirs), (2, 2, 6, 7))
        if not isinstance(kernel, tuple):
            for steps in (5, 6, 7, 8):
                case(text("max_pool", dilation=dilation, **options), nn.MaxPool1d(dilation=dilation, **theirs), (2, 2, steps))
                if dilation == 1:
                    case(text("average_pool", **options), nn.AvgPool1d(**theirs), (2, 2, steps))
    # A window larger than what there is.
    case("max_pool(kernel=3, stride=2, ceil_mode=true)", nn.MaxPool1d(3, stride=2, ceil_mode=True), (2, 2, 2))
    case("average_pool(kernel=3, stride=2, ceil_mode=true)", nn.AvgPool1d(3, stride=2, ceil_mode=True), (2, 2, 2))


def several_axes():
    """Norms over more than the last axis, and running statistics that are the mean of all batches."""
    for training in (True, False):
        counted = {name: name for name in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")}
        case("batch_norm(channels=3, cumulative=true)", nn.BatchNorm2d(3, momentum=None), (2, 3, 2, 2), counted, training=training)
        for affine in (True, False):
            case(text("layer_norm", inputs=(2, 3), epsilon=0.01, affine=affine), nn.LayerNorm((2, 3), eps=0.01, elementwise_affine=affine), (4, 2, 3), training=training)
            case(text("layer_norm", inputs=(2, 2, 3), affine=affine), nn.LayerNorm((2, 2, 3), elementwise_affine=affine), (2, 3, 2, 2, 3), training=training)
    # PyTorch 1.13 has none: the paper's formula.
    whole = nn.LayerNorm((2, 3))
    whole.bias = None
    case("rms_norm(inputs=[2, 3], epsilon=0.01)", whole, (3, 2, 3), {"weight": "weight"}, run=lambda x: x / torch.sqrt((x * x).mean((-2, -1), keepdim=True) + 0.01) * whole.weight)


def dropped():
    """Dropout inside of layers, when predicting; what it does while training is held by tests of its own."""
    for name, kind in {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}.items():
        module = kind(3, 2, num_layers=3, dropout=0.4, batch_first=True)
        case(text(name, inputs=3, hidden=2, layers=3, dropout=0.4), module, (2, 4, 3), {path: (path, True) if "weight" in path else path for path, _ in module.named_parameters()}, run=lambda x: module(x)[0])
    attention = nn.MultiheadAttention(4, 2, dropout=0.3, batch_first=True)
    case("multi_head_attention(inputs=4, heads=2, dropout=0.3)", attention, (2, 5, 4), attended("", ""), run=lambda x: attention(x, x, x)[0])
    case("multi_head_attention(inputs=4, heads=2)", attention, (2, 5, 4), attended("", ""), run=lambda x: attention(x, x, x, key_padding_mask=PADDED)[0], hidden=PADDED.int().tolist())


# Which steps of two examples stand for nothing.
PADDED = torch.tensor([[0, 0, 0, 1, 1], [0, 1, 0, 0, 0]]).bool()
MEMORY_PADDED = torch.tensor([[0, 1, 0], [0, 0, 1]]).bool()


def attended(ours, theirs):
    """The states of an attention."""
    return {ours + "in_proj_weight": (theirs + "in_proj_weight", True), ours + "out_proj_weight": (theirs + "out_proj.weight", True),
            ours + "in_proj_bias": theirs + "in_proj_bias", ours + "out_proj_bias": theirs + "out_proj.bias"}


def stacked(layers, crosses, norm):
    """The states of a transformer."""
    states = {}
    for layer in range(layers):
        ours, theirs = f"layer{layer + 1}/", f"layers.{layer}."
        states |= attended(ours + "self_attention/", theirs + "self_attn.")
        if crosses:
            states |= attended(ours + "cross_attention/", theirs + "multihead_attn.")
        for name in ("linear1", "linear2"):
            states |= {f"{ours}{name}/weight": (f"{theirs}{name}.weight", True), f"{ours}{name}/bias": f"{theirs}{name}.bias"}
        for name in ("norm1", "norm2", "norm3")[:3 if crosses else 2]:
            states |= {f"{ours}{name}/{part}": f"{theirs}{name}.{part}" for part in ("weight", "bias")}
    if norm:
        states |= {f"norm/{part}": f"norm.{part}" for part in ("weight", "bias")}
    return states


def rotated(x, base, interleaved):
    """Su et al. 2021, equation 34, pair by pair; x is [..., steps, width]."""
    width = x.shape[-1]
    columns = [None] * width
    steps = torch.arange(x.shape[-2], dtype=torch.float64)
    for pair in range(width // 2):
        first, second = (2 * pair, 2 * pair + 1) if interleaved else (pair, pair + width // 2)
        angle = steps * base ** (-2 * pair / width)
        columns[first] = x[..., first] * torch.cos(angle) - x[..., second] * torch.sin(angle)
        columns[second] = x[..., first] * torch.sin(angle) + x[..., second] * torch.cos(angle)
    return torch.stack(columns, -1)


def positions():
    table = nn.Embedding(6, 4)
    for steps in (6, 2):
        case("positional_embedding(steps=6, inputs=4)", table, (2, steps, 4), {"weight": "weight"}, run=lambda x: x + table(torch.arange(steps)))
    for width in (6, 5):
        # Vaswani et al. 2017, section 3.5.
        sines = torch.tensor([[(math.cos if column % 2 else math.sin)(step / 10000 ** ((column - column % 2) / width)) for column in range(width)] for step in range(9)])
        case(text("positional_embedding", steps=12, inputs=width, kind="sinusoidal"), nn.Identity(), (2, 9, width), run=lambda x: x + sines)
    for base, interleaved in ((10000, True), (100, False)):
        case(text("rotary_embedding", base=base, interleaved=interleaved), nn.Identity(), (2, 7, 6), run=lambda x: rotated(x, base, interleaved))
        case(text("rotary_embedding", base=base, interleaved=interleaved), nn.Identity(), (2, 3, 5, 4), run=lambda x: rotated(x, base, interleaved))
        attention = nn.MultiheadAttention(8, 2, batch_first=True)

        def turned(x):
            parts = F.linear(x, attention.in_proj_weight, attention.in_proj_bias).reshape(2, 5, 3, 2, 4).permute(2, 0, 3, 1, 4)
            query, key = rotated(parts[0], base, interleaved), rotated(parts[1], base, interleaved)
            return attention.out_proj((torch.softmax(query @ key.transpose(-1, -2) / 2, -1) @ parts[2]).transpose(1, 2).reshape(2, 5, 8))

        case(f"multi_head_attention(inputs=8, heads=2, rotary=rotary_embedding(base={base}, interleaved={word(interleaved)}))", attention, (2, 5, 8), attended("", ""), run=turned)


def transformers():
    for first, causal, training in itertools.product((False, True), repeat=3):
        for layers, activation, norm in ((1, "gelu" if first else "relu", first == training), (2, "relu" if causal else "gelu", first != causal)):
            options = dict(feed_forward=6, dropout=0 if training else 0.2, activation=activation, norm_first=first, epsilon=1e-3, final_norm=norm)
            theirs = dict(dim_feedforward=6, dropout=0 if training else 0.2, activation=activation, norm_first=first, layer_norm_eps=1e-3, batch_first=True)
            mask = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
            last = nn.LayerNorm(4, eps=1e-3) if norm else None
            encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, **theirs), layers, last)
            name = text("transformer_encoder", inputs=4, heads=2, layers=layers, causal=causal, **options)
            states = stacked(layers, False, norm)
            case(name, encoder, (2, 5, 4), states, training=training, run=lambda x: encoder(x, mask=mask if causal else None))
            if not causal:
                case(name, encoder, (2, 5, 4), states, training=training, run=lambda x: encoder(x, src_key_padding_mask=PADDED), hidden=PADDED.int().tolist())
            else:
                # One that stands alone is a causal encoder.
                case(text("transformer_decoder", inputs=4, heads=2, layers=layers, **options), encoder, (2, 5, 4), states, training=training, run=lambda x: encoder(x, mask=mask))
                decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, **theirs), layers, last)
                name = text("transformer_decoder", inputs=4, heads=2, layers=layers, cross_attention=True, **options)
                states = stacked(layers, True, norm)
                # The sequence and its memory come in one.
                case(name, decoder, (2, 8, 4), states, training=training, run=lambda x: decoder(x[:, :5], x[:, 5:], tgt_mask=mask), memory=3)
                late = torch.tensor([[0, 0, 0, 1, 1], [0, 0, 0, 0, 1]]).bool()
                case(name, decoder, (2, 8, 4), states, training=training, run=lambda x: decoder(x[:, :5], x[:, 5:], tgt_mask=mask, tgt_key_padding_mask=late, memory_key_padding_mask=MEMORY_PADDED),
                     memory=3, hidden=torch.cat([late, MEMORY_PADDED], 1).int().tolist())


def others():
    """Attention to another sequence: it stands behind the one that asks, and its keys and values are the first of its numbers."""
    for keys, vals, bias in ((4, 4, True), (3, 4, True), (4, 2, False), (3, 1, True)):
        attention = nn.MultiheadAttention(4, 2, kdim=keys, vdim=vals, bias=bias, batch_first=True)
        options = {} if keys == vals == 4 else dict(key_inputs=keys if keys < 4 else 0, value_inputs=vals if vals < 4 else 0)
        names = ["in_proj_weight"] if keys == vals == 4 else ["q_proj_weight", "k_proj_weight", "v_proj_weight"]
        states = {name: (name, True) for name in names} | {"out_proj_weight": ("out_proj.weight", True)} | ({"in_proj_bias": "in_proj_bias", "out_proj_bias": "out_proj.bias"} if bias else {})
        name = text("multi_head_attention", inputs=4, heads=2, bias=bias, **options)
        case(name, attention, (2, 5, 4), states, run=lambda x: attention(x[:, :2], x[:, 2:, :keys], x[:, 2:, :vals])[0], memory=3)
        case(name, attention, (2, 5, 4), states, training=True, memory=3, hidden=torch.cat([torch.zeros(2, 2), MEMORY_PADDED], 1).int().tolist(),
             run=lambda x: attention(x[:, :2], x[:, 2:, :keys], x[:, 2:, :vals], key_padding_mask=MEMORY_PADDED)[0])


def volumes():
    for stride, padding, extra, dilation, groups in ((1, 0, 0, 1, 1), (2, 1, 1, 1, 2), (2, 0, 0, 2, 1), (3, 1, 2, 1, 1), (2, 2, 0, 1, 2)):
        options = dict(stride=stride, padding=padding, output_padding=extra, dilation=dilation, groups=groups)
        case(text("conv_transpose3d", channels=2, filters=4, kernel=2, **options), nn.ConvTranspose3d(2, 4, 2, **options), (2, 2, 3, 4, 3))
    options = dict(stride=(1, 2, 3), padding=(0, 1, 0), output_padding=(0, 1, 2), dilation=(2, 1, 1), bias=False)
    case(text("conv_transpose3d", channels=3, filters=2, kernel=(2, 3, 1), **options), nn.ConvTranspose3d(3, 2, (2, 3, 1), **options), (2, 3, 2, 3, 4))


def behind():
    """Output padding that is no less than the stride, but than the dilation."""
    for padding, extra, dilation, kernel in ((0, 1, 2, 3), (1, 2, 3, 2), (3, 1, 2, 3), (2, 2, 3, 1), (5, 2, 3, 2)):
        options = dict(padding=padding, output_padding=extra, dilation=dilation)
        case(text("conv_transpose1d", channels=4, filters=2, kernel=kernel, groups=2, **options), nn.ConvTranspose1d(4, 2, kernel, groups=2, **options), (2, 4, 6))
    for options in (dict(dilation=(2, 3), groups=4, output_padding=(1, 0)), dict(stride=(2, 1), padding=(1, 2), dilation=(4, 2), output_padding=(3, 1)), dict(stride=2, dilation=3, output_padding=(2, 1), bias=False)):
        case(text("conv_transpose2d", channels=4, filters=4, kernel=(4, 2), **options), nn.ConvTranspose2d(4, 4, (4, 2), **options), (2, 4, 3, 5))
    for options in (dict(dilation=2, output_padding=1), dict(stride=(1, 2, 1), padding=(2, 0, 1), dilation=(3, 3, 1), output_padding=(2, 2, 0), groups=2)):
        case(text("conv_transpose3d", channels=2, filters=2, kernel=2, **options), nn.ConvTranspose3d(2, 2, 2, **options), (2, 2, 3, 2, 3))


plain()
convolutions()
pools()
norms()
shapes()
sequences()
normalized()
tables()
corners()
remainders()
several_axes()
dropped()
positions()
transformers()
others()
volumes()
behind()
save("layers.json", cases)
