namespace Glissade;

public static partial class Catalog
{
    // Over [examples, channels, …] with one to three spatial axes.
    private static CatalogRow<Layer>[] PictureLayers() =>
    [
        new("conv1d", "A weighted sum over a window of a sequence, for every place and filter. Channels stand in axis 1, as in PyTorch; Keras has them last, and begins with xavier_uniform weights and biases of 0.", "x ⋆ W + b", () => new Conv1d(1, 1, 1))
        {
            Samples = ["conv1d(channels=4, filters=2, kernel=3)", "conv1d(channels=4, filters=6, kernel=2, stride=2, padding=1, dilation=2, groups=2, bias=false)", "conv1d(channels=4, filters=2, kernel=4, padding=same)"],
            Refused = ["conv1d(channels=4, filters=2)", "conv1d(filters=2, kernel=3)", "conv1d(channels=4, filters=2, kernel=0)", "conv1d(channels=4, filters=2, kernel=[3, 3])", "conv1d(channels=4, filters=3, kernel=3, groups=2)",
                "conv1d(channels=4, filters=2, kernel=3, stride=0)", "conv1d(channels=4, filters=2, kernel=3, stride=2, padding=same)", "conv1d(channels=4, filters=2, kernel=3, padding=-1)", "conv1d(channels=4, filters=2, kernel=3, padding=valid)",
                "conv1d(channels=100000, filters=100000, kernel=3)"],
            Takes = new Shape(2, 4, 7),
        },
        new("conv2d", "A weighted sum over a window of a picture, for every place and filter. Channels stand in axis 1, as in PyTorch; Keras has them last, and begins with xavier_uniform weights and biases of 0.", "x ⋆ W + b", () => new Conv2d(1, 1, 1))
        {
            Samples = ["conv2d(channels=2, filters=3, kernel=3)", "conv2d(channels=2, filters=4, kernel=[3, 2], stride=[2, 1], padding=[1, 0], dilation=[1, 2], groups=2, bias=false)",
                "conv2d(channels=2, filters=2, kernel=[2, 3], padding=same)", "conv2d(channels=2, filters=2, kernel=1, padding=1)"],
            Refused = ["conv2d(channels=2, filters=3)", "conv2d(channels=2, filters=3, kernel=[1, 2, 3])", "conv2d(channels=2, filters=3, kernel=1.5)", "conv2d(channels=2, filters=3, kernel=3, dilation=0)",
                "conv2d(channels=3, filters=3, kernel=3, groups=2)", "conv2d(channels=2, filters=3, kernel=100000)"],
            Takes = new Shape(2, 2, 5, 4),
        },
        new("conv3d", "A weighted sum over a window of a volume, for every place and filter. Channels stand in axis 1, as in PyTorch; Keras has them last, and begins with xavier_uniform weights and biases of 0.", "x ⋆ W + b", () => new Conv3d(1, 1, 1))
        {
            Samples = ["conv3d(channels=2, filters=2, kernel=2)", "conv3d(channels=2, filters=2, kernel=[1, 2, 2], stride=2, padding=[0, 1, 1], groups=2)"],
            Refused = ["conv3d(channels=2, filters=2)", "conv3d(channels=2, filters=2, kernel=[2, 2])"],
            Takes = new Shape(2, 2, 3, 3, 2),
        },
        new("depthwise_separable_conv2d", "A window for every channel alone, then a weighted sum of the channels; one bias, as Keras' SeparableConv2D. In PyTorch two Conv2d.", "(x ⋆ D) ⋆ P + b", () => new DepthwiseSeparableConv2d(1, 1, 1))
        {
            Aliases = ["separable_conv2d"],
            Samples = ["depthwise_separable_conv2d(channels=2, filters=3, kernel=3)", "separable_conv2d(channels=2, filters=3, kernel=2, stride=2, padding=1, multiplier=2, bias=false)"],
            Refused = ["depthwise_separable_conv2d(channels=2, filters=3)", "depthwise_separable_conv2d(channels=2, filters=3, kernel=3, multiplier=0)"],
            Takes = new Shape(2, 2, 5, 4),
        },
        new("conv_transpose1d", "Every number adds its multiple of a window to a sequence: a convolution's gradient as a layer. Channels stand in axis 1, as in PyTorch; Keras has them last, and its padding=valid gives n·stride where the window is shorter than the stride.", "x ⋆ᵀ W + b", () => new ConvTranspose1d(1, 1, 1))
        {
            Aliases = ["conv1d_transpose"],
            Samples = ["conv_transpose1d(channels=4, filters=2, kernel=3)", "conv_transpose1d(channels=4, filters=6, kernel=3, stride=3, padding=1, output_padding=2, dilation=2, groups=2, bias=false)", "conv_transpose1d(channels=4, filters=2, kernel=2, padding=1, output_padding=2, dilation=3)"],
            Refused = ["conv_transpose1d(channels=4, filters=2)", "conv_transpose1d(channels=4, filters=2, kernel=3, output_padding=1)", "conv_transpose1d(channels=4, filters=2, kernel=3, output_padding=3, dilation=3)", "conv_transpose1d(channels=4, filters=3, kernel=3, groups=2)"],
            Takes = new Shape(2, 4, 4),
        },
        new("conv_transpose2d", "Every number adds its multiple of a window to a picture: a convolution's gradient as a layer. Channels stand in axis 1, as in PyTorch; Keras has them last, and its padding=valid gives n·stride where the window is shorter than the stride.", "x ⋆ᵀ W + b", () => new ConvTranspose2d(1, 1, 1))
        {
            Aliases = ["conv2d_transpose", "deconv2d"],
            Samples = ["conv_transpose2d(channels=2, filters=3, kernel=3)", "conv_transpose2d(channels=2, filters=4, kernel=[3, 2], stride=[2, 1], padding=1, output_padding=[1, 0], groups=2)"],
            Refused = ["conv_transpose2d(channels=2, filters=3)", "conv_transpose2d(channels=2, filters=3, kernel=3, stride=2, output_padding=2)"],
            Takes = new Shape(2, 2, 3, 3),
        },
        new("conv_transpose3d", "Every number adds its multiple of a window to a volume: a convolution's gradient as a layer. Channels stand in axis 1, as in PyTorch; Keras has them last, and its padding=valid gives n·stride where the window is shorter than the stride.", "x ⋆ᵀ W + b", () => new ConvTranspose3d(1, 1, 1))
        {
            Aliases = ["conv3d_transpose", "deconv3d"],
            Samples = ["conv_transpose3d(channels=2, filters=2, kernel=2)", "conv_transpose3d(channels=2, filters=4, kernel=[1, 2, 2], stride=[1, 2, 3], padding=[0, 1, 0], output_padding=[0, 1, 2], groups=2, bias=false)"],
            Refused = ["conv_transpose3d(channels=2, filters=2)", "conv_transpose3d(channels=2, filters=2, kernel=[2, 2])", "conv_transpose3d(channels=2, filters=2, kernel=2, output_padding=[0, 0, 1])"],
            Takes = new Shape(2, 2, 2, 3, 2),
        },
        new("max_pool", "The largest number of every window of every channel, over sequences, pictures and volumes. PyTorch has no default kernel, Keras 2.", "max of x over a window", () => new MaxPool(1))
        {
            Aliases = ["max_pool1d", "max_pool2d", "max_pool3d"],
            Samples = ["max_pool(kernel=2)", "max_pool(kernel=[3, 2], stride=[2, 1], padding=[1, 0])", "max_pool(kernel=2, stride=1, dilation=2)", "max_pool(kernel=2, ceil_mode=true)"],
            Refused = ["max_pool", "max_pool(kernel=0)", "max_pool(kernel=2, stride=0)", "max_pool(kernel=2, padding=-1)"],
            Takes = new Shape(2, 2, 5, 4),
        },
        new("average_pool", "The mean of every window of every channel. Padding counts as zeros, as in PyTorch; in Keras it does not count (count_include_pad=false).", "mean of x over a window", () => new AveragePool(1))
        {
            Aliases = ["avg_pool", "avg_pool1d", "avg_pool2d", "avg_pool3d"],
            Samples = ["average_pool(kernel=2)", "average_pool(kernel=[3, 2], stride=[2, 1], padding=1)", "average_pool(kernel=[3, 2], stride=[2, 1], padding=1, count_include_pad=false)", "average_pool(kernel=[2, 3], padding=1, ceil_mode=true)"],
            Refused = ["average_pool", "average_pool(kernel=[])", "average_pool(kernel=2, stride=x)"],
            Takes = new Shape(2, 2, 5, 4),
        },
        new("global_average_pool", "The mean of every channel. PyTorch's adaptive pooling to 1 keeps axes of extent 1.", "[n, c, a, b] → [n, c]", () => new GlobalAveragePool()) { Aliases = ["global_avg_pool"], Takes = new Shape(2, 3, 5, 4) },
        new("global_max_pool", "The largest number of every channel.", "[n, c, a, b] → [n, c]", () => new GlobalMaxPool()) { Takes = new Shape(2, 3, 5, 4) },
        new("adaptive_average_pool", "Means over windows that are chosen so that given extents come out.", "mean of x from ⌊i·n/k⌋ to ⌈(i + 1)·n/k⌉", () => new AdaptiveAveragePool(1))
        {
            Aliases = ["adaptive_avg_pool", "adaptive_avg_pool2d"],
            Samples = ["adaptive_average_pool(extents=[2, 3])", "adaptive_average_pool(extents=7)"],
            Refused = ["adaptive_average_pool", "adaptive_average_pool(extents=0)"],
            Takes = new Shape(2, 2, 5, 4),
        },
        new("batch_norm", "Every channel with mean 0 and variance 1 over the batch, or by running statistics when predicting. PyTorch's momentum 0.1 is Keras' 0.99 turned around (0.01), its epsilon 1e-5 Keras' 1e-3, and its running variance is unbiased; cumulative is PyTorch's momentum=None, the mean of all batches.",
            "γ·(x − mean) / √(variance + ε) + β", () => new BatchNorm(1))
        {
            Aliases = ["batch_norm1d", "batch_norm2d", "batch_norm3d"],
            Samples = ["batch_norm(channels=3)", "batch_norm(channels=3, epsilon=0.001, momentum=0.01, affine=false)", "batch_norm(channels=3, track=false)", "batch_norm(channels=3, cumulative=true)"],
            Refused = ["batch_norm", "batch_norm(channels=0)", "batch_norm(channels=3, epsilon=0)", "batch_norm(channels=3, momentum=1.5)"],
            Takes = new Shape(4, 3, 2),
        },
        new("layer_norm", "The numbers of the last axis, or of the last few together, with mean 0 and variance 1, each example for itself. Keras' epsilon is 1e-3.", "γ·(x − mean) / √(variance + ε) + β", () => new LayerNorm(1))
        {
            Samples = ["layer_norm(inputs=3)", "layer_norm(inputs=3, epsilon=0.001, affine=false)", "layer_norm(inputs=[2, 3])"],
            Refused = ["layer_norm", "layer_norm(inputs=3, epsilon=-1)", "layer_norm(inputs=[])", "layer_norm(inputs=[2, 0])"],
            Takes = new Shape(4, 2, 3),
        },
        new("group_norm", "Groups of channels with mean 0 and variance 1, each example for itself. Keras' epsilon is 1e-3.", "γ·(x − mean) / √(variance + ε) + β", () => new GroupNorm(1, 1))
        {
            Samples = ["group_norm(groups=2, channels=4)", "group_norm(groups=4, channels=4, epsilon=0.001, affine=false)"],
            Refused = ["group_norm(channels=4)", "group_norm(groups=3, channels=4)"],
            Takes = new Shape(2, 4, 8),
        },
        new("instance_norm", "Every channel of every example with mean 0 and variance 1; not scaled unless affine, as in PyTorch, and without running statistics, as is PyTorch's default. Keras: GroupNormalization(groups=-1), epsilon 1e-3.", "(x − mean) / √(variance + ε)", () => new InstanceNorm(1))
        {
            Samples = ["instance_norm(channels=4)", "instance_norm(channels=4, affine=true, epsilon=0.001)"],
            Refused = ["instance_norm", "instance_norm(channels=-4)"],
            Takes = new Shape(2, 4, 8),
        },
        new("rms_norm", "The numbers of the last axis, or of the last few together, divided by the root of the mean of their squares. PyTorch's epsilon is float32's step, as here; Keras' is 1e-6.", "γ·x / √(mean x² + ε)", () => new RmsNorm(1))
        {
            Samples = ["rms_norm(inputs=3)", "rms_norm(inputs=3, epsilon=0.001, affine=false)", "rms_norm(inputs=[2, 3])"],
            Refused = ["rms_norm", "rms_norm(inputs=3, epsilon=0)", "rms_norm(inputs=[2.5])"],
            Takes = new Shape(4, 2, 3),
        },
        new("upsample", "Pictures made larger by a whole factor: numbers repeated, or taken between their neighbours; corners are not aligned unless asked for, as in PyTorch. Keras never aligns them.", "x repeated, or between its neighbours", () => new Upsample(1))
        {
            Samples = ["upsample(factor=2)", "upsample(factor=[3, 1], mode=bilinear)", "upsample(factor=[2, 3], mode=bilinear, align_corners=true)"],
            Refused = ["upsample", "upsample(factor=0)", "upsample(factor=2, mode=cubic)", "upsample(factor=2, align_corners=true)"],
            Takes = new Shape(2, 2, 3, 4),
        },
        new("pad", "Numbers around the spatial axes: one number, the picture mirrored, or its border repeated.", "x with a border", () => new Pad(0))
        {
            Aliases = ["zero_pad"],
            Samples = ["pad(before=1)", "pad(before=[1, 0], after=[2, 1], value=0.5)", "pad(before=2, mode=reflect)", "pad(before=[3, 1], after=[0, 2], mode=replicate)"],
            Refused = ["pad", "pad(before=-1)", "pad(before=1, mode=wrap)", "pad(before=1, value=nan)"],
            Takes = new Shape(2, 2, 3, 4),
        },
    ];
}
