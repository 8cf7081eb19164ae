using System.Globalization;
using System.Text;
using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>Loop nests as formulas.</summary>
internal static class LoopText
{
    public static string Describe(LoopKernel kernel, IReadOnlyList<BufferSpec> buffers)
    {
        var text = new StringBuilder($"{kernel.Kind.ToString().ToLowerInvariant()} [{string.Join(", ", kernel.Extents)}]");
        var uses = new int[kernel.Body.Length];
        foreach (Instruction instruction in kernel.Body)
            foreach (int operand in new[] { instruction.A, instruction.B, instruction.C })
                if (operand >= 0) uses[operand]++;

        var formulas = new string[kernel.Body.Length];
        int names = 0;
        for (int i = 0; i < kernel.Body.Length; i++)
        {
            Instruction instruction = kernel.Body[i];
            string formula = Formula(kernel, instruction, formulas, buffers);
            if (instruction.Op == LoopOp.Store)
            {
                text.Append($"\n  {formula}");
            }
            else if (uses[i] > 1 && instruction.Op is LoopOp.Compute or LoopOp.Sum or LoopOp.Max)
            {
                // A value used more than once gets a name, so that formulas stay short.
                formulas[i] = $"v{names++}";
                text.Append($"\n  {formulas[i]} = {formula}");
            }
            else
            {
                formulas[i] = formula;
            }
        }

        return text.ToString();
    }

    private static string Formula(LoopKernel kernel, Instruction instruction, string[] f, IReadOnlyList<BufferSpec> buffers)
    {
        string A() => f[instruction.A];
        string B() => f[instruction.B];
        return instruction.Op switch
        {
            LoopOp.Load => buffers[kernel.Accesses[instruction.Access].Buffer].ToString(),
            LoopOp.Store => $"{buffers[kernel.Accesses[instruction.Access].Buffer]} = {A()}",
            LoopOp.Number => kernel.Numbers[instruction.Number].ToString("R", CultureInfo.InvariantCulture),
            LoopOp.Index => "index",
            LoopOp.Sum => $"Σ({A()})",
            LoopOp.Max => $"max({A()})",
            _ => instruction.Code switch
            {
                LoopCode.Add => $"({A()} + {B()})",
                LoopCode.Subtract => $"({A()} - {B()})",
                LoopCode.Multiply => $"{A()}·{B()}",
                LoopCode.Divide => $"({A()} / {B()})",
                LoopCode.Negate => $"-{A()}",
                LoopCode.Absolute => $"|{A()}|",
                LoopCode.SquareRoot => $"√{A()}",
                LoopCode.Equal => $"({A()} = {B()})",
                LoopCode.Less => $"({A()} < {B()})",
                LoopCode.LessOrEqual => $"({A()} ≤ {B()})",
                LoopCode.Select => $"({A()} ? {B()} : {f[instruction.C]})",
                LoopCode.FusedMultiplyAdd => $"fma({A()}, {B()}, {f[instruction.C]})",
                LoopCode.Cast => $"{instruction.Type.Name()}({A()})",
                _ => $"{instruction.Code}({A()}{(instruction.B >= 0 ? $", {B()}" : "")})",
            },
        };
    }
}
