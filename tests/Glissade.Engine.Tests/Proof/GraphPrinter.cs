using System.Reflection;
using System.Text;
using Glissade.Operations;

namespace Glissade.Tests.Proof;

/// <summary>A graph as lines, one a node, for failure messages.</summary>
internal static class GraphPrinter
{
    public static string Print(BuiltCase built)
    {
        var text = new StringBuilder();
        Tensor[] roots = [.. built.Step.Outputs, .. built.Step.Updates.Select(update => update.Value)];
        Dictionary<Tensor, string> names = Lines(text, roots, "");
        text.Append("outputs ").AppendJoin(", ", built.Step.Outputs.Select(output => names[output])).AppendLine();
        foreach ((State state, Tensor value) in built.Step.Updates) text.AppendLine($"'{state.Name}' := {names[value]}");
        return text.ToString();
    }

    /// <summary>Nodes that compute something.</summary>
    public static int Operations(BuiltCase built) =>
        GraphWalk.Topological([.. built.Step.Outputs, .. built.Step.Updates.Select(update => update.Value)]).Count(node => node.Operation is not Leaf);

    private static Dictionary<Tensor, string> Lines(StringBuilder text, IEnumerable<Tensor> roots, string indent)
    {
        var names = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in GraphWalk.Topological(roots))
        {
            string name = node switch
            {
                State state => $"'{state.Name}'",
                Input input => $"'{input.Name}'",
                Constant { Number: { } number } => FormattableString.Invariant($"{number:R}"),
                _ => $"%{names.Count}",
            };
            names[node] = name;
            if (node is Constant { Number: not null }) continue;
            text.Append(indent).Append($"{name} : {node.Type.Name()} {node.Shape}");
            if (node.Operation is not Leaf) text.Append($" = {Describe(node.Operation)}({string.Join(", ", node.Inputs.Select(input => names[input]))})");
            text.AppendLine();
            if (node.Operation is not Scan scan) continue;
            Dictionary<Tensor, string> inner = Lines(text, [.. scan.Body.Carries, .. scan.Body.Items, .. scan.Body.Next, .. scan.Body.Emitted], indent + "    ");
            text.AppendLine($"{indent}    next {string.Join(", ", scan.Body.Next.Select(next => inner[next]))}; emits {string.Join(", ", scan.Body.Emitted.Select(emission => inner[emission]))}");
        }

        return names;
    }

    // The attributes are what the record's constructor takes.
    private static string Describe(Operation operation)
    {
        if (operation is Elementwise) return operation.Name;
        IEnumerable<string?> attributes = operation.GetType().GetConstructors(BindingFlags.Public | BindingFlags.Instance)
            .SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => parameter.Name is not (null or "Body" or "CompositeName"))
            .Select(parameter => $"{parameter.Name}: {operation.GetType().GetProperty(parameter.Name!)?.GetValue(operation)}");
        return $"{operation.Name}{string.Concat(attributes.Select(attribute => $" {attribute}"))}";
    }
}
