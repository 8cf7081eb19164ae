namespace Glissade;

public static partial class Catalog
{
    /// <summary>Formulas that bend their input, without parameters.</summary>
    public static CatalogFamily<Layer> Activations { get; } = new("activation", "activations",
    [
        new("identity", "Nothing is bent; for the last layer of a regression.", "x", () => new Identity()) { Aliases = ["linear", "none"] },
        new("sigmoid", "Any number to a probability.", "1 / (1 + e⁻ˣ)", () => new Sigmoid()) { Aliases = ["logistic"] },
        new("tanh", "Any number to −1 … 1.", "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)", () => new Tanh()),
        new("relu", "The rectified linear unit; its slope at 0 is 0.", "max(0, x)", () => new ReLU()) { Kinks = [0] },
        new("leaky_relu", "A rectified linear unit whose slope below 0 is small but not 0. PyTorch's slope is 0.01, Keras' 0.3.", "x > 0 ? x : slope·x", () => new LeakyReLU())
        {
            Samples = ["leaky_relu(negative_slope=0.2)"],
            Refused = ["leaky_relu(negative_slope=1e999)", "leaky_relu(slope)"],
            Kinks = [0],
        },
        new("softmax", "Numbers to probabilities that add up to 1, along an axis (the last).", "eˣ / Σ eˣ", () => new Softmax())
        {
            Samples = ["softmax(axis=1)"],
            Refused = ["softmax(axis=0)", "softmax(axis=0.5)"],
        },
        new("log_softmax", "The log of the softmax, along an axis (the last).", "x − log Σ eˣ", () => new LogSoftmax())
        {
            Samples = ["log_softmax(axis=1)"],
            Refused = ["log_softmax(axis=0)"],
        },
    ]);

    /// <summary>The parts of networks other than activations.</summary>
    public static CatalogFamily<Layer> Layers { get; } = new("layer", "layers",
    [
        .. PlainLayers(), .. PictureLayers(), .. SequenceLayers(),
    ]);

    private static CatalogRow<Layer>[] PlainLayers() =>
    [
        new("linear", "Every output a weighted sum of all inputs and a bias. PyTorch's Linear keeps the transposed weights; Keras calls it Dense.", "x·W + b", () => new Linear(1, 1))
        {
            Aliases = ["dense"],
            Samples =
            [
                "linear(inputs=3, outputs=2, bias=false)", "linear(inputs=3, outputs=4, weights=kaiming_uniform(nonlinearity=relu), biases=zeros)",
                "dense(inputs=3, outputs=2, dtype=float64)",
            ],
            Refused = ["linear(outputs=2)", "linear(inputs=3)", "linear(inputs=3, outputs=0)", "linear(inputs=3, outputs=2.5)", "linear(inputs=3, outputs=2, bias=perhaps)",
                "linear(inputs=100000, outputs=100000)", "linear(inputs=3, outputs=2, dtype=int32)"],
        },
        new("sequential", "Layers one after the other.", "f₂(f₁(x))", () => new Sequential(new Identity()))
        {
            Samples = ["sequential(layers=[linear(inputs=3, outputs=2), relu, dropout(probability=0.1), linear(inputs=2, outputs=1)])"],
            Refused = ["sequential(layers=[])", "sequential", "sequential(layers=relu)", "sequential(layers=[rleu])"],
        },
        new("bilinear", "Every output a weighted sum of the products of two inputs, which come in one row. PyTorch takes them apart.", "x₁·W·x₂ + b", () => new Bilinear(1, 1, 1))
        {
            Samples = ["bilinear(left=1, right=2, outputs=2)", "bilinear(left=2, right=1, outputs=3, bias=false)"],
            Refused = ["bilinear(left=2, outputs=3)", "bilinear(left=0, right=1, outputs=2)", "bilinear(left=100000, right=100000, outputs=1)"],
        },
        new("embedding", "A row of numbers for each of so many things; the row of the padding stays as it is. Normally distributed at first, as in PyTorch; Keras' are uniform in ±0.05.", "W[x]", () => new Embedding(1, 1))
        {
            Samples = ["embedding(entries=5, width=2)", "embedding(entries=5, width=3, padding=0)"],
            Refused = ["embedding(entries=5)", "embedding(entries=0, width=2)", "embedding(entries=5, width=2, padding=5)", "embedding(entries=5, width=2, padding=-2)"],
            Entries = 5,
        },
        new("residual", "Layers around which their input goes, too; a projection makes it fit another shape.", "f(x) + p(x)", () => new Residual(new Identity()))
        {
            Samples = ["residual(layers=[linear(inputs=3, outputs=3), tanh])", "residual(layers=[linear(inputs=3, outputs=2)], projection=linear(inputs=3, outputs=2, bias=false))"],
            Refused = ["residual", "residual(layers=[])", "residual(layers=[tanh], projection=3)"],
        },
        new("parallel", "Layers that all take the same input; what they give is put together along an axis (1), or added.", "[f₁(x), f₂(x)]", () => new ParallelLayers(1, new Identity()))
        {
            Samples = ["parallel(branches=[linear(inputs=3, outputs=2), tanh])", "parallel(branches=[linear(inputs=3, outputs=3), identity], combine=add)", "parallel(branches=[tanh, sigmoid], axis=-1)"],
            Refused = ["parallel", "parallel(branches=[])", "parallel(branches=[tanh], axis=0)", "parallel(branches=[tanh], combine=multiply)"],
        },
        new("flatten", "All axes of an example in one.", "[n, a, b] → [n, a·b]", () => new Flatten()),
        new("reshape", "The numbers of an example under another shape; one extent may be −1.", "[n, a·b] → [n, a, b]", () => new Reshape(-1))
        {
            Samples = ["reshape(shape=[3, 1])", "reshape(shape=[1, -1])", "reshape(shape=3)"],
            Refused = ["reshape", "reshape(shape=[])", "reshape(shape=[-1, -1])", "reshape(shape=0)", "reshape(shape=1.5)"],
        },
        new("permute", "The axes of an example in another order, counted from 1, as in Keras.", "[n, a, b] → [n, b, a]", () => new Permute(1))
        {
            Samples = ["permute(axes=[2, 1])"],
            Refused = ["permute", "permute(axes=[2, 2])", "permute(axes=[0, 1])"],
            Takes = new Shape(2, 3, 4),
        },
        new("dropout", "While training, zeroes numbers at random and scales up the others; nothing when predicting.", "x·mask / (1 − p)", () => new Dropout())
        {
            Samples = ["dropout(probability=0.2)", "dropout(probability=0)"],
            Refused = ["dropout(probability=1)", "dropout(probability=-0.1)"],
        },
        new("spatial_dropout", "While training, zeroes whole channels at random and scales up the others. PyTorch's Dropout1d, Dropout2d and Dropout3d.", "x·mask / (1 − p)", () => new SpatialDropout())
        {
            Aliases = ["dropout1d", "dropout2d", "dropout3d"],
            Samples = ["spatial_dropout(probability=0.2)"],
            Refused = ["spatial_dropout(probability=1)"],
            Takes = new Shape(4, 3, 2),
        },
        new("alpha_dropout", "Dropout for SELU: keeps mean and variance.", "a·(mask ? x : α′) + b", () => new AlphaDropout())
        {
            Samples = ["alpha_dropout(probability=0.2)"],
            Refused = ["alpha_dropout(probability=1)"],
        },
        new("gaussian_noise", "While training, adds normally distributed numbers. Keras has it, PyTorch does not.", "x + σ·noise", () => new GaussianNoise())
        {
            Samples = ["gaussian_noise(deviation=0.5)"],
            Refused = ["gaussian_noise(deviation=-1)"],
            NoTwin = "PyTorch has no such layer; its noise is held to mean and deviation.",
        },
        new("stochastic_depth", "While training, zeroes whole examples at random and scales up the others: at the end of a residual it leaves its layers out.", "x·mask / (1 − p)", () => new StochasticDepth())
        {
            Aliases = ["drop_path"],
            Samples = ["stochastic_depth(probability=0.2)"],
            Refused = ["stochastic_depth(probability=1)"],
            NoTwin = "PyTorch itself has no such layer; its mask is held to the share of examples.",
        },
    ];

    /// <summary>All that a network may be made of.</summary>
    internal static CatalogFamily<Layer> Network { get; } = new("layer", "layers", [.. Layers.Rows, .. Activations.Rows]);
}
