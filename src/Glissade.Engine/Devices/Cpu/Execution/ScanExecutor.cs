using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>Runs a scan's body once a step, over memory of its own inside the scratch.</summary>
internal sealed unsafe class ScanExecutor : Executor
{
    private readonly ScanKernel _kernel;
    private readonly CpuProgram _body;
    private readonly Bound[] _carries;
    private readonly Bound[] _items;
    private readonly Bound[] _invariants;

    public ScanExecutor(ScanKernel kernel, CpuOptions options)
    {
        _kernel = kernel;
        _body = new CpuProgram(kernel.Body, options);
        ScanBody body = kernel.Scan.Body;
        int items = body.Carries.Length, invariants = items + body.Items.Length;
        _carries = [.. body.Carries.Select((input, i) => Bind(input, kernel.Inputs[i], input))];
        _items = [.. body.Items.Select((input, i) => Bind(input, kernel.Inputs[items + i], input))];
        _invariants = [.. body.Invariants.Select((input, i) => Bind(input, kernel.Inputs[invariants + i], input))];
    }

    private long TableBytes => Aligned(_kernel.Body.Buffers.Count * sizeof(byte*));

    public override long ScratchBytes(int workers) => TableBytes + _body.ArenaBytes + _body.ScratchBytes;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        byte** inside = (byte**)scratch;
        byte* arena = scratch + TableBytes, own = arena + _body.ArenaBytes;
        _body.Bind(inside, arena);
        int carries = _carries.Length, length = _kernel.Scan.Length;
        for (int i = 0; i < carries; i++)
        {
            // Carried values live where the last ones are wanted.
            byte* carried = buffers[_kernel.Carried[i].Buffer];
            Copy(buffers[_carries[i].Source], carried, _carries[i].Bytes);
            Point(inside, _carries[i], carried);
        }

        foreach (Bound invariant in _invariants) Point(inside, invariant, buffers[invariant.Source]);
        for (int step = 0; step < length; step++)
        {
            long at = _kernel.Scan.Reverse ? length - 1 - step : step;
            foreach (Bound item in _items) Point(inside, item, buffers[item.Source] + at * item.Bytes);
            _body.Run(inside, own, pool);
            IReadOnlyList<int> outputs = _kernel.Body.Outputs;
            for (int i = 0; i < _kernel.Emitted.Length; i++)
            {
                long bytes = _kernel.Body.Buffers[outputs[carries + i]].Bytes;
                Copy(inside[outputs[carries + i]], buffers[_kernel.Emitted[i].Buffer] + at * bytes, bytes);
            }

            for (int i = 0; i < carries; i++) Copy(inside[outputs[i]], buffers[_kernel.Carried[i].Buffer], _carries[i].Bytes);
        }
    }

    private Bound Bind(Input input, Whole source, Input item)
    {
        int inside = -1;
        for (int i = 0; i < _kernel.Body.Buffers.Count; i++)
            if (ReferenceEquals(_kernel.Body.Buffers[i].Leaf, input)) inside = i;
        return new Bound(source.Buffer, inside, item.Count * item.Type.Size());
    }

    // A placeholder that the body does not read has no buffer.
    private static void Point(byte** inside, Bound bound, byte* at)
    {
        if (bound.Inside >= 0) inside[bound.Inside] = at;
    }

    private static void Copy(byte* from, byte* to, long bytes) => System.Buffer.MemoryCopy(from, to, bytes, bytes);

    private readonly record struct Bound(int Source, int Inside, long Bytes);
}
