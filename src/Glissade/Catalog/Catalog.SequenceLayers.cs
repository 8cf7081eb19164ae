namespace Glissade;

public static partial class Catalog
{
    // Over [examples, steps, numbers].
    private static CatalogRow<Layer>[] SequenceLayers() =>
    [
        new("rnn", "The plain recurrent layer; what is carried begins as zeros. As PyTorch's with batch_first, weights transposed.", "h′ = tanh(x·W + h·U + b)", () => new Rnn(1, 1))
        {
            Samples = ["rnn(inputs=3, hidden=2)", "rnn(inputs=3, hidden=2, layers=2, bidirectional=true, bias=false)", "rnn(inputs=3, hidden=2, layers=2, dropout=0.5)"],
            Refused = ["rnn(inputs=3)", "rnn(inputs=3, hidden=0)", "rnn(inputs=3, hidden=2, layers=0)", "rnn(inputs=3, hidden=2, dropout=0.5)", "rnn(inputs=3, hidden=2, layers=2, dropout=1)", "rnn(inputs=3, hidden=2, nonlinearity=sigmoid)"],
            Takes = new Shape(2, 4, 3),
        },
        new("lstm", "Long short-term memory; gates in PyTorch's order i, f, g, o, two biases. Keras has one bias, and begins the forget gate's at 1.", "c′ = σ(f)·c + σ(i)·tanh(g), h′ = σ(o)·tanh(c′)", () => new Lstm(1, 1))
        {
            Samples = ["lstm(inputs=3, hidden=2)", "lstm(inputs=3, hidden=2, layers=2, bidirectional=true, dropout=0.1)"],
            Refused = ["lstm(inputs=3)", "lstm(inputs=0, hidden=2)"],
            Takes = new Shape(2, 4, 3),
        },
        new("gru", "The gated recurrent unit; gates in PyTorch's order r, z, n, two biases; Keras' with reset_after.", "h′ = (1 − σ(z))·tanh(xₙ + σ(r)·hₙ) + σ(z)·h", () => new Gru(1, 1))
        {
            Samples = ["gru(inputs=3, hidden=2)", "gru(inputs=3, hidden=2, layers=2, bidirectional=true, dropout=0.1)"],
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
        new("multi_head_attention", "Every step of a sequence a weighted mean of all, by several heads; causal hides later steps. As PyTorch's with batch_first, weights transposed; a step that sees nothing gives 0, not NaN. Long sequences are taken in blocks, with dropout too: memory grows with the steps, not with their square. Keys and values of other widths (kdim, vdim) are given to Attend.",
            "softmax(Q·Kᵀ / √d)·V·O", () => new MultiHeadAttention(1, 1))
        {
            Aliases = ["attention"],
            Samples = ["multi_head_attention(inputs=4, heads=2)", "multi_head_attention(inputs=4, heads=4, causal=true, bias=false, dropout=0.1)", "multi_head_attention(inputs=4, heads=2, rotary=rotary_embedding(base=100))"],
            Refused = ["multi_head_attention(inputs=4)", "multi_head_attention(inputs=4, heads=3)", "multi_head_attention(inputs=4, heads=2, dropout=1)", "multi_head_attention(inputs=4, heads=2, key_inputs=-1)",
                "multi_head_attention(inputs=4, heads=4, rotary=rotary_embedding)", "multi_head_attention(inputs=4, heads=2, rotary=relu)"],
            Takes = new Shape(2, 3, 4),
        },
        new("positional_embedding", "Adds to every step of a sequence a row of its own: learned, beginning small as in GPT-2, or sines and cosines. In PyTorch one adds an Embedding of the steps' numbers.", "x + W[t]", () => new PositionalEmbedding(1, 1))
        {
            Aliases = ["positional_encoding", "position_embedding"],
            Samples = ["positional_embedding(steps=3, inputs=4)", "positional_embedding(steps=5, inputs=4, kind=sinusoidal)", "positional_embedding(steps=5, inputs=4, weights=normal)"],
            Refused = ["positional_embedding(inputs=4)", "positional_embedding(steps=0, inputs=4)", "positional_embedding(steps=3, inputs=4, kind=random)"],
            Takes = new Shape(2, 3, 4),
            NoTwin = "PyTorch has no layer of it; the golden values are those of its Embedding of the steps' numbers, and the paper's sines.",
        },
        new("rotary_embedding", "Turns pairs of numbers by angles that grow with the step, for queries and keys. Pairs are neighbours, as in the paper; Llama's and Keras' are of the two halves (interleaved=false).",
            "(a·cos θ − b·sin θ, a·sin θ + b·cos θ)", () => new RotaryEmbedding())
        {
            Aliases = ["rope"],
            Samples = ["rotary_embedding(base=100)", "rotary_embedding(interleaved=false)"],
            Refused = ["rotary_embedding(base=0)", "rotary_embedding(interleaved=half)"],
            Takes = new Shape(2, 3, 4),
            NoTwin = "PyTorch has none; the golden values are the paper's formula, pair by pair.",
        },
        new("transformer_encoder", "Layers of attention to all steps and of two products, each with a way around it and a normalization. As PyTorch's with batch_first, weights transposed; every layer begins with weights of its own, not with copies.",
            "norm(x + f(x)), layer upon layer", () => new TransformerEncoder(1, 1))
        {
            Aliases = ["transformer"],
            Samples =
            [
                "transformer_encoder(inputs=4, heads=2, feed_forward=3, activation=tanh)",
                "transformer_encoder(inputs=4, heads=2, layers=2, causal=true, feed_forward=5, dropout=0, activation=gelu, norm_first=true, epsilon=0.001, final_norm=true, rotary=rotary_embedding)",
            ],
            Refused = ["transformer_encoder(inputs=4)", "transformer_encoder(inputs=4, heads=3)", "transformer_encoder(inputs=4, heads=2, layers=0)", "transformer_encoder(inputs=4, heads=2, feed_forward=0)",
                "transformer_encoder(inputs=100000, heads=1, feed_forward=100000)", "transformer_encoder(inputs=4, heads=2, dropout=1)", "transformer_encoder(inputs=4, heads=2, rotary=4)"],
            Takes = new Shape(2, 3, 4),
        },
        new("transformer_decoder", "Layers of attention to earlier steps and of two products. Alone it is a decoder as GPT is; with cross attention it looks at a memory, too, is PyTorch's TransformerDecoder, and is called by Decode(target, memory).",
            "norm(x + f(x)), layer upon layer", () => new TransformerDecoder(1, 1))
        {
            Samples = ["transformer_decoder(inputs=4, heads=2, feed_forward=3, activation=tanh)", "transformer_decoder(inputs=4, heads=2, layers=2, feed_forward=5, dropout=0, activation=gelu, norm_first=true, final_norm=true)"],
            Refused = ["transformer_decoder(heads=2)", "transformer_decoder(inputs=4, heads=2, cross_attention=1)", "transformer_decoder(inputs=4, heads=2, epsilon=0)"],
            Takes = new Shape(2, 3, 4),
        },
    ];
}
