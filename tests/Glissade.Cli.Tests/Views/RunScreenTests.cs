namespace Glissade.Cli.Tests;

/// <summary>The screens of a run at three widths, with Braille curves and with letters.</summary>
public sealed class RunScreenTests
{
    public static TheoryData<int, bool> Sizes => new() { { 40, true }, { 80, true }, { 200, true }, { 40, false }, { 80, false }, { 200, false } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_header_is_as_committed(int width, bool unicode) => Matches("header", width, unicode, RunScreen.Header(Runs.Begun, width, unicode));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_live_view_is_as_committed(int width, bool unicode) => Matches("live", width, unicode, RunScreen.Live(Runs.Midway, width, 24, unicode));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_end_is_as_committed(int width, bool unicode) => Matches("end", width, unicode, RunScreen.End(Runs.Ended, width, unicode));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Awkward_names_and_a_divergence_are_as_committed(int width, bool unicode) =>
        Matches("awkward", width, unicode, [.. RunScreen.Header(Runs.Awkward, width, unicode), .. RunScreen.Live(Runs.Awkward, width, 24, unicode), .. RunScreen.End(Runs.Awkward, width, unicode)]);

    [Fact]
    public void Nothing_is_wider_or_higher_than_the_screen_whatever_its_size()
    {
        RunPicture[] pictures = [new RunPicture(), Runs.Begun, Runs.Midway, Runs.Ended, Runs.Awkward, Runs.Midway with { IsStopping = true }];
        foreach (RunPicture picture in pictures)
        {
            for (int width = 20; width <= 130; width++)
            {
                foreach (bool unicode in (bool[])[true, false])
                {
                    foreach (int height in (int[])[8, 12, 24, 60])
                    {
                        IReadOnlyList<Line> live = RunScreen.Live(picture, width, height, unicode);
                        Assert.True(live.Count <= height, $"{live.Count} lines on a screen of {height}.");
                        Fits(live, width);
                    }

                    Fits(RunScreen.Header(picture, width, unicode), width);
                    Fits(RunScreen.End(picture, width, unicode), width);
                }
            }
        }
    }

    [Fact]
    public void A_log_has_one_line_an_epoch_and_says_how_it_ended()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var view = new PlainView(new Terminal { Out = output, Error = TextWriter.Null });
        RunPicture ended = Runs.Ended;
        view.Begin(ended with { Started = null, Epochs = [], Warnings = [], Finished = null });
        view.On(ended.Started!);
        foreach (EpochFinished epoch in ended.Epochs) view.On(epoch);
        view.On(ended.Warnings[0]);
        view.On(ended.Finished!);
        view.End(ended);
        Snapshot.Matches("plain", output.ToString());
    }

    private static void Matches(string name, int width, bool unicode, IReadOnlyList<Line> lines)
    {
        Fits(lines, width);
        if (!unicode) Assert.All(lines.Where(line => name != "awkward"), line => Assert.True(Ascii(line.ToString()), $"Not ASCII: {line}"));
        Snapshot.Matches($"{name}-{width}{(unicode ? "" : "-ascii")}", Snapshot.Of(lines));
    }

    // A multiplication sign and the like come from the data's own words, which are shown as they are.
    private static bool Ascii(string text) => text.Replace("×", "x", StringComparison.Ordinal).All(char.IsAscii);

    private static void Fits(IReadOnlyList<Line> lines, int width) => Assert.All(lines, line =>
    {
        Assert.True(line.Width <= width, $"{line.Width} columns on a screen of {width}: '{line}'");
        Assert.DoesNotContain(line.Pieces, piece => piece.Text.Any(char.IsControl));
    });
}
