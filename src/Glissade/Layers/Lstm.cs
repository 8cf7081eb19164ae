namespace Glissade;

/// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000): what is remembered, c, changes only where the gates let it. Gates in the order i, f, g, o.</summary>
public sealed class Lstm : RecurrentLayer
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
    public Lstm(int inputs, int hidden, int layers = 1, bool bidirectional = false, bool bias = true, double dropout = 0, DType type = DType.Float32)
        : base(4, 2, inputs, hidden, layers, bidirectional, bias, dropout, type)
    {
    }

    /// <inheritdoc/>
    public override string Formula => "c′ = σ(f)·c + σ(i)·tanh(g), h′ = σ(o)·tanh(c′)";

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        var (inputs, hidden, layers, bidirectional, bias, dropout, type) = MapAll(arguments);
        return new Lstm(inputs, hidden, layers, bidirectional, bias, dropout, type);
    }

    private protected override Tensor[] Step(Tensor fromInput, Tensor fromHidden, Tensor[] carried)
    {
        Tensor gates = fromInput + fromHidden;
        Tensor memory = Gate(gates, 1).Sigmoid() * carried[1] + Gate(gates, 0).Sigmoid() * Gate(gates, 2).Tanh();
        return [Gate(gates, 3).Sigmoid() * memory.Tanh(), memory];
    }
}
