using System.Text;

namespace Glissade.Compiler;

/// <summary>What kind of memory a buffer is.</summary>
internal enum BufferKind
{
    /// <summary>Given by the caller at every run.</summary>
    Input,

    /// <summary>The live memory of a <see cref="State"/>.</summary>
    State,

    /// <summary>The values of a constant.</summary>
    Constant,

    /// <summary>Part of the workspace, alive between its first and its last use.</summary>
    Temporary,

    /// <summary>Part of the workspace, alive from its first use until the next run.</summary>
    Output,
}

/// <summary>A piece of memory with row-major contents.</summary>
internal sealed class BufferSpec(int index, DType type, long count, BufferKind kind, Tensor? leaf)
{
    public int Index { get; } = index;

    public DType Type { get; } = type;

    /// <summary>The number of elements.</summary>
    public long Count { get; } = count;

    public BufferKind Kind { get; set; } = kind;

    /// <summary>The state, input or constant behind it.</summary>
    public Tensor? Leaf { get; } = leaf;

    public long Bytes => Count * Type.Size();

    /// <summary>Where it lies in the workspace, in bytes.</summary>
    public long Offset { get; set; }

    /// <summary>The first kernel that touches it.</summary>
    public int FirstUse { get; set; } = int.MaxValue;

    /// <summary>The last kernel that touches it.</summary>
    public int LastUse { get; set; } = -1;

    public override string ToString() => Leaf switch
    {
        State state => state.Name,
        Input input => input.Name,
        _ => (Kind == BufferKind.Constant ? "c" : Kind == BufferKind.Output ? "out" : "t") + Index,
    };
}

/// <summary>
/// A compiled step for no device in particular: kernels in the order in which they may run, and the memory they share. Every kernel depends only on
/// kernels before it, through the buffers that it names.
/// </summary>
internal sealed class Program(IReadOnlyList<Kernel> kernels, IReadOnlyList<BufferSpec> buffers, IReadOnlyList<int> outputs, long arenaBytes)
{
    public IReadOnlyList<Kernel> Kernels { get; } = kernels;

    public IReadOnlyList<BufferSpec> Buffers { get; } = buffers;

    /// <summary>The buffer of each output of the step.</summary>
    public IReadOnlyList<int> Outputs { get; } = outputs;

    /// <summary>The workspace's memory, buffers laid over each other where their lives do not meet.</summary>
    public long ArenaBytes { get; } = arenaBytes;

    public long Operations => Kernels.Sum(kernel => kernel.Operations);

    public long BytesMoved => Kernels.Sum(kernel => kernel.BytesMoved(Buffers));

    /// <summary>Whether a kernel writes a buffer.</summary>
    public bool Writes(int buffer)
    {
        foreach (Kernel kernel in Kernels)
            foreach (int written in kernel.Writes)
                if (written == buffer) return true;
        return false;
    }

    /// <summary>The kernels as formulas, one after the other.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine($"{Kernels.Count} kernels, {Operations:N0} operations, {BytesMoved:N0} bytes moved, {ArenaBytes:N0} bytes of workspace");
        for (int i = 0; i < Kernels.Count; i++)
        {
            text.Append($"{i,3}  ").AppendLine(Kernels[i].Describe(Buffers).Replace("\n", "\n     ", StringComparison.Ordinal));
            if (Kernels[i].Provenances.Count > 0)
                text.Append("     from ").AppendJoin(", ", Kernels[i].Provenances.Select(p => p.ToString())).AppendLine();
        }

        return text.ToString();
    }
}

/// <summary>One call of a device.</summary>
internal abstract class Kernel
{
    /// <summary>The layers and formulas that it computes.</summary>
    public IReadOnlyList<Provenance> Provenances { get; init; } = [];

    /// <summary>Floating-point operations, a fused multiply-add counting as two.</summary>
    public abstract long Operations { get; }

    /// <summary>The buffers that it reads.</summary>
    public abstract IEnumerable<int> Reads { get; }

    /// <summary>The buffers that it writes.</summary>
    public abstract IEnumerable<int> Writes { get; }

    /// <summary>A formula that a person can read.</summary>
    public abstract string Describe(IReadOnlyList<BufferSpec> buffers);

    /// <summary>Each buffer once for reading and once for writing.</summary>
    public virtual long BytesMoved(IReadOnlyList<BufferSpec> buffers) =>
        Reads.Distinct().Sum(i => buffers[i].Bytes) + Writes.Distinct().Sum(i => buffers[i].Bytes);
}
