using Glissade.Compiler;
using Glissade.Devices.Cpu.Measuring;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>
/// Runs a scan's body once a step, over memory of its own inside the scratch. What the body gives is written where it belongs at once: what is carried, to where the next step reads it; what is emitted,
/// to this step's place. Only what belongs to several places is copied to the others.
/// </summary>
internal sealed unsafe class ScanExecutor : Executor
{
    /// <summary>For fewer steps it does not pay to bring weights into another form first.</summary>
    private const int FewestSteps = 4;

    private readonly ScanKernel _kernel;
    private readonly CpuProgram _body;
    private readonly int[] _carries;
    private readonly Bound[] _items;
    private readonly Bound[] _invariants;
    private readonly Result[] _next;
    private readonly Result[] _emitted;
    private readonly long _packed;

    public ScanExecutor(ScanKernel kernel, CpuOptions options)
    {
        _kernel = kernel;

        // Matrices alone: what makes another form of filters keeps memory of its own, which callers at the same time cannot share.
        _body = new CpuProgram(kernel.Body, options, leaf => leaf.Rank == 2 && kernel.Scan.Length >= FewestSteps && kernel.Invariants.Any(invariant => ReferenceEquals(invariant.Placeholder, leaf)));
        _carries = [.. kernel.Scan.Body.Carries.Select(Inside)];
        _items = [.. kernel.Items.Select(Bind)];
        _invariants = [.. kernel.Invariants.Select(Bind)];

        // The first to want a value has it computed in its own place.
        var places = new HashSet<int>();
        long away = TableBytes;
        Result Of(int output, int target, int before)
        {
            int inside = kernel.Body.Outputs[output];
            long bytes = kernel.Body.Buffers[inside].Bytes, place = away;
            if (output < _carries.Length && before < 0) away += Aligned(bytes);
            return new Result(inside, bytes, target, before, place, places.Add(inside));
        }

        _next = [.. _carries.Select((_, i) => Of(i, kernel.Carried[i].Buffer, kernel.Before[i]?.Buffer ?? -1))];
        _emitted = [.. kernel.Emitted.Select((whole, i) => Of(_carries.Length + i, whole.Buffer, -1))];
        _packed = away;
        OwnBytes = away + _body.Packed.Places.Sum(place => Aligned(place.Form.Bytes));
    }

    private long TableBytes => Aligned((_kernel.Body.Buffers.Count + _body.Packed.Places.Count) * sizeof(byte*));

    // The table of addresses, a second place for each carried value of which not all are kept, and weights in other forms.
    private long OwnBytes { get; }

    public override long ScratchBytes(int workers) => OwnBytes + _body.ArenaBytes + _body.ScratchBytes;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool) => Run(buffers, scratch, pool, null);

    /// <summary>The same, noting what each kernel of the body takes, if there is a clock.</summary>
    public void Run(byte** buffers, byte* scratch, WorkerPool pool, KernelClock? clock)
    {
        byte** inside = (byte**)scratch;
        byte* arena = scratch + OwnBytes, own = arena + _body.ArenaBytes;
        _body.Bind(inside, arena);
        int carries = _carries.Length, length = _kernel.Scan.Length;
        bool reverse = _kernel.Scan.Reverse;
        foreach (Bound invariant in _invariants) inside[invariant.Inside] = buffers[invariant.Source];
        byte* form = scratch + _packed;
        for (int i = 0; i < _body.Packed.Places.Count; i++)
        {
            PackedPlace place = _body.Packed.Places[i];
            place.Form.Make(inside[place.Buffer], form, pool);
            inside[_kernel.Body.Buffers.Count + i] = form;
            form += Aligned(place.Form.Bytes);
        }

        for (int i = 0; i < carries; i++)
        {
            // The first values are read where they lie, unless all are kept.
            byte* first = buffers[_kernel.First[i].Buffer];
            Result next = _next[i];
            if (length == 0) Copy(first, buffers[next.Target], next.Bytes);
            else if (next.Before >= 0) first = Copy(first, buffers[next.Before] + (reverse ? length - 1 : 0) * next.Bytes, next.Bytes);
            if (_carries[i] >= 0) inside[_carries[i]] = first;
        }

        for (int step = 0; step < length; step++)
        {
            long at = reverse ? length - 1 - step : step;
            foreach (Bound item in _items) inside[item.Inside] = buffers[item.Source] + at * item.Bytes;
            for (int i = 0; i < carries; i++)
                if (_next[i].IsFirst) inside[_next[i].Inside] = CarriedTo(_next[i], step);
            foreach (Result emission in _emitted)
                if (emission.IsFirst) inside[emission.Inside] = buffers[emission.Target] + at * emission.Bytes;

            if (clock is null) _body.Run(inside, own, pool);
            else _body.Run(inside, own, pool, clock);
            foreach (Result emission in _emitted)
                if (!emission.IsFirst) Copy(inside[emission.Inside], buffers[emission.Target] + at * emission.Bytes, emission.Bytes);
            for (int i = 0; i < carries; i++)
            {
                byte* to = inside[_next[i].Inside];
                if (!_next[i].IsFirst) to = Copy(to, CarriedTo(_next[i], step), _next[i].Bytes);
                if (_carries[i] >= 0) inside[_carries[i]] = to;
            }
        }

        // To the next step's place among all that are kept, or to and fro between two places, so that the last one is where it is wanted.
        byte* CarriedTo(Result next, int step)
        {
            if (step == length - 1) return buffers[next.Target];
            if (next.Before >= 0) return buffers[next.Before] + (reverse ? length - 2 - step : step + 1L) * next.Bytes;
            return (length - 1 - step) % 2 == 0 ? buffers[next.Target] : scratch + next.Place;
        }
    }

    private Bound Bind(ScanInput input) => new(input.Source.Buffer, Inside(input.Placeholder), input.Placeholder.Count * input.Placeholder.Type.Size());

    // A placeholder that the body does not read has no buffer.
    private int Inside(Input placeholder)
    {
        for (int i = 0; i < _kernel.Body.Buffers.Count; i++)
            if (ReferenceEquals(_kernel.Body.Buffers[i].Leaf, placeholder)) return i;
        return -1;
    }

    private static byte* Copy(byte* from, byte* to, long bytes)
    {
        System.Buffer.MemoryCopy(from, to, bytes, bytes);
        return to;
    }

    private readonly record struct Bound(int Source, int Inside, long Bytes);

    /// <param name="Inside">The body's buffer.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Target">The buffer of what is emitted, or of what is carried out of the last step.</param>
    /// <param name="Before">The buffer of all that is carried into steps, or −1.</param>
    /// <param name="Place">The second place of what is carried, in the scratch.</param>
    /// <param name="IsFirst">Whether the body writes it to this place itself.</param>
    private readonly record struct Result(int Inside, long Bytes, int Target, int Before, long Place, bool IsFirst);
}
