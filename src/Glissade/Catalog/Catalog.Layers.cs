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
        new("flatten", "All axes of an example in one.", "[n, a, b] → [n, a·b]", () => new Flatten()),
        new("dropout", "While training, zeroes numbers at random and scales up the others; nothing when predicting.", "x·mask / (1 − p)", () => new Dropout())
        {
            Samples = ["dropout(probability=0.2)", "dropout(probability=0)"],
            Refused = ["dropout(probability=1)", "dropout(probability=-0.1)"],
        },
    ]);

    /// <summary>All that a network may be made of.</summary>
    internal static CatalogFamily<Layer> Network { get; } = new("layer", "layers", [.. Layers.Rows, .. Activations.Rows]);
}
