using System.Runtime.InteropServices;

namespace Glissade.Cli;

/// <summary>Ctrl-C and the signals that ask a process to end: the first asks the work to come to a good end, the second ends it at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Interruption(bool listens)
    {
        if (!listens) return;
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            _registrations.Add(PosixSignalRegistration.Create(signal, Take));
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Called at the first signal, on another thread.</summary>
    public Action? Asked { get; set; }

    public void Ask()
    {
        Asked?.Invoke();
        _source.Cancel();
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_source.IsCancellationRequested) Environment.Exit(ExitCodes.Interrupted);
        Ask();
    }
}
