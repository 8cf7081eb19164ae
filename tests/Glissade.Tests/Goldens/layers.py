"""Writes layers.json; see goldens.py."""
import itertools

from common import *

nn = torch.nn
cases = []


def case(text, module, shape, states=None, training=False, integer=0, run=None):
    """states: our path -> (PyTorch's name, whether ours is the transpose)."""
    if states is None:
        states = {name: name for name, _ in list(module.named_parameters()) + list(module.named_buffers()) if "num_batches" not in name}
    module = module.double()
    module.train(training)
    module.zero_grad()
    everything = dict(list(module.named_parameters()) + list(module.named_buffers()))
    with torch.no_grad():
        for name, tensor in everything.items():
            if "num_batches" in name:
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
    cases.append(found)


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


def corners():
    for kind, shape in (("linear", (2, 2, 4)), ("bilinear", (2, 2, 3, 4)), ("trilinear", (1, 2, 2, 3, 2)), ("bilinear", (2, 2, 1, 3))):
        for factor in (1, 2, 3):
            case(text("upsample", factor=factor, mode="bilinear", align_corners=True), nn.Upsample(scale_factor=factor, mode=kind, align_corners=True), shape)
    case("upsample(factor=[2, 3], mode=bilinear, align_corners=true)", nn.Upsample(scale_factor=(2, 3), mode="bilinear", align_corners=True), (2, 2, 5, 4))


plain()
convolutions()
pools()
norms()
shapes()
sequences()
corners()
save("layers.json", cases)
