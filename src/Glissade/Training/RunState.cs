namespace Glissade;

/// <summary>Where a training stands, beside its weights: all that decides how it goes on.</summary>
internal sealed class RunState
{
    /// <summary>The epoch under way, from 0; as many as planned once all are done.</summary>
    public int Epoch { get; set; }

    /// <summary>Batches of the epoch that are done.</summary>
    public int Batch { get; set; }

    /// <summary>Steps since the beginning.</summary>
    public long Step { get; set; }

    /// <summary>Σ values·weights of the epoch so far.</summary>
    public double Numerator { get; set; }

    /// <summary>Σ weights of the epoch so far.</summary>
    public double Denominator { get; set; }

    /// <summary>The cost of the very first batch, before any step; NaN before it.</summary>
    public double FirstLoss { get; set; } = double.NaN;

    /// <summary>The lowest cost so far, by validation if there is one.</summary>
    public double BestLoss { get; set; } = double.PositiveInfinity;

    /// <summary>Its epoch, from 1; 0 before the first.</summary>
    public int BestEpoch { get; set; }

    /// <summary>Epochs since then.</summary>
    public int Waited { get; set; }

    /// <summary>What the schedule carries from epoch to epoch.</summary>
    public double[] Schedule { get; set; } = [];

    /// <summary>The epochs that have ended.</summary>
    public List<EpochFinished> Epochs { get; init; } = [];

    /// <summary>What was warned of, each code once.</summary>
    public List<Warning> Warnings { get; init; } = [];
}
