namespace Glissade;

/// <summary>What came of a training: every epoch, and why it ended. The model itself holds the best weights.</summary>
/// <param name="Epochs">The epochs, in order; of a training that was resumed all of them.</param>
/// <param name="Finish">The end.</param>
/// <param name="Warnings">What a person should know.</param>
public sealed record History(IReadOnlyList<EpochFinished> Epochs, RunFinished Finish, IReadOnlyList<Warning> Warnings)
{
    /// <summary>Why the training ended.</summary>
    public FinishReason Reason => Finish.Reason;

    /// <summary>The epoch whose weights were kept; null if none was finished.</summary>
    public EpochFinished? Best => Epochs.FirstOrDefault(epoch => epoch.Epoch == Finish.BestEpoch);
}
