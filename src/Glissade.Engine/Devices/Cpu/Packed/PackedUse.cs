namespace Glissade.Devices.Cpu;

/// <summary>One workspace's use of a packed copy.</summary>
internal sealed unsafe class PackedUse(State state, PackedForm form)
{
    private readonly PackedCopy _copy = PackedCopy.Of(state, form);
    private long _seen = -1;

    /// <summary>
    /// Where the copy lies in this run, or null. It is made in the second run over the same values: where every run has new ones, kernels bring them to their places better themselves, in caches of their own.
    /// </summary>
    public byte* Place(WorkerPool pool)
    {
        long version = state.Version, before = _seen;
        byte* place = _copy.Find(version);
        _seen = version;
        return place != null || before != version ? place : _copy.Make(state, version, pool);
    }
}
