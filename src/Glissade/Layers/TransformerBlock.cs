namespace Glissade;

/// <summary>
/// One layer of a transformer (Vaswani et al. 2017): attention of the sequence to itself, then, in a decoder with a memory, to that, then two products with a bend between; each part has a way around
/// it and a normalization. Names are PyTorch's, but for layers being numbered from 1 and self_attn and multihead_attn being spelled out.
/// </summary>
internal sealed class TransformerBlock : Layer
{
    private readonly MultiHeadAttention _self;
    private readonly MultiHeadAttention? _cross;
    private readonly Linear _wide, _narrow;
    private readonly Layer _activation;
    private readonly Dropout _between;
    private readonly LayerNorm[] _norms;
    private readonly Dropout[] _dropouts;
    private readonly bool _normFirst;

    public TransformerBlock(int inputs, int heads, bool causal, bool crosses, TransformerOptions options)
    {
        _normFirst = options.NormFirst;
        _self = AddLayer("self_attention", new MultiHeadAttention(inputs, heads, causal, dropout: options.Dropout, rotary: options.Rotary, type: options.Type));
        if (crosses) _cross = AddLayer("cross_attention", new MultiHeadAttention(inputs, heads, dropout: options.Dropout, type: options.Type));
        _wide = AddLayer("linear1", new Linear(inputs, options.FeedForward, type: options.Type));
        _activation = AddLayer("activation", options.Activation);
        _between = AddLayer("dropout", new Dropout(options.Dropout));
        _narrow = AddLayer("linear2", new Linear(options.FeedForward, inputs, type: options.Type));
        int[] parts = [.. Enumerable.Range(1, crosses ? 3 : 2)];
        _norms = [.. parts.Select(part => AddLayer($"norm{part}", new LayerNorm(inputs, options.Epsilon, type: options.Type)))];
        _dropouts = [.. parts.Select(part => AddLayer($"dropout{part}", new Dropout(options.Dropout)))];
    }

    public override string Formula => _normFirst ? "x + f(norm(x))" : "norm(x + f(x))";

    public override Tensor Forward(Tensor x, Pass pass) => Forward(x, null, pass, null, null);

    public Tensor Forward(Tensor x, Tensor? memory, Pass pass, Tensor? hidden, Tensor? memoryHidden)
    {
        x = Around(0, x, y => _self.ApplyFormula(y, pass, "self_attention", () => _self.Attend(y, y, y, hidden, pass)));
        if (_cross is not null && memory is not null)
            x = Around(1, x, y => _cross.ApplyFormula(y, pass, "cross_attention", () => _cross.AttendTo(y, memory, memory, memoryHidden, pass, nameof(memoryHidden))));
        return Around(_norms.Length - 1, x, y =>
            _narrow.Apply(_between.Apply(_activation.Apply(_wide.Apply(y, pass, "linear1"), pass, "activation"), pass, "dropout"), pass, "linear2"));

        Tensor Around(int part, Tensor y, Func<Tensor, Tensor> formula)
        {
            Tensor Norm(Tensor z) => _norms[part].Apply(z, pass, $"norm{part + 1}");
            Tensor given = _dropouts[part].Apply(formula(_normFirst ? Norm(y) : y), pass, $"dropout{part + 1}");
            return _normFirst ? y + given : Norm(y + given);
        }
    }

    public override string ToString() => $"TransformerBlock({string.Join(", ", Layers.Select(child => child.Layer))})";
}
