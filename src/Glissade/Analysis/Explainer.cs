using System.Globalization;

namespace Glissade;

/// <summary>
/// Works out one example of a training by compiling the training's own step at batch one, with every node an output: its numbers are the engine's own bits. Nothing of the model, the optimizer or the
/// files is changed by looking.
/// </summary>
/// <example>
/// <code>
/// Explanation explanation = new Explainer(trainer).Explain(train, row: 3);
/// foreach (string line in ExplanationText.Lines(explanation, width: 100)) Console.WriteLine(line);
/// </code>
/// </example>
public sealed class Explainer
{
    private readonly Trainer _trainer;

    /// <summary>Explains what this training would do next: its network as it is now, its loss, optimizer, scales and device.</summary>
    public Explainer(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        _trainer = trainer;
    }

    /// <summary>Explains what the training that wrote this model would do with it.</summary>
    /// <param name="model">A model that holds its layers by name, as those made of the catalogue's layers do.</param>
    /// <param name="device">Where it runs; the processor if null.</param>
    /// <exception cref="GlissadeException">A layer, the loss or the optimizer is not in the catalogue, so that only code has its formula.</exception>
    public Explainer(Model model, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelContents contents = model.Contents;
        _trainer = new Trainer(
            ModelNetwork.Build(contents),
            contents.Loss ?? throw Unknown("loss", contents.LossText),
            contents.Optimizer ?? throw Unknown("optimizer", contents.OptimizerText))
        {
            InputScale = contents.InputScale,
            TargetScale = contents.TargetScale,
            Device = device ?? Device.Cpu,
        };
    }

    /// <summary>The file of a training's full state (a run's last.safetensors): weights and the optimizer's own numbers are then as that training left them. Null, the default, for the network's own weights and an optimizer that begins.</summary>
    public string? StatePath { get; init; }

    /// <summary>The learning rate of the step; null, the default, for that of the schedule if <see cref="TotalSteps"/> is given, of the last epoch in <see cref="StatePath"/>, or of the optimizer.</summary>
    public double? LearningRate { get; init; }

    /// <summary>How many steps the whole training has, which a schedule wants to know; 0, the default, if it is not known.</summary>
    public long TotalSteps { get; init; }

    /// <summary>How many of the weights that matter most are listed; 10 by default.</summary>
    public int MostWeights { get; init; } = 10;

    /// <summary>Works out one example.</summary>
    /// <param name="data">Examples with targets, prepared as for the training.</param>
    /// <param name="row">Which one, from 0.</param>
    /// <param name="raw">Its values before preprocessing, to be shown beside; null for none.</param>
    /// <exception cref="GlissadeException">There is no such row, it has no target, it does not suit network or loss, or the state belongs to another training.</exception>
    public Explanation Explain(Dataset data, int row, IReadOnlyList<RawValue>? raw = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if ((uint)row >= (uint)data.Count)
            throw new GlissadeException(Invariant($"there is no row {row}"), "", Invariant($"a row from 0 to {data.Count - 1}"), "count the rows from 0");
        Dataset one = data.Take([row]);
        Wiring wiring = _trainer.Wire();
        Check(wiring, one);
        _trainer.Model.InitializeMissing(_trainer.Seed);
        var step = new TrainingStep(wiring, _trainer.Optimizer, _trainer.Device, one, _trainer.Seed);
        var notes = new List<string>();
        StepGraph graph = Build(step, notes);
        var kept = new StateSnapshot(ModelStates());
        try
        {
            (long taken, double rate) = Position(step, notes);
            var example = new ExampleStep(wiring, step, graph, _trainer.Device, taken, rate);
            return new ExplanationBuilder(_trainer, step, example, MostWeights).Build(taken, rate) with
            {
                Row = row,
                Raw = raw ?? [],
                Labels = data.Labels,
                Notes = notes,
            };
        }
        finally
        {
            if (StatePath is not null) kept.Restore();
        }
    }

    private IReadOnlyList<(string Name, State State)> ModelStates() => [.. _trainer.Model.States().Select(state => (state.Path, state.State))];

    private void Check(Wiring wiring, Dataset one)
    {
        Tensor prediction = wiring.Predict(one.Inputs.Input("x", 1), Pass.Inference());
        LossFit.Check(_trainer.Loss, prediction);
        TargetChecks.Check(_trainer.Loss, one, prediction.Shape, "given");
    }

    // As it trains; but a mask of dropout is another one at every step, and statistics of one example are none.
    private static StepGraph Build(TrainingStep step, List<string> notes)
    {
        StepGraph training = step.Build(1);
        if (!training.IsMarkedByTraining) return training;
        notes.Add("The network is shown as it predicts: dropout is off, and statistics over a batch are the running ones. In training they are on, and a step over this row would see other numbers.");
        return step.Build(1, training: false);
    }

    private (long Taken, double Rate) Position(TrainingStep step, List<string> notes)
    {
        RunState? run = null;
        if (StatePath is not null)
        {
            var best = new StateSnapshot(ModelStates());
            run = Checkpoint.Read(StatePath, step.States, ModelStates(), best, new Dictionary<string, string>
            {
                ["network"] = _trainer.Model.ToString()!,
                ["loss"] = _trainer.Loss.ToString()!,
                ["optimizer"] = _trainer.Optimizer.ToString()!,
            });
            notes.Add(Invariant($"Weights and the optimizer's numbers are as the training left them after {run.Step} steps."));
        }
        else
        {
            notes.Add("The optimizer begins: its averages are 0. A run's folder keeps those of its training.");
        }

        long taken = run?.Step ?? 0;
        double rate = LearningRate
            ?? (_trainer.Schedule is { } schedule && TotalSteps > 0 ? _trainer.Optimizer.LearningRate * schedule.Factor(taken, TotalSteps, run is { } state && state.Schedule.Length == schedule.StateLength ? state.Schedule : schedule.NewState())
            : run is { Epochs.Count: > 0 } ? run.Epochs[^1].LearningRate
            : _trainer.Optimizer.LearningRate);
        notes.Add("The step is over this row alone; the training's steps average the gradients of a batch.");
        return (taken, rate);
    }

    private static GlissadeException Unknown(string what, string text) =>
        new($"the model's {what} {text} is not in the catalogue, so its formula is not in the file", "", "layers, loss and optimizer of the catalogue", "explain it from the program that has its code: new Explainer(trainer)");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
