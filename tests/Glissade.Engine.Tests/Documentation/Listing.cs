using System.Globalization;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Tests.Documentation;

/// <summary>What stands between a formula and its kernels, as lines to read.</summary>
internal static class Listing
{
    /// <summary>A graph, a node a line, each after what it is computed from. Leaves and numbers stand where they are used.</summary>
    /// <param name="roots">Where the graph ends.</param>
    /// <param name="shown">Which nodes to show; all of them unless given. The others keep their numbers.</param>
    public static string Graph(IEnumerable<Tensor> roots, Func<Tensor, bool>? shown = null)
    {
        var names = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
        var lines = new List<(string Name, string Formula, Tensor Node)>();
        int next = 1;
        foreach (Tensor node in GraphWalk.Topological(roots, GraphWalk.InputsAndBody))
        {
            names[node] = node switch
            {
                State state => state.Name,
                Input input => input.Name,
                Constant { Number: { } number } => number.ToString("R", CultureInfo.InvariantCulture),
                _ => $"%{next++}",
            };
            if (node.Operation is Leaf || shown?.Invoke(node) == false) continue;
            string formula = $"{Operation(node)}({string.Join(", ", node.Inputs.Select(input => names[input]))})";
            if (node.Operation is CompositeCall call) formula += $", body {names[call.Body]}";
            lines.Add((names[node], formula, node));
        }

        int width = lines.Max(line => line.Formula.Length);
        return string.Join('\n', lines.Select(line => $"{line.Name,4} = {line.Formula.PadRight(width)}  {line.Node.Type.Name()} {(line.Node.Rank == 0 ? "scalar" : line.Node.Shape)}"));
    }

    private static string Operation(Tensor node) => node.Operation switch
    {
        MatrixProduct product => $"MatrixProduct{(product.TransposeLeft ? " ᵀ·" : "")}{(product.TransposeRight ? " ·ᵀ" : "")}",
        Sum sum => $"Sum along {sum.Axis}",
        Max max => $"Max along {max.Axis}",
        Cast cast => $"Cast to {cast.To.Name()}",
        var operation => operation.Name,
    };

    /// <summary>The instructions of a loop nest as devices get them.</summary>
    public static string Loop(LoopKernel kernel, IReadOnlyList<BufferSpec> buffers)
    {
        var lines = new List<string> { $"{kernel.Kind} over [{string.Join(", ", kernel.Extents)}]" };
        for (int i = 0; i < kernel.Accesses.Length; i++)
        {
            Access access = kernel.Accesses[i];
            lines.Add($"access {i}: {(access.Buffer < 0 ? "index" : buffers[access.Buffer].ToString()),-6} {access.Type.Name(),-7} offset {access.Offset}, strides [{string.Join(", ", access.Strides)}]");
        }

        for (int i = 0; i < kernel.Body.Length; i++)
        {
            Instruction instruction = kernel.Body[i];
            string operands = string.Join(", ", new[] { instruction.A, instruction.B, instruction.C }.Where(operand => operand >= 0));
            lines.Add($"{i,3}: {instruction.Type.Name(),-7} " + instruction.Op switch
            {
                LoopOp.Load => $"Load access {instruction.Access}",
                LoopOp.Store => $"Store {operands} to access {instruction.Access}",
                LoopOp.Number => $"Number {kernel.Numbers[instruction.Number].ToString("R", CultureInfo.InvariantCulture)}",
                LoopOp.Index => $"Index of access {instruction.Access}",
                LoopOp.Compute => $"{instruction.Code} {operands}",
                _ => $"{instruction.Op} of {operands}",
            } + (kernel.Kind == LoopKind.Map ? "" : instruction.Reduced ? $"   (of the row, after pass {instruction.Pass})" : $"   (pass {instruction.Pass + 1})"));
        }

        return string.Join('\n', lines);
    }

    /// <summary>The buffers of a program: how long each lives, and where.</summary>
    public static string Memory(Program program)
    {
        var lines = new List<string> { "buffer   bytes  kernels  offset" };
        foreach (BufferSpec buffer in program.Buffers.Where(buffer => buffer.Kind is BufferKind.Temporary or BufferKind.Output).OrderBy(buffer => buffer.FirstUse))
            lines.Add($"{buffer,-6} {buffer.Bytes,7}  {buffer.FirstUse,3}-{(buffer.Kind == BufferKind.Output ? "end" : buffer.LastUse),-3}  {buffer.Offset,6}");
        lines.Add($"one workspace: {program.ArenaBytes} bytes; without sharing: {program.Buffers.Where(buffer => buffer.Kind is BufferKind.Temporary or BufferKind.Output).Sum(buffer => (buffer.Bytes + 63) / 64 * 64)}");
        return string.Join('\n', lines);
    }
}
