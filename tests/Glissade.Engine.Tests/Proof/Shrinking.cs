using Glissade.Devices.Reference;
using Glissade.Operations;

namespace Glissade.Tests.Proof;

/// <summary>
/// From a graph that fails to a small one that still does. First instructions are deleted and extents made smaller; then, as what is left of the instructions may choose
/// other operands, the graph itself is cut: outputs are dropped, inner nodes become the output, and what they are computed from becomes a leaf with its values.
/// </summary>
internal static class Shrinking
{
    /// <summary>The smallest case found that still fails.</summary>
    public static RandomCase Shrink(RandomCase randomCase, Func<RandomCase, bool> fails)
    {
        while (Smaller(randomCase).FirstOrDefault(fails) is { } smaller) randomCase = smaller;
        return randomCase;
    }

    /// <summary>The smallest graph found that still fails.</summary>
    public static BuiltCase Shrink(BuiltCase built, Func<BuiltCase, bool> fails)
    {
        while (FewerRoots(built).FirstOrDefault(fails) is { } fewer) built = fewer;
        if (built.Step is { Outputs.Count: 1, Updates.Count: 0 } && Earlier(built).FirstOrDefault(fails) is { } earlier) built = earlier;
        while (Cut(built).FirstOrDefault(fails) is { } cut) built = cut;
        return built;
    }

    private static IEnumerable<RandomCase> Smaller(RandomCase larger)
    {
        if (larger.WithGradient) yield return larger with { WithGradient = false };
        if (larger.WithUpdates) yield return larger with { WithUpdates = false };
        foreach (Instruction[] fewer in Fewer(larger.Instructions)) yield return larger with { Instructions = fewer };
        for (int i = 0; i < larger.Palette.Length; i++)
        {
            int extent = larger.Palette[i];
            foreach (int less in new[] { 1, 2, extent / 2, extent - 1 }.Distinct())
                if (less > 0 && less < extent) yield return larger with { Palette = [.. larger.Palette[..i], less, .. larger.Palette[(i + 1)..]] };
        }
    }

    private static IEnumerable<Instruction[]> Fewer(Instruction[] larger)
    {
        for (int length = larger.Length / 2; length > 0; length /= 2)
            for (int start = larger.Length - length; start >= 0; start -= length) yield return [.. larger[..start], .. larger[(start + length)..]];
        for (int i = 0; i < larger.Length; i++)
            foreach (Instruction[] body in Fewer(larger[i].Body)) yield return [.. larger[..i], larger[i] with { Body = body }, .. larger[(i + 1)..]];
    }

    private static IEnumerable<BuiltCase> FewerRoots(BuiltCase built)
    {
        Step step = built.Step;
        if (step.Outputs.Count + step.Updates.Count == 1) yield break;
        for (int i = 0; i < step.Outputs.Count; i++) yield return With(built, [step.Outputs[i]], []);
        for (int i = 0; i < step.Updates.Count; i++) yield return With(built, [step.Updates[i].Value], []);
        for (int i = 0; i < step.Outputs.Count; i++) yield return With(built, [.. step.Outputs.Where((_, at) => at != i)], step.Updates);
        for (int i = 0; i < step.Updates.Count; i++) yield return With(built, step.Outputs, [.. step.Updates.Where((_, at) => at != i)]);
    }

    // Every inner node as the only output, those with the least below them first.
    private static IEnumerable<BuiltCase> Earlier(BuiltCase built) =>
        GraphWalk.Topological(built.Step.Outputs, GraphWalk.InputsAndBody)
            .Where(node => node.Operation is not (Leaf or Scan) && !ReferenceEquals(node, built.Step.Outputs[0]))
            .Select(node => With(built, [node], []));

    // Every node as a leaf that holds what the node came to, those nearest to the roots first.
    private static IEnumerable<BuiltCase> Cut(BuiltCase built)
    {
        Tensor[] roots = [.. built.Step.Outputs, .. built.Step.Updates.Select(update => update.Value)];
        Tensor[] nodes = [.. GraphWalk.Topological(roots, GraphWalk.InputsAndBody).Where(node => node.Operation is not (Leaf or Scan) && !roots.Contains(node))];
        Array.Reverse(nodes);
        if (nodes.Length == 0) yield break;
        Array[] values = Values(built, nodes);
        for (int i = 0; i < nodes.Length; i++)
        {
            var leaf = new Parameter($"cut {built.States.Count}", nodes[i].Shape, nodes[i].Type);
            Tensor[] over = GraphWalk.Substitute([.. roots, .. built.Inner], [(nodes[i], leaf)]);
            int outputs = built.Step.Outputs.Count;
            yield return built with
            {
                Step = new Step
                {
                    Outputs = over[..outputs],
                    Updates = [.. built.Step.Updates.Select((update, at) => (update.State, over[outputs + at]))],
                    Inputs = built.Step.Inputs,
                },
                States = [.. built.States, (leaf, values[i])],
                Inner = over[roots.Length..],
            };
        }
    }

    private static Array[] Values(BuiltCase built, Tensor[] nodes)
    {
        var workspace = (ReferenceWorkspace)Results.Prepared(new OrderedDevice(), built, new Step { Outputs = nodes, Inputs = built.Step.Inputs });
        workspace.Run();
        return [.. nodes.Select(node => node.Type == DType.Bool ? Array.ConvertAll((byte[])workspace.Values(node), static value => value != 0) : workspace.Values(node))];
    }

    private static BuiltCase With(BuiltCase built, IReadOnlyList<Tensor> outputs, IReadOnlyList<(State, Tensor)> updates) =>
        built with { Step = new Step { Outputs = outputs, Updates = updates, Inputs = built.Step.Inputs } };
}
