using Spectre.Console;
using Spectre.Console.Rendering;

namespace Glissade.Cli;

/// <summary>
/// A picture of the run that is drawn over, at most ten times a second, on a thread of its own: the training never waits for the terminal. What stays (the header, the end) is printed once.
/// </summary>
internal sealed class LiveView : RunView
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Terminal _terminal;
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _news = new();
    private readonly Thread _drawing;
    private RunPicture _picture = new();
    private volatile bool _isOver;
    private IAnsiConsole? _console;

    public LiveView(Terminal terminal)
    {
        _terminal = terminal;
        // Spectre.Console takes a tenth of a second to load: meanwhile the data is read.
        _drawing = new Thread(Draw) { IsBackground = true, Name = "screen" };
        _drawing.Start();
    }

    public override void Begin(RunPicture picture) => Change(_ => picture);

    public override void On(RunEvent runEvent) => Change(picture => picture.With(runEvent));

    public override void Stopping() => Change(picture => picture with { IsStopping = true });

    public override void End(RunPicture picture)
    {
        Change(_ => picture);
        Dispose();
        Print(RunScreen.End(picture, _terminal.Width(), _terminal.IsUnicode));
        _terminal.Out.Flush();
    }

    public override void Dispose()
    {
        _isOver = true;
        _news.Set();
        if (_drawing != Thread.CurrentThread) _drawing.Join();
    }

    private void Change(Func<RunPicture, RunPicture> change)
    {
        lock (_lock) _picture = change(_picture);
        _news.Set();
    }

    private void Draw()
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(_terminal.Out),
            Ansi = AnsiSupport.Yes,
            ColorSystem = _terminal.HasColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        while (!_isOver && Current().Started is null) _news.Wait(Pause);
        if (Current().Started is null) return;
        Print(RunScreen.Header(Current(), _terminal.Width(), _terminal.IsUnicode));
        _terminal.Out.WriteLine();
        _console.Live(new Picture(this)).Overflow(VerticalOverflow.Crop).Start(context =>
        {
            while (!_isOver)
            {
                context.Refresh();
                // At most ten pictures a second; without news none is drawn, but for a screen whose size changes.
                Thread.Sleep(Pause);
                _news.Wait(TimeSpan.FromSeconds(1));
                _news.Reset();
            }

            context.Refresh();
        });
    }

    private RunPicture Current()
    {
        lock (_lock) return _picture;
    }

    private void Print(IReadOnlyList<Line> lines)
    {
        if (_console is null) _terminal.WriteLines(lines);
        else _console.Write(new Lines(lines));
    }

    /// <summary>The present picture, as wide and as high as the screen is at the moment of drawing.</summary>
    private sealed class Picture(LiveView view) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            Lines.Segments(RunScreen.Live(view.Current(), maxWidth, view._terminal.Height() - 1, view._terminal.IsUnicode));
    }

    private sealed class Lines(IReadOnlyList<Line> lines) : Renderable
    {
        public static IEnumerable<Segment> Segments(IReadOnlyList<Line> lines)
        {
            foreach (Line line in lines)
            {
                foreach ((string text, Ink ink) in line.Pieces) yield return new Segment(text, StyleOf(ink));
                yield return Segment.LineBreak;
            }
        }

        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => Segments(lines);

        private static Style StyleOf(Ink ink) => ink switch
        {
            Ink.Faint => new Style(decoration: Decoration.Dim),
            Ink.Strong => new Style(decoration: Decoration.Bold),
            Ink.Training => new Style(Color.Aqua),
            Ink.Validation => new Style(Color.Yellow),
            Ink.Baseline => new Style(Color.Grey),
            Ink.Good => new Style(Color.Green),
            Ink.Bad => new Style(Color.Red),
            _ => Style.Plain,
        };
    }
}
