using System.Diagnostics;

namespace Glissade;

/// <summary>How fast a training goes and how long it will take: a snapshot at most ten times a second.</summary>
internal sealed class ProgressMeter(Stopwatch clock, int epochs, int batches)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private TimeSpan _last;
    private (TimeSpan Time, long Step)? _first, _before;

    /// <summary>Whether it is time for another snapshot.</summary>
    public bool IsDue => clock.Elapsed - _last >= s_interval;

    public Progress Snapshot(RunState run, double trainLoss, double rate, int batchSize)
    {
        TimeSpan now = clock.Elapsed;
        // The first steps compile: speed is counted from the first snapshot on.
        _first ??= (now, run.Step);
        (TimeSpan Time, long Step) before = _before ?? _first.Value;
        double recent = (run.Step - before.Step) / Math.Max((now - before.Time).TotalSeconds, 1e-9);
        double overall = (run.Step - _first.Value.Step) / Math.Max((now - _first.Value.Time).TotalSeconds, 1e-9);
        long left = (long)batches * epochs - ((long)run.Epoch * batches + run.Batch);
        _before = (now, run.Step);
        _last = now;
        return new Progress
        {
            Epoch = run.Epoch + 1,
            Epochs = epochs,
            Batch = run.Batch,
            Batches = batches,
            TrainLoss = trainLoss,
            LearningRate = rate,
            ExamplesPerSecond = recent > 0 ? recent * batchSize : double.NaN,
            Seconds = now.TotalSeconds,
            SecondsLeft = overall > 0 ? left / overall : double.NaN,
        };
    }
}
