using System.Globalization;

namespace Glissade;

/// <summary>
/// Every step of a sequence a weighted mean of all steps, by several heads at once (Vaswani et al. 2017): [examples, steps, inputs] → the same. The three projections are one weight in the order
/// query, key, value, as in PyTorch (with batch_first), but for the weights being [inputs, outputs], as Linear's are; it begins as PyTorch's does. The scores [examples, heads, steps, others] of long sequences
/// are never written out, neither when predicting nor when training, with dropout or without: softmax(Q·Kᵀ / √d), less what drops out, times V is taken in blocks, to the same bits, and memory grows with the
/// steps, not with their square.
/// </summary>
public sealed class MultiHeadAttention : Layer
{
    private readonly int _inputs, _heads;
    private readonly bool _causal, _isOneWeight;
    private readonly DType _type;
    private readonly Parameter[] _weights;
    private readonly double _dropout;
    private readonly RotaryEmbedding? _rotary;

    /// <summary>Attention of a sequence to itself.</summary>
    /// <param name="inputs">Numbers of a step; a multiple of the heads.</param>
    /// <param name="heads">How many weighted means there are; 1 or more.</param>
    /// <param name="causal">Whether later steps are hidden from earlier ones.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="dropout">How likely a weight of the mean falls out while training: 0 or more and below 1.</param>
    /// <param name="rotary">What turns queries and keys by their places; nothing if null.</param>
    /// <param name="keyInputs">Numbers of a step of the key, where these are not <paramref name="inputs"/> (PyTorch's kdim); there are then three weights, and <see cref="Attend"/> is what one calls.</param>
    /// <param name="valueInputs">The same of the value (PyTorch's vdim).</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the heads do not divide the inputs.</exception>
    public MultiHeadAttention(int inputs, int heads, bool causal = false, bool bias = true, double dropout = 0, RotaryEmbedding? rotary = null, int? keyInputs = null, int? valueInputs = null,
        DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        if (inputs % heads != 0) throw new ArgumentException($"{heads} heads do not part {inputs} numbers evenly; take heads that divide them.");
        if (rotary is not null && inputs / heads % 2 != 0) throw new ArgumentException($"A rotary embedding turns pairs of numbers, and a head has {inputs / heads}; take heads of an even number.");
        if (!(dropout >= 0 && dropout < 1)) throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "MultiHeadAttention needs a dropout of 0 or more and below 1.");
        (_inputs, _heads, _causal, _dropout, _rotary) = (inputs, heads, causal, dropout, rotary);
        (KeyInputs, ValueInputs) = (keyInputs ?? inputs, valueInputs ?? inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(KeyInputs, 1, nameof(keyInputs));
        ArgumentOutOfRangeException.ThrowIfLessThan(ValueInputs, 1, nameof(valueInputs));
        (_type, _isOneWeight) = (type, KeyInputs == inputs && ValueInputs == inputs);
        if (_isOneWeight)
        {
            Parameter all = AddParameter("in_proj_weight", new Shape(inputs, 3 * inputs), new XavierUniformInitializer(), type: type);
            _weights = [all];
        }
        else
        {
            Parameter Of(string name, int from) => AddParameter(name, new Shape(from, inputs), new XavierUniformInitializer(), type: type);
            _weights = [Of("q_proj_weight", inputs), Of("k_proj_weight", KeyInputs), Of("v_proj_weight", ValueInputs)];
        }

        OutputWeight = AddParameter("out_proj_weight", new Shape(inputs, inputs), new TorchInitializer(), type: type);
        if (bias) InputBias = AddParameter("in_proj_bias", new Shape(3 * inputs), new ZerosInitializer(), type: type);
        if (bias) OutputBias = AddParameter("out_proj_bias", new Shape(inputs), new ZerosInitializer(), type: type);
    }

    /// <summary>The projections of query, key and value: one weight [inputs, 3·inputs], or three [inputs, inputs], [key inputs, inputs] and [value inputs, inputs] where they take different numbers.</summary>
    public IReadOnlyList<Parameter> InputWeights => _weights;

    /// <summary>Their biases; null if there are none.</summary>
    public Parameter? InputBias { get; }

    /// <summary>The projection of the heads, [inputs, inputs].</summary>
    public Parameter OutputWeight { get; }

    /// <summary>Its bias; null if there is none.</summary>
    public Parameter? OutputBias { get; }

    /// <summary>Numbers of a step of the key.</summary>
    public int KeyInputs { get; }

    /// <summary>Numbers of a step of the value.</summary>
    public int ValueInputs { get; }

    /// <inheritdoc/>
    public override string Formula => "softmax(Q·Kᵀ / √d)·V·O";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass) => Attend(x, x, x, pass: pass);

    /// <summary>Attention of one sequence to another.</summary>
    /// <param name="query">What asks, [examples, steps, inputs].</param>
    /// <param name="key">What is compared with it, [examples, others, inputs].</param>
    /// <param name="value">What the mean is of, shaped as <paramref name="key"/>, but for the numbers of a step where these differ.</param>
    /// <param name="hidden">
    /// True where a step may not be seen, as in PyTorch: bool, [examples, others] for padding, or whatever broadcasts to [examples, heads, steps, others]. A step that sees nothing has the mean 0;
    /// PyTorch's is NaN.
    /// </param>
    /// <param name="pass">The pass of the whole network; needed where there is dropout.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? hidden = null, Pass? pass = null) => AttendTo(query, key, value, hidden, pass, nameof(hidden));

    /// <summary>The same, where the mask has another name for whoever gave it.</summary>
    internal Tensor AttendTo(Tensor query, Tensor key, Tensor value, Tensor? hidden, Pass? pass, string mask)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        if (query.Rank != 3 || query.Shape[2] != _inputs || key.Rank != 3 || key.Shape[2] != KeyInputs || key.Shape[0] != query.Shape[0] || !value.Shape.Equals(key.Shape.With(2, ValueInputs)))
        {
            throw new ShapeException(_isOneWeight
                ? $"it takes sequences of {_inputs} numbers a step, [examples, steps, {_inputs}]; key and value have one shape, and as many examples as the query {query.Shape}."
                : $"it takes a query [examples, steps, {_inputs}], a key [examples, others, {KeyInputs}] and a value [examples, others, {ValueInputs}]; got {query.Shape}, {key.Shape} and {value.Shape}; give them to Attend.");
        }

        if (pass is null && _dropout > 0) throw new ArgumentNullException(nameof(pass), "Weights of this attention fall out while training: give it the pass of the network.");
        if (hidden is not null) hidden = AttentionMask.Of(hidden, new Shape(query.Shape[0], _heads, query.Shape[1], key.Shape[1]), mask);
        int width = _inputs / _heads;
        Tensor queries = Heads(query, 0), keys = Heads(key, 1);
        if (_rotary is not null) (queries, keys) = (_rotary.Turn(queries), _rotary.Turn(keys));
        bool trains = pass is { Training: true };
        PassStream? stream = trains && _dropout > 0 ? pass!.Stream("mask") : null;
        Tensor means = new ScaledAttention(keys, Heads(value, 2), hidden, _causal, _dropout, stream).Of(queries, trains).Permute(0, 2, 1, 3).Reshape(query.Shape).MatMul(OutputWeight);
        return OutputBias is null ? means : means + OutputBias;

        Tensor Heads(Tensor x, int part)
        {
            Tensor projected = x.MatMul(_isOneWeight ? _weights[0].Narrow(1, part * _inputs, _inputs) : _weights[part]);
            if (InputBias is not null) projected += InputBias.Narrow(0, part * _inputs, _inputs);
            return projected.Reshape(x.Shape[0], x.Shape[1], _heads, width).Permute(0, 2, 1, 3);
        }
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new MultiHeadAttention(arguments.Width("inputs", _inputs), arguments.Extent("heads", _heads), arguments.Boolean("causal", _causal), arguments.Boolean("bias", InputBias is not null),
            arguments.Fraction("dropout", _dropout), RotaryEmbedding.MapOptional(arguments, _rotary), Other("key_inputs", KeyInputs), Other("value_inputs", ValueInputs), arguments.Float("dtype", _type));

        // 0 stands for as many as there are inputs.
        int? Other(string name, int present) => arguments.Integer(name, present == _inputs ? 0 : present, 0, 1 << 20) is > 0 and int taken ? taken : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"MultiHeadAttention({_inputs}, {_heads}{(_causal ? ", causal" : "")}{(_rotary is null ? "" : ", rotary")}{(_dropout == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", dropout: {_dropout}"))})";
}
