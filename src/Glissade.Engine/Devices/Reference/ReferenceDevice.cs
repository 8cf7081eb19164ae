using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>A device that evaluates a step node by node: slow, plain, and what the fast ones are tested against.</summary>
internal abstract class ReferenceDevice : Device
{
    /// <summary>What it computes in.</summary>
    public abstract ReferenceArithmetic Arithmetic { get; }

    /// <summary>Take the formulas literally: put bodies in place of composites, but rescue nothing.</summary>
    public bool Literally { get; init; }

    /// <inheritdoc/>
    public sealed override Plan Compile(Step step)
    {
        return new ReferencePlan(step.Verified(), this);
    }
}

/// <summary>The order of evaluation of a step.</summary>
internal sealed class ReferencePlan : Plan
{
    public ReferencePlan(Step step, ReferenceDevice device) : base(step)
    {
        Arithmetic = device.Arithmetic;
        Program = new ReferenceProgram(
            [.. step.Outputs, .. step.Updates.Select(update => update.Value)], device.Literally ? Prepare.Literally : Prepare.Apply);
        foreach (Tensor node in Program.Nodes)
        {
            long bytes = node.Count * node.Type.Size();
            PeakBytes += bytes;
            BytesMoved += bytes + node.Inputs.Sum(input => input.Count * input.Type.Size());
            Operations += node.Operation switch
            {
                Elementwise { Code: LoopCode.FusedMultiplyAdd } => 2 * node.Count,
                Elementwise => node.Count,
                Sum => node.Inputs[0].Count,
                MatrixProduct product => 2 * node.Count * node.Inputs[0].Shape[product.TransposeLeft ? -2 : -1],
                _ => 0,
            };
        }
    }

    public ReferenceArithmetic Arithmetic { get; }

    public ReferenceProgram Program { get; }

    /// <summary>All nodes together: nothing is reused.</summary>
    public override long PeakBytes { get; }

    /// <summary>Counted where a node has one obvious count, as in elementwise operations, sums and matrix products; bodies of scans are left out.</summary>
    public override long Operations { get; }

    public override long BytesMoved { get; }

    public override Workspace CreateWorkspace() => new ReferenceWorkspace(this);
}

/// <summary>Memory for running a reference plan. It allocates as it goes.</summary>
internal sealed unsafe class ReferenceWorkspace(ReferencePlan plan) : Workspace
{
    private readonly Dictionary<Input, Storage> _inputs = new(ReferenceEqualityComparer.Instance);
    private Array[]? _results;
    private Storage?[] _outputs = [];

    public override void Set<T>(Input input, ReadOnlySpan<T> values)
    {
        if (!plan.Step.Inputs.Contains(input, ReferenceEqualityComparer.Instance))
            throw new ArgumentException($"The plan has no input '{input.Name}'; it has {Names()}.");
        Evaluation.RequireType<T>(input);
        if (values.Length != input.Count)
            throw new ShapeException($"The input '{input.Name}' has shape {input.Shape}, {input.Count} elements; got {values.Length}.");
        if (!_inputs.TryGetValue(input, out Storage? storage)) _inputs[input] = storage = new Storage(input.Count * input.Type.Size());
        values.CopyTo(storage.Span<T>());
    }

    public override void Run()
    {
        foreach (Input input in plan.Step.Inputs)
        {
            if (!_inputs.ContainsKey(input))
                throw new InvalidOperationException($"The input '{input.Name}' of shape {input.Shape} was never set; call Set before Run.");
        }

        // Leaves are copied as they are read, and states written only after everything was computed, so that all see the step's start.
        _results = plan.Program.Run(plan.Arithmetic, Leaf);
        _outputs = new Storage?[plan.Step.Outputs.Count];
        for (int i = 0; i < plan.Step.Updates.Count; i++)
            plan.Arithmetic.Save(_results[plan.Step.Outputs.Count + i], plan.Step.Updates[i].State.Type, plan.Step.Updates[i].State.ForWriting());
    }

    public override ReadOnlySpan<T> Read<T>(Tensor output)
    {
        int index = IndexOf(output);
        Evaluation.RequireType<T>(output);
        return Rounded(index).Span<T>()[..checked((int)output.Count)];
    }

    /// <summary>An output of the last run in the device's own arithmetic.</summary>
    public Array Values(Tensor output) => _results![IndexOf(output)];

    internal override void CopyTo(Tensor output, Storage target)
    {
        Storage values = Rounded(IndexOf(output));
        System.Buffer.MemoryCopy(values.Pointer, target.Pointer, target.Bytes, values.Bytes);
        GC.KeepAlive(values);
        GC.KeepAlive(target);
    }

    private Array Leaf(Tensor node) => plan.Arithmetic.Load(
        node switch
        {
            State state => state.Storage,
            Constant constant => constant.Storage,
            Input input when _inputs.TryGetValue(input, out Storage? given) => given,
            _ => throw new InvalidOperationException($"The formulas read '{(node as Input)?.Name}', which is no input of the plan: a placeholder of a scan cannot be used outside it."),
        },
        node.Count, node.Type);

    private int IndexOf(Tensor output)
    {
        for (int i = 0; i < plan.Step.Outputs.Count; i++)
        {
            if (!ReferenceEquals(plan.Step.Outputs[i], output)) continue;
            return _results is not null ? i : throw new InvalidOperationException("Nothing can be read before the first Run.");
        }

        throw new ArgumentException($"The {output.Operation.Name} of shape {output.Shape} is no output of the step; it has {plan.Step.Outputs.Count} outputs.");
    }

    private Storage Rounded(int index)
    {
        if (_outputs[index] is { } known) return known;
        Tensor output = plan.Step.Outputs[index];
        var storage = new Storage(output.Count * output.Type.Size());
        plan.Arithmetic.Save(_results![index], output.Type, storage);
        return _outputs[index] = storage;
    }

    private string Names() => plan.Step.Inputs.Count == 0 ? "none" : string.Join(", ", plan.Step.Inputs.Select(input => $"'{input.Name}'"));
}
