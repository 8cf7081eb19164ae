using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Glissade.Cli;

/// <summary>Where the tool writes, and what that can show. Tests give one of their own.</summary>
internal sealed class Terminal
{
    /// <summary>Results and events.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Out"/> is a terminal, which can be drawn over.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether <see cref="Out"/> shows colours.</summary>
    public bool HasColor { get; init; }

    /// <summary>Whether it shows more than ASCII.</summary>
    public bool IsUnicode { get; init; } = true;

    /// <summary>Its columns.</summary>
    public Func<int> Width { get; init; } = () => 80;

    /// <summary>Its rows.</summary>
    public Func<int> Height { get; init; } = () => 24;

    /// <summary>Ends the work when the user asks for it.</summary>
    public Func<Interruption> Listen { get; init; } = () => new Interruption(false);

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess()
    {
        var utf8 = new UTF8Encoding(false);
        bool interactive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        if (interactive && OperatingSystem.IsWindows()) Console.OutputEncoding = utf8;
        bool unicode = !interactive || Console.OutputEncoding.CodePage == utf8.CodePage;
        return new Terminal
        {
            // The process's own streams, not Console.Out: it would take 20 ms to look at the terminal, also when there is none.
            Out = interactive ? Console.Out : new StreamWriter(StandardOutput(), utf8, 1 << 14) { NewLine = "\n" },
            Error = new StreamWriter(Console.OpenStandardError(), utf8, 256) { AutoFlush = true, NewLine = OperatingSystem.IsWindows() ? "\r\n" : "\n" },
            IsInteractive = interactive,
            HasColor = interactive && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            IsUnicode = unicode,
            Width = () => Math.Min(Size(() => Console.WindowWidth, 80), Columns),
            Height = () => Size(() => Console.WindowHeight, 24),
            Listen = () => new Interruption(true),
        };
    }

    /// <summary>Lines of text as they are.</summary>
    public void WriteLines(IEnumerable<Line> lines)
    {
        foreach (Line line in lines) Out.WriteLine(line.ToString());
    }

    // What a user sets makes the screen narrower, never wider than it is.
    private static int Columns => int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), System.Globalization.CultureInfo.InvariantCulture, out int columns) && columns > 0 ? columns : int.MaxValue;

    // The console's own stream says nothing when nobody reads any more (| head): the work would go on for nobody. What can seek is a file, and has no such end.
    private static Stream StandardOutput()
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        try
        {
            var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 1);
            return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Console.OpenStandardOutput();
        }
    }

    private static int Size(Func<int> ask, int otherwise)
    {
        try
        {
            int size = ask();
            return size > 0 ? size : otherwise;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return otherwise;
        }
    }
}
