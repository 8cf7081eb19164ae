namespace Glissade;

/// <summary>The plain recurrent layer (Elman 1990): what is carried is bent by tanh, or rectified.</summary>
public sealed class Rnn : RecurrentLayer
{
    private readonly bool _rectified;

    /// <summary>A recurrent layer.</summary>
    /// <param name="inputs">Numbers of a step; 1 or more.</param>
    /// <param name="hidden">Numbers that are carried; 1 or more.</param>
    /// <param name="rectified">max(0, ·) in place of tanh.</param>
    /// <param name="layers">Layers one upon the other; 1 or more.</param>
    /// <param name="bidirectional">Whether each goes from the end to the beginning, too.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="dropout">How likely a number between two layers is dropped while training: 0 or more and below 1.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">A number is out of range, or there is dropout and one layer.</exception>
    public Rnn(int inputs, int hidden, bool rectified = false, int layers = 1, bool bidirectional = false, bool bias = true, double dropout = 0, DType type = DType.Float32)
        : base(1, 1, inputs, hidden, layers, bidirectional, bias, dropout, type) => _rectified = rectified;

    /// <inheritdoc/>
    public override string Formula => _rectified ? "h′ = max(0, x·W + h·U + b)" : "h′ = tanh(x·W + h·U + b)";

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        var (inputs, hidden, layers, bidirectional, bias, dropout, type) = MapAll(arguments);
        return new Rnn(inputs, hidden, arguments.Choice("nonlinearity", _rectified ? "relu" : "tanh", "tanh", "relu") == "relu", layers, bidirectional, bias, dropout, type);
    }

    private protected override Tensor[] Step(Tensor fromInput, Tensor fromHidden, Tensor[] carried)
    {
        Tensor sum = fromInput + fromHidden;
        return [_rectified ? sum.Relu() : sum.Tanh()];
    }
}
