namespace Glissade;

/// <summary>The gated recurrent unit (Cho et al. 2014), as PyTorch has it: the reset gate multiplies the product of what is carried (Keras' reset_after). Gates in the order r, z, n.</summary>
public sealed class Gru : RecurrentLayer
{
    /// <summary>A recurrent layer.</summary>
    /// <param name="inputs">Numbers of a step; 1 or more.</param>
    /// <param name="hidden">Numbers that are carried; 1 or more.</param>
    /// <param name="layers">Layers one upon the other; 1 or more.</param>
    /// <param name="bidirectional">Whether each goes from the end to the beginning, too.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="dropout">How likely a number between two layers is dropped while training: 0 or more and below 1.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">A number is out of range, or there is dropout and one layer.</exception>
    public Gru(int inputs, int hidden, int layers = 1, bool bidirectional = false, bool bias = true, double dropout = 0, DType type = DType.Float32)
        : base(3, 1, inputs, hidden, layers, bidirectional, bias, dropout, type)
    {
    }

    /// <inheritdoc/>
    public override string Formula => "h′ = (1 − σ(z))·tanh(xₙ + σ(r)·hₙ) + σ(z)·h";

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        var (inputs, hidden, layers, bidirectional, bias, dropout, type) = MapAll(arguments);
        return new Gru(inputs, hidden, layers, bidirectional, bias, dropout, type);
    }

    private protected override Tensor[] Step(Tensor fromInput, Tensor fromHidden, Tensor[] carried)
    {
        Tensor reset = (Gate(fromInput, 0) + Gate(fromHidden, 0)).Sigmoid(), keep = (Gate(fromInput, 1) + Gate(fromHidden, 1)).Sigmoid();
        Tensor fresh = (Gate(fromInput, 2) + reset * Gate(fromHidden, 2)).Tanh();
        return [(1 - keep) * fresh + keep * carried[0]];
    }
}
