namespace Glissade;

public static partial class Catalog
{
    // Over [examples, steps, numbers].
    private static CatalogRow<Layer>[] SequenceLayers() =>
    [
        new("rnn", "The plain recurrent layer; what is carried begins as zeros. As PyTorch's with batch_first, weights transposed.", "h′ = tanh(x·W + h·U + b)", () => new Rnn(1, 1))
        {
            Samples = ["rnn(inputs=3, hidden=2)", "rnn(inputs=3, hidden=2, layers=2, bidirectional=true, bias=false)"],
            Refused = ["rnn(inputs=3)", "rnn(inputs=3, hidden=0)", "rnn(inputs=3, hidden=2, layers=0)", "rnn(inputs=3, hidden=2, nonlinearity=sigmoid)"],
            Takes = new Shape(2, 4, 3),
        },
        new("lstm", "Long short-term memory; gates in PyTorch's order i, f, g, o, two biases. Keras has one bias, and begins the forget gate's at 1.", "c′ = σ(f)·c + σ(i)·tanh(g), h′ = σ(o)·tanh(c′)", () => new Lstm(1, 1))
        {
            Samples = ["lstm(inputs=3, hidden=2)", "lstm(inputs=3, hidden=2, layers=2, bidirectional=true)"],
            Refused = ["lstm(inputs=3)", "lstm(inputs=0, hidden=2)"],
            Takes = new Shape(2, 4, 3),
        },
        new("gru", "The gated recurrent unit; gates in PyTorch's order r, z, n, two biases; Keras' with reset_after.", "h′ = (1 − σ(z))·tanh(xₙ + σ(r)·hₙ) + σ(z)·h", () => new Gru(1, 1))
        {
            Samples = ["gru(inputs=3, hidden=2)", "gru(inputs=3, hidden=2, layers=2, bidirectional=true)"],
            Refused = ["gru(inputs=3)", "gru(hidden=2)"],
            Takes = new Shape(2, 4, 3),
        },
        new("last_step", "The last step of a sequence. Of a layer that goes both ways it is what the way back saw first.", "[n, t, a] → [n, a]", () => new LastStep()) { Takes = new Shape(2, 4, 3) },
        new("time_distributed", "One layer for every step of a sequence. Keras has it; in PyTorch one reshapes.", "f(x) at every step", () => new TimeDistributed(new Identity()))
        {
            Samples = ["time_distributed(inner=linear(inputs=3, outputs=2))"],
            Refused = ["time_distributed(inner=3)"],
            Takes = new Shape(2, 4, 3),
        },
        new("multi_head_attention", "Every step of a sequence a weighted mean of all, by several heads; causal hides later steps. As PyTorch's with batch_first, weights transposed; a step that sees nothing gives 0, not NaN.",
            "softmax(Q·Kᵀ / √d)·V·O", () => new MultiHeadAttention(1, 1))
        {
            Aliases = ["attention"],
            Samples = ["multi_head_attention(inputs=4, heads=2)", "multi_head_attention(inputs=4, heads=4, causal=true, bias=false)"],
            Refused = ["multi_head_attention(inputs=4)", "multi_head_attention(inputs=4, heads=3)"],
            Takes = new Shape(2, 3, 4),
        },
    ];
}
