using System.Text;

namespace Glissade;

/// <summary>The folder of a run: its options, its events, the best model, the full state.</summary>
public sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>All options, resolved.</summary>
    public string Configuration => System.IO.Path.Combine(Path, "config.json");

    /// <summary>The events, one a line; it is only ever appended to.</summary>
    public string Events => System.IO.Path.Combine(Path, "events.jsonl");

    /// <summary>The best weights.</summary>
    public string Model => System.IO.Path.Combine(Path, "model.safetensors");

    /// <summary>The full state to go on from.</summary>
    public string State => System.IO.Path.Combine(Path, "last.safetensors");

    /// <summary>The folder of this name, which need not be there yet.</summary>
    public static RunFolder At(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new RunFolder(path);
    }

    /// <summary>Whether the folder holds a run: its options, its state, its model or an event. A record without any event is what a kill at the very start leaves; there is nothing in it to lose.</summary>
    public bool HoldsRun => File.Exists(Configuration) || File.Exists(State) || File.Exists(Model) || new FileInfo(Events) is { Exists: true, Length: > 0 };

    /// <summary>Makes the folder for a new run, or takes that of one to go on with, and makes sure that it can be written.</summary>
    /// <param name="resume">Whether a run that is already in it is gone on with.</param>
    /// <exception cref="GlissadeException">It cannot be made or written, or it holds another run.</exception>
    internal void Open(bool resume)
    {
        if (File.Exists(Path)) throw new GlissadeException("there is a file where the run's folder should be", Path, "a folder, or a name that is free", "another --output");
        if (!resume && HoldsRun)
            throw new GlissadeException("the folder holds a run already", Path, "an empty folder, or a name that is free", $"--resume --output {Path} goes on with it; or another --output");
        try
        {
            Directory.CreateDirectory(Path);
            using (new FileStream(Events, FileMode.Append, FileAccess.Write, FileShare.Read))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // A full disk (errno ENOSPC) is told as such by whoever prints it.
            if (e is IOException { HResult: 28 }) throw;
            throw new GlissadeException("the run's folder cannot be written", Path, "a folder that may be written", $"another --output ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>The configuration of the run in a folder; null if there is none.</summary>
    public static string? ReadConfiguration(string path)
    {
        RunFolder folder = At(path);
        return File.Exists(folder.Configuration) ? File.ReadAllText(folder.Configuration) : null;
    }

    /// <summary>Writes the options.</summary>
    public void Write(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        byte[] text = Encoding.UTF8.GetBytes((options with { Resume = false }).ToConfiguration());
        AtomicFile.Write(Configuration, stream => stream.Write(text));
    }

    /// <summary>Opens the record of events; a line that a killed run left half written is ended first.</summary>
    internal FileStream OpenEvents()
    {
        var stream = new FileStream(Events, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1);
        stream.Seek(0, SeekOrigin.End);
        if (stream.Length > 0)
        {
            stream.Seek(-1, SeekOrigin.End);
            if (stream.ReadByte() != '\n') stream.WriteByte((byte)'\n');
        }

        return stream;
    }
}
