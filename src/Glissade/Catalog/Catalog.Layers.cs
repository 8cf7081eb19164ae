namespace Glissade;

public static partial class Catalog
{
    /// <summary>Formulas that bend their input; all but PReLU have no parameters.</summary>
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
        new("prelu", "A rectified linear unit that learns its slope below 0: one for all, or one for each channel. Keras has one for every number, beginning at 0.", "x > 0 ? x : slope·x", () => new PReLU())
        {
            Samples = ["prelu(channels=3, initial_slope=0.1, dtype=float64)", "prelu(initial_slope=-0.5)"],
            Refused = ["prelu(channels=0)", "prelu(initial_slope=nan)", "prelu(dtype=int32)"],
            Kinks = [0],
        },
        new("rrelu", "A rectified linear unit whose slope below 0 is drawn at random for every number while training, and is the mean when predicting.", "x > 0 ? x : uniform(lower, upper)·x", () => new RReLU())
        {
            Samples = ["rrelu(lower=0.1, upper=0.3)", "rrelu(lower=0.2, upper=0.2)"],
            Refused = ["rrelu(lower=0.5)", "rrelu(upper=inf)"],
            Kinks = [0],
        },
        new("relu6", "A rectified linear unit that ends at 6; its slope at 0 and 6 is 0.", "min(max(0, x), 6)", () => new ReLU6()) { Kinks = [0, 6] },
        new("elu", "The exponential linear unit: bends to −α below 0.", "x > 0 ? x : α·(eˣ − 1)", () => new ELU())
        {
            Samples = ["elu(alpha=0.5)", "elu(alpha=2)"],
            Refused = ["elu(alpha=0)", "elu(alpha=-1)"],
            Kinks = [0],
        },
        new("selu", "The exponential linear unit that brings signals to mean 0 and variance 1; begin with lecun_normal weights.", "s·(x > 0 ? x : a·(eˣ − 1))", () => new SELU()) { Kinks = [0] },
        new("celu", "The exponential linear unit whose slope has no jump, whatever α.", "x > 0 ? x : α·(e^(x/α) − 1)", () => new CELU())
        {
            Samples = ["celu(alpha=0.5)", "celu(alpha=2)"],
            Refused = ["celu(alpha=0)"],
            Kinks = [0],
        },
        new("gelu", "The Gaussian error linear unit, exact as PyTorch's and Keras' default; its tail keeps its digits.", "x·Φ(x)", () => new GELU()),
        new("gelu_tanh", "The Gaussian error linear unit as first approximated: PyTorch's GELU(approximate='tanh'), Keras' gelu(approximate=True).", "x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2", () => new GELUTanh()),
        new("silu", "The sigmoid linear unit.", "x / (1 + e⁻ˣ)", () => new SiLU()) { Aliases = ["swish"] },
        new("mish", "x times the tanh of its softplus.", "x·tanh(log(1 + eˣ))", () => new Mish()),
        new("softplus", "A ReLU without a corner; as in PyTorch it is x itself where β·x is above a threshold, which Keras has not.", "log(1 + e^(β·x)) / β", () => new Softplus())
        {
            Samples = ["softplus(beta=2)", "softplus(beta=0.5, threshold=30)"],
            Refused = ["softplus(beta=0)", "softplus(threshold=inf)"],
        },
        new("softsign", "Any number to −1 … 1, slower than tanh.", "x / (1 + |x|)", () => new Softsign()),
        new("log_sigmoid", "The log of the sigmoid.", "−log(1 + e⁻ˣ)", () => new LogSigmoid()),
        new("hard_sigmoid", "A sigmoid of straight lines. Keras 2 had x/5 + 1/2.", "min(max(0, x/6 + 1/2), 1)", () => new HardSigmoid()) { Kinks = [-3, 3] },
        new("hard_tanh", "Tanh of straight lines: x between two bounds.", "min(max(minimum, x), maximum)", () => new HardTanh())
        {
            Samples = ["hard_tanh(minimum=-2, maximum=0.5)"],
            Refused = ["hard_tanh(minimum=1)", "hard_tanh(minimum=2, maximum=1)"],
            Kinks = [-2, -1, 0.5, 1],
        },
        new("hard_swish", "A swish of straight lines.", "x·min(max(0, x/6 + 1/2), 1)", () => new HardSwish()) { Aliases = ["hard_silu"], Kinks = [-3, 3] },
        new("hard_shrink", "Nothing of what is near 0, all of what is not.", "|x| > λ ? x : 0", () => new HardShrink())
        {
            Samples = ["hard_shrink(lambda=1)", "hard_shrink(lambda=0)"],
            Refused = ["hard_shrink(lambda=-1)"],
            Kinks = [-1, -0.5, 0.5, 1],
        },
        new("soft_shrink", "Everything moved towards 0, and what is near it to 0.", "sign(x)·max(0, |x| − λ)", () => new SoftShrink())
        {
            Samples = ["soft_shrink(lambda=1)", "soft_shrink(lambda=0)"],
            Refused = ["soft_shrink(lambda=-1)"],
            Kinks = [-1, -0.5, 0.5, 1],
        },
        new("tanh_shrink", "What tanh takes away.", "x − tanh(x)", () => new TanhShrink()),
        new("threshold", "x above a threshold, one value at it and below. PyTorch gives neither a default.", "x > threshold ? x : value", () => new Threshold())
        {
            Samples = ["threshold(threshold=0.1, value=20)", "threshold(value=-1)"],
            Refused = ["threshold(threshold=inf)"],
            Kinks = [0, 0.1],
        },
        new("squareplus", "Like softplus, without exponentials.", "(x + √(x² + b)) / 2", () => new Squareplus())
        {
            Samples = ["squareplus(b=1)", "squareplus(b=0.01)"],
            Refused = ["squareplus(b=0)", "squareplus(b=-4)"],
            NoTwin = "PyTorch has none; the golden values are the paper's formula.",
        },
        new("snake", "Bends periodically, and so learns what repeats.", "x + sin²(a·x) / a", () => new Snake())
        {
            Samples = ["snake(frequency=0.5)", "snake(frequency=5)"],
            Refused = ["snake(frequency=0)"],
            NoTwin = "PyTorch has none; the golden values are the paper's formula.",
        },
        new("glu", "The first half of an axis (the last) passes through a gate of sigmoids that the second half opens.", "a·sigmoid(b)", () => new GLU())
        {
            Samples = ["glu(axis=1)"],
            Refused = ["glu(axis=0)"],
            Takes = new Shape(4, 6),
        },
        new("geglu", "The first half of an axis (the last) passes through a gate of GELUs that the second half opens.", "a·b·Φ(b)", () => new GEGLU())
        {
            Samples = ["geglu(axis=1)"],
            Refused = ["geglu(axis=0)"],
            Takes = new Shape(4, 6),
        },
        new("swiglu", "The first half of an axis (the last) passes through a gate of SiLUs that the second half opens.", "a·b / (1 + e⁻ᵇ)", () => new SwiGLU())
        {
            Samples = ["swiglu(axis=1)"],
            Refused = ["swiglu(axis=0)"],
            Takes = new Shape(4, 6),
        },
        new("reglu", "The first half of an axis (the last) passes through a gate of ReLUs that the second half opens.", "a·max(0, b)", () => new ReGLU())
        {
            Samples = ["reglu(axis=1)"],
            Refused = ["reglu(axis=0)"],
            Takes = new Shape(4, 6),
            Kinks = [0],
        },
        new("softmax", "Numbers to probabilities that add up to 1, along an axis (the last, as in Keras; PyTorch wants it said).", "eˣ / Σ eˣ", () => new Softmax())
        {
            Samples = ["softmax(axis=1)"],
            Refused = ["softmax(axis=0)", "softmax(axis=0.5)"],
        },
        new("log_softmax", "The log of the softmax, along an axis (the last).", "x − log Σ eˣ", () => new LogSoftmax())
        {
            Samples = ["log_softmax(axis=1)"],
            Refused = ["log_softmax(axis=0)"],
        },
        new("softmin", "The softmax of −x: probabilities that are largest where x is smallest, along an axis (the last).", "e⁻ˣ / Σ e⁻ˣ", () => new Softmin())
        {
            Samples = ["softmin(axis=1)"],
            Refused = ["softmin(axis=0)"],
        },
        new("sparsemax", "The nearest probabilities to x, of which many are 0, along an axis (the last).", "max(0, x − τ), Σ = 1", () => new Sparsemax())
        {
            Samples = ["sparsemax(axis=1)"],
            Refused = ["sparsemax(axis=0)"],
            NoTwin = "PyTorch has none; the golden values are the paper's algorithm and its Jacobian.",
        },
        new("maxout", "The largest of every few neighbours along an axis (the last).", "max of every few", () => new Maxout())
        {
            Samples = ["maxout(pieces=3)", "maxout(pieces=3, axis=1)"],
            Refused = ["maxout(pieces=1)", "maxout(axis=0)"],
            Takes = new Shape(4, 6),
            NoTwin = "PyTorch has none; the golden values are its maximum over a reshaped axis.",
        },
    ]);

    /// <summary>The parts of networks other than activations.</summary>
    public static CatalogFamily<Layer> Layers { get; } = new("layer", "layers",
    [
        .. PlainLayers(), .. PictureLayers(), .. SequenceLayers(), .. TableLayers(),
    ]);

    private static CatalogRow<Layer>[] PlainLayers() =>
    [
        new("linear", "Every output a weighted sum of all inputs and a bias. PyTorch's Linear keeps the transposed weights; Keras calls it Dense, and begins with weights=xavier_uniform and biases=zeros.", "x·W + b", () => new Linear(1, 1))
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
            NoTwin = "It has no arithmetic of its own; all trajectories go through it.",
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
        new("weight_norm", "A layer whose weight is, for every unit, a trained length times a trained direction. PyTorch's weight_norm; Keras' UnitNormalization trains no length.", "f(x), W = g·v / ‖v‖", () => new WeightNorm(new Linear(1, 1)))
        {
            Samples = ["weight_norm(inner=linear(inputs=3, outputs=2))", "weight_norm(inner=linear(inputs=3, outputs=2, bias=false), axis=0)", "weight_norm(inner=batch_ensemble_linear(inputs=3, outputs=2, members=2), parameter=input_scale)"],
            Refused = ["weight_norm", "weight_norm(inner=relu)", "weight_norm(inner=linear(inputs=3, outputs=2), parameter=bias)", "weight_norm(inner=linear(inputs=3, outputs=2), axis=2)", "weight_norm(inner=lstm(inputs=3, hidden=2))"],
        },
        new("spectral_norm", "A layer whose weight is divided by the largest factor by which it stretches anything, found by power iteration while training. PyTorch's parametrizations.spectral_norm.", "f(x), W / (u·W·v)", () => new SpectralNorm(new Linear(1, 1)))
        {
            Samples = ["spectral_norm(inner=linear(inputs=3, outputs=2))", "spectral_norm(inner=linear(inputs=3, outputs=2), iterations=3, epsilon=0.001)"],
            Refused = ["spectral_norm", "spectral_norm(inner=tanh)", "spectral_norm(inner=linear(inputs=3, outputs=2), iterations=0)", "spectral_norm(inner=linear(inputs=3, outputs=2), epsilon=0)"],
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
            NoTwin = "PyTorch draws other masks; shares, means and the same mask for the same example are held to the formula.",
        },
        new("spatial_dropout", "While training, zeroes whole channels at random and scales up the others. PyTorch's Dropout1d, Dropout2d and Dropout3d, Keras' SpatialDropout.", "x·mask / (1 − p)", () => new SpatialDropout())
        {
            Aliases = ["dropout1d", "dropout2d", "dropout3d"],
            Samples = ["spatial_dropout(probability=0.2)"],
            Refused = ["spatial_dropout(probability=1)"],
            NoTwin = "PyTorch draws other masks; shares, means and the same mask for the same example are held to the formula.",
            Takes = new Shape(4, 3, 2),
        },
        new("alpha_dropout", "Dropout for SELU: keeps mean and variance.", "a·(mask ? x : α′) + b", () => new AlphaDropout())
        {
            Samples = ["alpha_dropout(probability=0.2)"],
            Refused = ["alpha_dropout(probability=1)"],
            NoTwin = "PyTorch draws other masks; shares, means and the same mask for the same example are held to the formula.",
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
