namespace Glissade;

/// <summary>What came of a training from a file of data.</summary>
public sealed class TrainingResult
{
    private readonly Trainer _trainer;
    private readonly Prepared _prepared;

    internal TrainingResult(Trainer trainer, Prepared prepared, History history, RunFolder? folder) =>
        (_trainer, _prepared, History, Folder) = (trainer, prepared, history, folder);

    /// <summary>Every epoch, and how it ended.</summary>
    public History History { get; }

    /// <summary>Where everything was written; null if nothing was.</summary>
    public RunFolder? Folder { get; }

    /// <summary>The network with the weights that were kept.</summary>
    public Layer Network => _trainer.Model;

    /// <summary>The names of the classes; empty for numbers.</summary>
    public IReadOnlyList<string> Labels => _prepared.Labels;

    /// <summary>How often each class of the validation part was taken for each; null for numbers, or if nothing was held back.</summary>
    public ConfusionMatrix? Confusion() => _prepared.Task == LearningTask.Regression || _prepared.Validation is null ? null
        : ConfusionMatrix.Of(new Evaluator(_trainer.Wire(), _trainer.Device, _prepared.Validation).Measure([]).Outcomes);
}
