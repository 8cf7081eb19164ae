using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>
/// A state's values in a form that kernels like, kept from run to run until the values are others. All plans and workspaces that want the same form of the same state share one; it goes with the state.
/// </summary>
internal sealed unsafe class PackedCopy
{
    private static readonly ConditionalWeakTable<State, Dictionary<PackedForm, PackedCopy>> s_copies = [];

    private readonly Lock _gate = new();
    private readonly PackedForm _form;
    private Storage? _storage;
    private long _version = -1;

    private PackedCopy(PackedForm form) => _form = form;

    /// <summary>The one copy of a state in this form.</summary>
    public static PackedCopy Of(State state, PackedForm form)
    {
        Dictionary<PackedForm, PackedCopy> copies = s_copies.GetOrCreateValue(state);
        lock (copies)
        {
            if (!copies.TryGetValue(form, out PackedCopy? copy)) copies[form] = copy = new PackedCopy(form);
            return copy;
        }
    }

    /// <summary>Where it lies, if it was made of the values of this version; else null.</summary>
    public byte* Find(long version) => Volatile.Read(ref _version) == version ? _storage!.Pointer : null;

    /// <summary>Makes it of the present values, and takes memory for it the first time.</summary>
    public byte* Make(State state, long version, WorkerPool pool)
    {
        lock (_gate)
        {
            if (_version != version)
            {
                _storage ??= new Storage(_form.Bytes);
                _form.Make(state.Storage.Pointer, _storage.Pointer, pool);
                Volatile.Write(ref _version, version);
            }

            return _storage!.Pointer;
        }
    }
}
