using System.Globalization;

namespace Glissade;

/// <summary>Reads the course of a training, and says in words what a person would want to be told.</summary>
internal static class Judge
{
    /// <summary>How many epochs without improvement are worth a word.</summary>
    private const int Patience = 3;

    /// <summary>By how much a cost must exceed the first batch's to be no accident of that batch.</summary>
    private const double FarAbove = 1e4;

    /// <summary>Warnings after the last epoch; each code is given once a training.</summary>
    public static IEnumerable<Warning> Warnings(RunState run)
    {
        if (ValidationRises(run) is { } rising && run.Warnings.All(warning => warning.Code != rising.Code)) yield return rising;
        if (CostRises(run) is { } cost && run.Warnings.All(warning => warning.Code != cost.Code)) yield return cost;
    }

    // Validation has got worse for several epochs while training still gets better: the network learns the examples by heart.
    private static Warning? ValidationRises(RunState run)
    {
        List<EpochFinished> epochs = run.Epochs;
        if (run.BestEpoch == 0 || epochs.Count < run.BestEpoch + Patience) return null;
        EpochFinished best = epochs[run.BestEpoch - 1], last = epochs[^1];
        bool worse = epochs.TakeLast(Patience).All(epoch => epoch.ValidationLoss > best.ValidationLoss) && last.ValidationLoss > best.ValidationLoss * (1 + 0.02 * Math.Sign(best.ValidationLoss));
        if (!worse || !(last.TrainLoss < best.TrainLoss)) return null;
        return new Warning("validation_rising", string.Create(CultureInfo.InvariantCulture,
            $"validation has begun to rise: {best.ValidationLoss:G4} after epoch {best.Epoch}, {last.ValidationLoss:G4} after epoch {last.Epoch}, while the training cost still falls. The network begins to learn its examples by heart; the weights of epoch {best.Epoch} are kept."));
    }

    // The valley's other side is higher than this one: steps too long to walk down.
    private static Warning? CostRises(RunState run)
    {
        List<EpochFinished> epochs = run.Epochs;
        if (epochs.Count < 2) return null;
        double least = epochs.Min(epoch => epoch.TrainLoss), last = epochs[^1].TrainLoss;
        // So far up within the first epoch that no later one is higher.
        if (last > FarAbove * run.FirstLoss && last > 0.5 * epochs[0].TrainLoss)
        {
            return new Warning("cost_rising", string.Create(CultureInfo.InvariantCulture,
                $"the training cost rose: {run.FirstLoss:G4} before the first step, {last:G4} now. The learning rate ({epochs[^1].LearningRate:G3}) is probably far too high; 0.001 is a usual one."));
        }

        if (!(last > 2 * least) || !(last > epochs[0].TrainLoss)) return null;
        return new Warning("cost_rising", string.Create(CultureInfo.InvariantCulture,
            $"the training cost rises: {least:G4} at its lowest, {last:G4} now. The learning rate ({epochs[^1].LearningRate:G3}) is probably too high; try a tenth of it."));
    }
}
