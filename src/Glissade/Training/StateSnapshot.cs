namespace Glissade;

/// <summary>A copy of the values of some states, to go back to.</summary>
internal sealed class StateSnapshot
{
    private readonly IReadOnlyList<(string Name, State State)> _states;
    private readonly Storage[] _copies;

    /// <summary>Copies the values as they are now.</summary>
    public StateSnapshot(IReadOnlyList<(string Name, State State)> states)
    {
        _states = states;
        _copies = [.. states.Select(state => new Storage(state.State.Storage.Bytes))];
        Take();
    }

    /// <summary>The states.</summary>
    public IReadOnlyList<(string Name, State State)> States => _states;

    /// <summary>The bytes of a state's copy.</summary>
    public Storage CopyOf(int index) => _copies[index];

    /// <summary>Copies the values as they are now, over the old copies.</summary>
    public void Take() => CopyAll(toStates: false);

    /// <summary>Gives the states the copied values.</summary>
    public void Restore() => CopyAll(toStates: true);

    /// <summary>Exchanges copies and values.</summary>
    public void Swap()
    {
        var now = new StateSnapshot(_states);
        Restore();
        for (int i = 0; i < _copies.Length; i++) _copies[i] = now._copies[i];
    }

    private unsafe void CopyAll(bool toStates)
    {
        for (int i = 0; i < _copies.Length; i++)
        {
            Storage state = toStates ? _states[i].State.ForWriting() : _states[i].State.Storage, copy = _copies[i];
            (Storage from, Storage to) = toStates ? (copy, state) : (state, copy);
            System.Buffer.MemoryCopy(from.Pointer, to.Pointer, to.Bytes, from.Bytes);
            GC.KeepAlive(from);
            GC.KeepAlive(to);
        }
    }
}
