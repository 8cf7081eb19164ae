using Glissade.Operations;

namespace Glissade;

/// <summary>What one step of a scan gives: the carried values for the next step, and what is added to the stacked results.</summary>
/// <param name="Carried">As many as were carried in, of the same shapes and types.</param>
/// <param name="Emitted">Any number of tensors.</param>
public sealed record ScanStep(Tensor[] Carried, Tensor[] Emitted);

/// <summary>What a scan gives: the carried values after the last step, and the emissions of all steps stacked along a new first axis.</summary>
/// <param name="Carried">After the last step.</param>
/// <param name="Emitted">[length, …] each; in the order of the sequence, whichever way the scan went.</param>
public sealed record ScanResults(Tensor[] Carried, Tensor[] Emitted);

public abstract partial class Tensor
{
    /// <summary>
    /// A loop over the first axis of sequences. The step is written once, as a formula over what is carried and the items of this step, and compiled once; it may use any tensors from outside.
    /// </summary>
    /// <param name="initial">The values carried into the first step.</param>
    /// <param name="sequences">[length, …] each; every step gets one item of each.</param>
    /// <param name="step">From carried values and items to the next carried values and emissions.</param>
    /// <param name="reverse">Go from the last item to the first.</param>
    /// <exception cref="ShapeException">Lengths differ, or a carried value changes its shape or type.</exception>
    public static ScanResults Scan(Tensor[] initial, Tensor[] sequences, Func<Tensor[], Tensor[], ScanStep> step, bool reverse = false)
    {
        if (sequences.Length == 0) throw new ShapeException("A scan needs at least one sequence, which gives it its length.");
        int length = sequences[0].Shape[0];
        Input[] carries = [.. initial.Select((value, i) => new Input($"carry {i}", value.Shape, value.Type))];
        Input[] items = [.. sequences.Select((sequence, i) => new Input($"item {i}", new Shape(sequence.Shape.Extents[1..]), sequence.Type))];
        ScanStep written = step([.. carries], [.. items]) ?? throw new ArgumentException("The step of a scan gave null; return a ScanStep with the carried values and the emissions.");
        if (written.Carried.Length != carries.Length)
            throw new ShapeException($"A scan carries {carries.Length} values; the step gave {written.Carried.Length}.");

        // Whatever does not depend on the step's own values is computed once, outside. Only numbers, and repeating a row, cost nothing, and are left to the step: outside, they would be written out.
        Tensor[] roots = [.. written.Carried, .. written.Emitted];
        var inside = new HashSet<Tensor>([.. carries, .. items], ReferenceEqualityComparer.Instance);
        var outside = new List<Tensor>();
        var numbers = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        List<Tensor> order = GraphWalk.Topological(roots, GraphWalk.InputsAndBody);
        foreach (Tensor node in order)
        {
            if (GraphWalk.InputsAndBody(node).Any(inside.Contains)) inside.Add(node);
            else if (node is Constant { Number: not null } || (node.Operation is Broadcast or Operations.Reshape or Operations.Cast && numbers.Contains(node.Inputs[0]))) numbers.Add(node);
        }

        foreach (Tensor node in order)
        {
            if (!inside.Contains(node)) continue;
            foreach (Tensor input in GraphWalk.InputsAndBody(node))
            {
                Tensor source = input;
                while (!inside.Contains(source) && !numbers.Contains(source) && source.Operation is Broadcast) source = source.Inputs[0];
                if (!inside.Contains(source) && !numbers.Contains(source) && !outside.Contains(source)) outside.Add(source);
            }
        }

        foreach (Tensor root in roots)
            if (!inside.Contains(root) && !outside.Contains(root)) outside.Add(root);

        Input[] invariants = [.. outside.Select((value, i) => new Input($"invariant {i}", value.Shape, value.Type))];
        Tensor[] bound = GraphWalk.Substitute(roots, outside.Zip(invariants, (from, to) => (from, (Tensor)to)));
        Tensor[] next = bound[..carries.Length], emitted = bound[carries.Length..];

        // What costs much to compute, and last the values carried into each step, are emitted too: the derivative reads them, and nobody pays if it does not.
        var body = new ScanBody(carries, items, invariants, next, [.. emitted, .. DearValues.Of(bound, [.. carries, .. items]), .. carries]);
        Tensor scan = Apply(new Scan(body, length, reverse), [.. initial, .. sequences, .. outside]);
        Tensor Result(int index) => Apply(new ScanResult(index), scan);
        return new ScanResults([.. next.Select((_, i) => Result(i))], [.. emitted.Select((_, i) => Result(next.Length + i))]);
    }
}
