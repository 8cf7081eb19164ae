using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// A product in a scan's body that reads an invariant matrix by its columns, as the way back reads a weight, reads it turned instead: the scan turns it once, where the product would in every step.
/// </summary>
internal sealed class TurnedInvariants(ScanBody body, int length)
{
    /// <summary>With fewer steps, turning costs more than it brings.</summary>
    private const int FewestSteps = 4;

    private readonly List<(Input Placeholder, int Invariant)> _turned = [];

    /// <summary>What stands for the turned matrices.</summary>
    public IEnumerable<Input> Placeholders => _turned.Select(pair => pair.Placeholder);

    /// <summary>The body's results over turned matrices. The order of every sum stays.</summary>
    public Tensor[] Apply(Tensor[] roots) => length < FewestSteps ? roots : GraphWalk.Rewrite(Prepare.Apply(roots), (_, node) =>
        node.Operation is MatrixProduct { TransposeRight: true, Lanes: false } product && node.Rank == 2 && IndexOf(node.Inputs[1]) is var index and >= 0
            ? Tensor.Apply(product with { TransposeRight = false }, [node.Inputs[0], Turned(index), .. node.Inputs.Skip(2)])
            : node);

    /// <summary>The placeholders with what they stand for, given the number of the invariant.</summary>
    public ScanInput[] Bound(Func<int, Whole> place) => [.. _turned.Select(pair => new ScanInput(pair.Placeholder, place(pair.Invariant)))];

    private int IndexOf(Tensor matrix) => Array.FindIndex(body.Invariants, invariant => ReferenceEquals(invariant, matrix));

    private Input Turned(int index)
    {
        Input of = body.Invariants[index];
        int known = _turned.FindIndex(pair => pair.Invariant == index);
        if (known < 0) _turned.Add((new Input($"{of.Name} turned", new Shape(of.Shape[1], of.Shape[0]), of.Type), index));
        return _turned[known < 0 ? ^1 : known].Placeholder;
    }
}
