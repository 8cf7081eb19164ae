namespace Glissade.Cli;

/// <summary>Someone who watches a run: hears its events on the training's thread, and must not hold it up.</summary>
internal abstract class RunView : IDisposable
{
    /// <summary>What is known before the training begins.</summary>
    public virtual void Begin(RunPicture picture)
    {
    }

    /// <summary>An event.</summary>
    public abstract void On(RunEvent runEvent);

    /// <summary>The user has asked for an end; called on any thread.</summary>
    public virtual void Stopping()
    {
    }

    /// <summary>All is done, the files are written.</summary>
    public virtual void End(RunPicture picture)
    {
    }

    public virtual void Dispose()
    {
    }

    /// <summary>What suits the terminal and the options.</summary>
    public static RunView For(Invocation invocation, Terminal terminal) =>
        invocation.Has("json") ? new JsonView(terminal.Out)
        : invocation.Has("quiet") ? new QuietView()
        : terminal.IsInteractive && !invocation.Has("plain") ? new LiveView(terminal)
        : new PlainView(terminal);
}

/// <summary>Says nothing.</summary>
internal sealed class QuietView : RunView
{
    public override void On(RunEvent runEvent)
    {
    }
}

/// <summary>Every event of the record as a line of JSON, at once.</summary>
internal sealed class JsonView(TextWriter output) : RunView
{
    public override void On(RunEvent runEvent)
    {
        if (runEvent is Progress or EpochFinished { IsReplay: true }) return;
        output.WriteLine(RunEventJson.Write(runEvent));
        output.Flush();
    }
}

/// <summary>Lines for a log: what is known at first, one an epoch, warnings, the end.</summary>
internal sealed class PlainView(Terminal terminal) : RunView
{
    private const int LogWidth = 160;
    private RunPicture _picture = new();

    private int Width => terminal.IsInteractive ? terminal.Width() : LogWidth;

    public override void Begin(RunPicture picture) => _picture = picture;

    public override void On(RunEvent runEvent)
    {
        _picture = _picture.With(runEvent);
        switch (runEvent)
        {
            case RunStarted:
                terminal.WriteLines(RunScreen.Header(_picture, Width, terminal.IsUnicode));
                terminal.Out.WriteLine();
                break;
            case EpochFinished { IsReplay: false } epoch:
                terminal.Out.WriteLine(RunScreen.Epoch(epoch, _picture.Started?.Epochs ?? 0));
                break;
            case Warning warning:
                terminal.Out.WriteLine(Cells.Safe("warning: " + warning.Message));
                break;
            default: return;
        }

        terminal.Out.Flush();
    }

    public override void End(RunPicture picture)
    {
        terminal.Out.WriteLine();
        terminal.WriteLines(RunScreen.End(picture, Width, terminal.IsUnicode));
        terminal.Out.Flush();
    }
}
