using Glissade.Compiler;
using Glissade.Devices.Cpu.Measuring;

namespace Glissade.Devices.Cpu;

/// <summary>One caller's memory.</summary>
internal sealed unsafe class CpuWorkspace : Workspace
{
    private readonly CpuPlan _plan;
    private readonly Storage _table;
    private readonly Storage _memory;
    private readonly Dictionary<Input, Storage> _inputs = new(ReferenceEqualityComparer.Instance);
    private readonly PackedUse[] _packed;
    private readonly HashSet<Input> _missing = new(ReferenceEqualityComparer.Instance);
    private readonly State[] _written;
    private bool _hasRun;

    public CpuWorkspace(CpuPlan plan)
    {
        _plan = plan;
        _memory = new Storage(plan.PeakBytes);
        _packed = [.. plan.Code.Packed.Places.Select(place => new PackedUse((State)plan.Program.Buffers[place.Buffer].Leaf!, place.Form))];
        _table = new Storage((plan.Program.Buffers.Count + _packed.Length) * sizeof(byte*), zeroed: true);
        plan.Code.Bind((byte**)_table.Pointer, _memory.Pointer);
        _written = new State[plan.Step.Updates.Count];
        for (int i = 0; i < _written.Length; i++) _written[i] = plan.Step.Updates[i].State;
        foreach (Input input in plan.Step.Inputs)
        {
            // What the compiler found no use for is taken and kept all the same.
            var storage = new Storage(input.Count * input.Type.Size());
            _inputs[input] = storage;
            _missing.Add(input);
            foreach (BufferSpec buffer in plan.Program.Buffers)
                if (ReferenceEquals(buffer.Leaf, input)) ((byte**)_table.Pointer)[buffer.Index] = storage.Pointer;
        }
    }

    public override void Set<T>(Input input, ReadOnlySpan<T> values)
    {
        if (!_inputs.TryGetValue(input, out Storage? storage))
            throw new ArgumentException($"The plan has no input '{input.Name}'; it has {(_plan.Step.Inputs.Count == 0 ? "none" : string.Join(", ", _plan.Step.Inputs.Select(known => $"'{known.Name}'")))}.");
        Evaluation.RequireType<T>(input);
        if (values.Length != input.Count) throw new ShapeException($"The input '{input.Name}' has shape {input.Shape}, {input.Count} elements; got {values.Length}.");
        values.CopyTo(storage.Span<T>());
        _missing.Remove(input);
    }

    public CpuPlan Plan => _plan;

    public override void Run()
    {
        Prepare();
        try
        {
            _plan.Code.Run((byte**)_table.Pointer, _memory.Pointer + _plan.Code.ArenaBytes, _plan.Pool);
            _hasRun = true;
        }
        finally
        {
            Conclude();
        }
    }

    /// <summary>As <see cref="Run()"/>, noting what each kernel takes.</summary>
    public void Run(KernelClock clock)
    {
        Prepare();
        try
        {
            _plan.Code.Run((byte**)_table.Pointer, _memory.Pointer + _plan.Code.ArenaBytes, _plan.Pool, clock);
            _hasRun = true;
        }
        finally
        {
            Conclude();
        }
    }

    private void Prepare()
    {
        if (_missing.Count > 0) throw new InvalidOperationException($"The input '{_missing.First().Name}' of shape {_missing.First().Shape} was never set; call Set before Run.");
        byte** places = (byte**)_table.Pointer + _plan.Program.Buffers.Count;
        for (int i = 0; i < _packed.Length; i++) places[i] = _packed[i].Place(_plan.Pool);
    }

    // Also after a run that failed, which may have written some of the states.
    private void Conclude()
    {
        foreach (State state in _written) state.MarkWritten();

        // Kernels know addresses alone; without this the memory of a workspace that nobody uses afterwards could be collected under them.
        GC.KeepAlive(this);
    }

    public override ReadOnlySpan<T> Read<T>(Tensor output)
    {
        Evaluation.RequireType<T>(output);
        return _memory.Span<T>(Offset(output) / sizeof(T), checked((int)output.Count));
    }

    internal override void CopyTo(Tensor output, Storage target)
    {
        long bytes = output.Count * output.Type.Size();
        System.Buffer.MemoryCopy(_memory.Pointer + Offset(output), target.Pointer, target.Bytes, bytes);
        GC.KeepAlive(this);
        GC.KeepAlive(target);
    }

    // Where an output stands in the memory, in bytes.
    private long Offset(Tensor output)
    {
        for (int i = 0; i < _plan.Step.Outputs.Count; i++)
        {
            if (!ReferenceEquals(_plan.Step.Outputs[i], output)) continue;
            return _hasRun ? _plan.Program.Buffers[_plan.Program.Outputs[i]].Offset : throw new InvalidOperationException("Nothing can be read before the first Run.");
        }

        throw new ArgumentException($"The {output.Operation.Name} of shape {output.Shape} is no output of this step; it has {_plan.Step.Outputs.Count} outputs.");
    }
}
