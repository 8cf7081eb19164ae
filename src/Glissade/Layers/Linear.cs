namespace Glissade;

/// <summary>
/// Every output is a weighted sum of all inputs and a bias: z = x·W + b. x is [examples, …, inputs], W [inputs, outputs], b [outputs].
/// PyTorch keeps the transposed W; Keras calls the layer Dense and begins with Glorot's weights and zero biases.
/// </summary>
public sealed class Linear : Layer
{
    private readonly Initializer _weights, _biases;

    /// <summary>A layer of these widths.</summary>
    /// <param name="inputs">The extent of the last axis of the input; 1 or more.</param>
    /// <param name="outputs">The extent of the last axis of the result; 1 or more.</param>
    /// <param name="bias">Whether b is added; yes by default.</param>
    /// <param name="weights">What W begins as; uniform in ±1/√inputs by default, as in PyTorch.</param>
    /// <param name="biases">What b begins as; uniform in ±1/√inputs by default, as in PyTorch.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A width is below 1.</exception>
    public Linear(int inputs, int outputs, bool bias = true, Initializer? weights = null, Initializer? biases = null, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        (_weights, _biases) = (weights ?? new TorchInitializer(), biases ?? new TorchInitializer());
        var fan = new Fan(inputs, outputs);
        Weight = AddParameter("weight", new Shape(inputs, outputs), _weights, fan, type);
        if (bias) Bias = AddParameter("bias", new Shape(outputs), _biases, fan, type);
    }

    /// <summary>W, [inputs, outputs].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [outputs]; null if there is none.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override string Formula => Bias is null ? "x·W" : "x·W + b";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        int inputs = Weight.Shape[0];
        if (x.Rank < 2 || x.Shape[-1] != inputs)
        {
            throw new ShapeException(x.Rank > 2 && x.Count / x.Shape[0] == inputs
                ? $"it takes {inputs} inputs an example; put a Flatten before it."
                : $"it takes {inputs} inputs in the last axis of [examples, …, {inputs}]; {x.RemedyFor(-1, inputs, "inputs")}.");
        }

        Tensor product = x.MatMul(Weight);
        return Bias is null ? product : product + Bias;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Linear(arguments.Width("inputs", Weight.Shape[0]), arguments.Extent("outputs", Weight.Shape[1]), arguments.Boolean("bias", Bias is not null),
            arguments.Thing("weights", _weights), arguments.Thing("biases", _biases),
            arguments.Float("dtype", Weight.Type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Linear({Weight.Shape[0]}, {Weight.Shape[1]}{(Bias is null ? ", bias: false" : "")})";
}
