using System.Globalization;

namespace Glissade;

/// <summary>
/// What recurrent layers share: [examples, steps, inputs] → [examples, steps, hidden], or 2·hidden where they go both ways; several layers may stand one upon the other. What is carried begins
/// as zeros. Weights, their names, the order of the gates and the two biases are PyTorch's (with batch_first), but for the weights being [inputs, gates·hidden], as Linear's are.
/// </summary>
public abstract class RecurrentLayer : Layer
{
    private readonly List<Cell> _cells = [];
    private readonly int _inputs, _carried;
    private readonly DType _type;

    private protected RecurrentLayer(int gates, int carried, int inputs, int hidden, int layers, bool bidirectional, bool bias, double dropout, DType type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        if (!(dropout >= 0 && dropout < 1)) throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "Dropout between layers is 0 or more and below 1.");
        if (dropout > 0 && layers == 1) throw new ArgumentException("Dropout falls between the layers, and there is one; take more layers, or put a Dropout behind this one.");
        (_carried, _inputs, _type, Hidden, Depth, Bidirectional, HasBias, DropoutBetween) = (carried, inputs, type, hidden, layers, bidirectional, bias, dropout);
        // PyTorch's bound is 1/√hidden, for the weights of the input, too.
        var fan = new Fan(hidden, hidden);
        for (int layer = 0; layer < layers; layer++)
        {
            int width = layer == 0 ? inputs : hidden * (bidirectional ? 2 : 1);
            foreach (string way in bidirectional ? (string[])["", "_reverse"] : [""])
            {
                Parameter Add(string name, Shape shape) => AddParameter($"{name}_l{layer}{way}", shape, new TorchInitializer(), fan, type);
                _cells.Add(new Cell(Add("weight_ih", new Shape(width, gates * hidden)), Add("weight_hh", new Shape(hidden, gates * hidden)),
                    bias ? Add("bias_ih", new Shape(gates * hidden)) : null, bias ? Add("bias_hh", new Shape(gates * hidden)) : null));
            }
        }
    }

    /// <summary>How many numbers are carried from step to step.</summary>
    public int Hidden { get; }

    /// <summary>How many layers stand one upon the other.</summary>
    public int Depth { get; }

    /// <summary>Whether each layer goes from the end to the beginning, too.</summary>
    public bool Bidirectional { get; }

    /// <summary>Whether biases are added.</summary>
    public bool HasBias { get; }

    /// <summary>How likely a number that one layer gives to the next is dropped while training; as in PyTorch, what the last one gives stays.</summary>
    public double DropoutBetween { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        if (x.Rank != 3 || x.Shape[-1] != _inputs) throw new ShapeException($"it takes sequences of {_inputs} numbers a step, [examples, steps, {_inputs}]; put a Reshape or a Permute before it.");
        if (x.Shape[1] == 0) throw new ShapeException("a sequence needs at least one step.");
        int ways = Bidirectional ? 2 : 1;
        for (int layer = 0; layer < Depth; layer++)
        {
            Tensor[] results = [.. Enumerable.Range(0, ways).Select(way => Run(x, _cells[layer * ways + way], reverse: way == 1))];
            x = ways == 1 ? results[0] : Tensor.Concatenate(2, results);
            if (layer < Depth - 1) x = Dropout.Of(x, DropoutBetween, pass, $"mask_l{layer}");
        }

        return x;
    }

    private Tensor Run(Tensor x, Cell cell, bool reverse)
    {
        // The input's part of all steps is one product.
        Tensor fromInput = x.MatMul(cell.InputWeight);
        if (cell.InputBias is not null) fromInput += cell.InputBias;
        Tensor start = Tensor.Zeros(new Shape(x.Shape[0], Hidden), x.Type);
        Tensor steps = Tensor.Scan([.. Enumerable.Repeat(start, _carried)], [fromInput.Permute(1, 0, 2)], (carried, items) =>
        {
            Tensor fromHidden = carried[0].MatMul(cell.HiddenWeight);
            Tensor[] next = Step(items[0], cell.HiddenBias is null ? fromHidden : fromHidden + cell.HiddenBias, carried);
            return new ScanStep(next, [next[0]]);
        }, reverse).Emitted[0];
        return steps.Permute(1, 0, 2);
    }

    // What is carried on, the output first: from the products of the input and of the hidden numbers, [examples, gates·hidden] each.
    private protected abstract Tensor[] Step(Tensor fromInput, Tensor fromHidden, Tensor[] carried);

    private protected Tensor Gate(Tensor gates, int index) => gates.Narrow(1, index * Hidden, Hidden);

    private protected (int Inputs, int Hidden, int Layers, bool Bidirectional, bool Bias, double Dropout, DType Type) MapAll(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return (arguments.Width("inputs", _inputs), arguments.Extent("hidden", Hidden), arguments.Integer("layers", Depth, 1, 1000), arguments.Boolean("bidirectional", Bidirectional),
            arguments.Boolean("bias", HasBias), arguments.Fraction("dropout", DropoutBetween), arguments.Float("dtype", _type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({_inputs}, {Hidden}{(Depth == 1 ? "" : $", layers: {Depth}")}{(Bidirectional ? ", bidirectional" : "")}{(DropoutBetween == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", dropout: {DropoutBetween}"))})";

    private sealed record Cell(Parameter InputWeight, Parameter HiddenWeight, Parameter? InputBias, Parameter? HiddenBias);
}
