namespace Glissade.Cli;

/// <summary>A run as lines of text: a pure function of its state and of the screen's size. No line is wider than the screen.</summary>
internal static class RunScreen
{
    private const int MostClasses = 12, MostMetrics = 3;

    /// <summary>What is known before the first epoch: the data, what was guessed and why, the layers.</summary>
    public static IReadOnlyList<Line> Header(RunPicture state, int width, bool unicode)
    {
        var lines = new List<Line>();
        if (state.Started is not { } started) return lines;
        string rows = $"{Figures.Count(started.TrainRows)} to train on, {Figures.Count(started.ValidationRows)} to validate on" + (started.TestRows > 0 ? $", {Figures.Count(started.TestRows)} to test on" : "");
        string title = $"{started.Task}: {Cells.Safe(started.Target)} from {Cells.Safe(state.Data)}, {Figures.Counted(started.Rows, "row")} ({rows})";
        foreach (string line in Cells.Wrap(title, width)) lines.Add(new Line(line, Ink.Strong));
        lines.Add(new Line());

        if (state.Guesses.Count > 0)
        {
            int margin = Math.Min(state.Guesses.Max(guess => Cells.Width(guess.What)) + 2, width / 3);
            foreach ((string what, string value, string why) in state.Guesses)
                Hang(lines, what, Cells.Safe(why.Length > 0 ? $"{value} - {why}" : value), margin, width, unicode);
            lines.Add(new Line());
        }

        TextTable layers = new TextTable("layer", "what", "gives", "parameters").Numbers(3);
        foreach (LayerSummary layer in started.Layers) layers.Add(layer.Path, layer.Layer, layer.Output, Figures.Count(layer.Parameters));
        if (layers.Count > 0) lines.AddRange(layers.Lines(width, unicode));
        string step = started.PeakBytes > 0 ? $", a step takes {Figures.Bytes(started.PeakBytes)}" : "";
        string summary = $"{Figures.Counted(started.Parameters, "parameter")}{step}; {started.Loss}, {started.Optimizer}, batches of {Figures.Count(started.BatchSize)}, seed {started.Seed}";
        foreach (string line in Cells.Wrap(summary, width)) lines.Add(new Line(line, Ink.Faint));
        if (started.FirstEpoch > 1) lines.Add(new Line($"goes on with epoch {started.FirstEpoch}").Cut(width, unicode));
        return Cut(lines, width, unicode);
    }

    /// <summary>Where the training stands: to be drawn over.</summary>
    public static IReadOnlyList<Line> Live(RunPicture state, int width, int height, bool unicode)
    {
        var lines = new List<Line>();
        if (state.Started is not { } started) return [new Line("reading the data")];
        EpochFinished? last = state.Epochs.Count > 0 ? state.Epochs[^1] : null;
        AddProgress(lines, state, started, last, width, unicode);
        lines.Add(Losses(state, last, width));
        if (last is { Metrics.Count: > 0 }) lines.Add(Metrics(last, started, width));

        // What is left of the screen, at most 16 lines, is the chart's.
        int rows = Math.Min(16, height - lines.Count - 5 - Math.Min(state.Warnings.Count, 2) * 2);
        IReadOnlyList<Curve> curves = Curves(state, started, width);
        if (rows >= 4 && state.Epochs.Count > 0)
        {
            lines.Add(new Line());
            lines.AddRange(Chart.Lines(curves, width, rows, unicode, "epochs"));
            lines.Add(Chart.Legend(curves, unicode));
        }

        foreach (Warning warning in state.Warnings.TakeLast(2))
            foreach (string line in Cells.Wrap(Cells.Safe("warning: " + warning.Message), width).Take(2)) lines.Add(new Line(line, Ink.Bad));
        if (state.IsStopping) lines.Add(new Line("stopping after this step; Ctrl-C again ends at once", Ink.Bad));
        return Cut(lines, width, unicode);
    }

    /// <summary>How it ended: the figures beside the trivial ones, the files, what to do next.</summary>
    public static IReadOnlyList<Line> End(RunPicture state, int width, bool unicode)
    {
        var lines = new List<Line>();
        if (state.Finished is not { } finished) return lines;
        string how = finished.Reason switch
        {
            FinishReason.Completed => "all epochs are run",
            FinishReason.EarlyStopping => "stopped early: validation no longer improved",
            FinishReason.LossReached => "stopped: the loss is as low as was asked for",
            FinishReason.GradientVanished => "stopped: the gradient is as short as was asked for",
            FinishReason.TimeLimit => "stopped at the time limit",
            FinishReason.Cancelled => "interrupted",
            _ => "diverged: the loss is no longer a number",
        };
        string best = finished.BestEpoch > 0 ? $"the weights of epoch {finished.BestEpoch}, the best, are kept" : "no epoch was finished";
        foreach (string line in Cells.Wrap($"{how} after {Figures.Time(finished.Seconds)}; {best}", width))
            lines.Add(new Line(line, finished.Reason == FinishReason.Diverged ? Ink.Bad : Ink.Strong));
        if (finished.Divergence is { } divergence)
        {
            string rows = string.Join(", ", divergence.Rows.Take(8)) + (divergence.Rows.Count > 8 ? ", …" : "");
            foreach (string line in Cells.Wrap($"epoch {divergence.Epoch}, step {divergence.Step}: first in {divergence.Layer}, {divergence.Operation}; rows of the batch: {rows}", width))
                lines.Add(new Line(line, Ink.Bad));
        }

        AddFigures(lines, state, finished, width, unicode);
        lines.AddRange(ConfusionTable(state.Confusion, width, unicode));
        if (state.Files.Count > 0 || state.Next.Count > 0) lines.Add(new Line());
        for (int i = 0; i < state.Files.Count; i++) Hang(lines, i == 0 ? "files" : "", state.Files[i], 7, width, unicode);
        for (int i = 0; i < state.Next.Count; i++) Hang(lines, i == 0 ? "next" : "", state.Next[i], 7, width, unicode);
        return Cut(lines, width, unicode);
    }

    /// <summary>An epoch in one line, for a log.</summary>
    public static string Epoch(EpochFinished epoch, int epochs)
    {
        string validation = double.IsNaN(epoch.ValidationLoss) ? "" : $"  validation {Figures.Short(epoch.ValidationLoss)}";
        string metrics = string.Concat(epoch.Metrics.Take(MostMetrics).Select(metric => $"  {metric.Key} {Figures.Short(metric.Value)}"));
        return $"epoch {epoch.Epoch}/{epochs}  loss {Figures.Short(epoch.TrainLoss)}{validation}{metrics}  rate {Figures.Chosen(epoch.LearningRate)}  "
            + $"{Figures.Count(epoch.ExamplesPerSecond)} examples/s  {Figures.Time(epoch.Seconds)}{(epoch.IsBest ? "  best" : "")}";
    }

    private static void AddProgress(List<Line> lines, RunPicture state, RunStarted started, EpochFinished? last, int width, bool unicode)
    {
        int epoch = state.Progress?.Epoch ?? last?.Epoch ?? started.FirstEpoch;
        double share = state.Progress is { Batches: > 0 } progress ? (progress.Epoch - 1 + (double)progress.Batch / progress.Batches) / Math.Max(1, progress.Epochs)
            : (double)(last?.Epoch ?? started.FirstEpoch - 1) / Math.Max(1, started.Epochs);
        string left = state.Finished is not null ? Figures.Time(state.Finished.Seconds)
            : double.IsFinite(state.Progress?.SecondsLeft ?? double.NaN) ? $"{Figures.Time(state.Progress!.SecondsLeft)} left" : "";
        string name = $"epoch {epoch} of {started.Epochs}", percent = $"{Math.Clamp((int)(share * 100), 0, 100),3} %";
        int bar = Math.Min(width - name.Length - percent.Length - 4 - (left.Length > 0 ? left.Length + 2 : 0), 60);
        Line line = new Line(name, Ink.Strong).Add("  ");
        if (bar >= 4)
        {
            int full = (int)Math.Round(Math.Clamp(share, 0, 1) * bar);
            line.Add(new string(unicode ? '━' : '#', full), Ink.Good).Add(new string(unicode ? '─' : '.', bar - full), Ink.Faint).Add("  ");
        }

        lines.Add(line.Add(percent).Add(left.Length > 0 ? "  " + left : ""));
        double rate = state.Progress?.LearningRate ?? last?.LearningRate ?? double.NaN, speed = state.Progress?.ExamplesPerSecond ?? last?.ExamplesPerSecond ?? double.NaN;
        string norm = last is not null && double.IsFinite(last.GradientNorm) && width >= 60 ? $"   gradient norm {Figures.Short(last.GradientNorm)}" : "";
        lines.Add(new Line($"rate {Figures.Chosen(rate)}   {Figures.Count(speed)} examples/s{norm}", Ink.Faint));
    }

    private static Line Losses(RunPicture state, EpochFinished? last, int width)
    {
        Line line = new Line("loss ").Add(Figures.Short(state.Progress?.TrainLoss ?? last?.TrainLoss ?? double.NaN), Ink.Training);
        if (last is null || double.IsNaN(last.ValidationLoss)) return line;
        line.Add("   validation ").Add(Figures.Short(last.ValidationLoss), Ink.Validation);
        EpochFinished? best = state.Epochs.LastOrDefault(epoch => epoch.IsBest);
        if (best is not null && width >= 60) line.Add($"   best {Figures.Short(best.ValidationLoss)} in epoch {best.Epoch}", Ink.Faint);
        return line;
    }

    private static Line Metrics(EpochFinished last, RunStarted started, int width)
    {
        var line = new Line();
        foreach ((string name, double value) in last.Metrics)
        {
            string text = $"{name} {Figures.Short(value)}", trivial = started.Baseline.TryGetValue(name, out double baseline) && double.IsFinite(baseline) ? $" (trivial {Figures.Short(baseline)})" : "";
            if (line.Width > 0 && line.Width + 3 + text.Length + trivial.Length > width) break;
            line.Add(line.Width > 0 ? "   " : "").Add(text).Add(trivial, Ink.Baseline);
        }

        return line;
    }

    private static List<Curve> Curves(RunPicture state, RunStarted started, int width)
    {
        var curves = new List<Curve>();
        double first = state.Epochs.Count > 0 ? state.Epochs[0].Epoch : 1, last = state.Epochs.Count > 0 ? Math.Max(state.Epochs[^1].Epoch, first + 1) : first + 1;
        if (double.IsFinite(started.BaselineLoss)) curves.Add(new Curve(width >= 60 ? Trivial(started) : "trivial", Ink.Baseline, '-', 3, [(first, started.BaselineLoss), (last, started.BaselineLoss)]));
        curves.Add(new Curve("training", Ink.Training, '.', 1, [.. state.Epochs.Select(epoch => ((double)epoch.Epoch, epoch.TrainLoss))]));
        if (state.Epochs.Any(epoch => double.IsFinite(epoch.ValidationLoss)))
            curves.Add(new Curve("validation", Ink.Validation, 'o', 2, [.. state.Epochs.Select(epoch => ((double)epoch.Epoch, epoch.ValidationLoss))]));
        return curves;
    }

    private static string Trivial(RunStarted started) => started.Task == "regression" ? "always the mean" : "always the majority";

    private static void AddFigures(List<Line> lines, RunPicture state, RunFinished finished, int width, bool unicode)
    {
        if (finished.Validation.Count == 0 || state.Started is not { } started) return;
        bool tested = finished.Test.Count > 0;
        string[] headings = ["", "validation", .. tested ? ["test"] : Array.Empty<string>(), width >= 50 ? Trivial(started) : "trivial"];
        TextTable table = new TextTable(headings).Numbers([.. Enumerable.Range(1, headings.Length - 1)]);
        foreach ((string name, double value) in finished.Validation)
        {
            double trivial = name == "loss" ? started.BaselineLoss : started.Baseline.GetValueOrDefault(name, double.NaN);
            table.Add([name, Figures.Short(value), .. tested ? [Figures.Short(finished.Test.GetValueOrDefault(name, double.NaN))] : Array.Empty<string>(), Figures.Short(trivial)]);
        }

        lines.Add(new Line());
        lines.AddRange(table.Lines(width, unicode));
    }

    /// <summary>A confusion matrix; nothing if it has too many classes, or is too wide.</summary>
    public static IEnumerable<Line> ConfusionTable(Confusion? confusion, int width, bool unicode)
    {
        if (confusion is null || confusion.Labels.Count > MostClasses) yield break;
        int most = Math.Max(4, (width - 14) / (confusion.Labels.Count + 1) - 2);
        string[] labels = [.. confusion.Labels.Select(label => Cells.Cut(Cells.Safe(label), most, unicode))];
        TextTable table = new TextTable(["", .. labels]).Numbers([.. Enumerable.Range(1, labels.Length)]);
        for (int row = 0; row < labels.Length; row++) table.Add([labels[row], .. confusion.Counts[row].Select(count => Figures.Count(count))]);
        Line[] drawn = [.. table.Lines(int.MaxValue, unicode)];
        if (drawn.Max(line => line.Width) > width) yield break;
        yield return new Line();
        yield return new Line("true classes down, predicted ones across", Ink.Faint).Cut(width, unicode);
        foreach (Line line in drawn) yield return line;
    }

    /// <summary>A word, and beside it text that keeps to its own column.</summary>
    private static void Hang(List<Line> lines, string word, string text, int margin, int width, bool unicode)
    {
        bool first = true;
        foreach (string part in Cells.Wrap(text, width - margin))
        {
            lines.Add(new Line(Cells.Left(first ? Cells.Cut(word, margin - 1, unicode) : "", margin), Ink.Faint).Add(part));
            first = false;
        }
    }

    private static IReadOnlyList<Line> Cut(List<Line> lines, int width, bool unicode) => [.. lines.Select(line => line.Cut(width, unicode))];
}
