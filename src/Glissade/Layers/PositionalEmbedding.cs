namespace Glissade;

/// <summary>
/// Tells the steps of a sequence apart: adds to every step a row of its own, [examples, steps, inputs] → the same. The rows are learned, or the sines and cosines of Vaswani et al. 2017,
/// sin(t / 10000^(2i / inputs)) in the even places and the cosine of the same in the odd ones. PyTorch has none; one adds an Embedding of the steps' numbers there, and Keras' tools do as this does.
/// </summary>
public sealed class PositionalEmbedding : Layer
{
    private readonly int _inputs;
    private readonly Initializer _weights;
    private readonly DType _type;

    /// <summary>A row for each of so many steps.</summary>
    /// <param name="steps">How long a sequence may be; 1 or more.</param>
    /// <param name="inputs">Numbers of a step; 1 or more.</param>
    /// <param name="sinusoidal">Whether the rows are sines and cosines, which are not trained.</param>
    /// <param name="weights">What learned rows begin as; the normal distribution with the deviation 0.02 if null, as in GPT-2. A PyTorch Embedding's have the deviation 1, which drowns small inputs.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public PositionalEmbedding(int steps, int inputs, bool sinusoidal = false, Initializer? weights = null, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        (Steps, _inputs, _weights, _type) = (steps, inputs, weights ?? new NormalInitializer { Deviation = 0.02 }, type);
        if (!sinusoidal) Weight = AddParameter("weight", new Shape(steps, inputs), _weights, type: type);
    }

    /// <summary>How long a sequence may be.</summary>
    public int Steps { get; }

    /// <summary>The learned rows, [steps, inputs]; null if they are sines and cosines.</summary>
    public Parameter? Weight { get; }

    /// <inheritdoc/>
    public override string Formula => Weight is null ? "x + sin θ, x + cos θ" : "x + W[t]";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != 3 || x.Shape[2] != _inputs) throw new ShapeException($"it takes sequences of {_inputs} numbers a step, [examples, steps, {_inputs}]; put an Embedding or a Linear before it.");
        int steps = x.Shape[1];
        if (steps > Steps) throw new ShapeException($"it has rows for {Steps} steps, and the sequence has {steps}; make it with steps={steps} or more, or cut the sequence.");
        return x + (Weight is null ? Sines(steps).Cast(x.Type) : Weight.Narrow(0, 0, steps));
    }

    private Tensor Sines(int steps)
    {
        int pairs = (_inputs + 1) / 2;
        Tensor angles = RotaryEmbedding.Angles(steps, pairs, _inputs, 10_000);
        return Tensor.Stack(2, angles.Sin(), angles.Cos()).Reshape(steps, 2 * pairs).Narrow(1, 0, _inputs);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        int steps = arguments.Extent("steps", Steps), inputs = arguments.Width("inputs", _inputs);
        bool sinusoidal = arguments.Choice("kind", Weight is null ? "sinusoidal" : "learned", "learned", "sinusoidal") == "sinusoidal";
        return new PositionalEmbedding(steps, inputs, sinusoidal, arguments.Thing("weights", _weights), arguments.Float("dtype", _type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"PositionalEmbedding({Steps}, {_inputs}{(Weight is null ? ", sinusoidal" : "")})";
}
