namespace Glissade;

/// <summary>What is looked at before the first step.</summary>
internal static class RunChecks
{
    /// <summary>Refuses data, network and loss that do not belong together; gives back the shape of a prediction for one example.</summary>
    public static Shape Check(Trainer trainer, Wiring wiring, Dataset train, Dataset? validation)
    {
        if (trainer.BatchSize < 0) throw new GlissadeException($"the batch size is {trainer.BatchSize}", nameof(Trainer.BatchSize), "1 or more, or 0 to have it chosen", "leave it out");
        if (!(trainer.Optimizer.LearningRate > 0) || !float.IsFinite(trainer.Optimizer.LearningRate))
            throw new GlissadeException($"the learning rate is {trainer.Optimizer.LearningRate}", nameof(Optimizer.LearningRate), "a finite number above 0", "start with the optimizer's default");
        if (trainer.Patience < 1) throw new GlissadeException($"the patience is {trainer.Patience}", nameof(Trainer.Patience), "1 epoch or more", "leave it out to run all epochs");
        if (!(trainer.Mixup >= 0 && double.IsFinite(trainer.Mixup))) throw new GlissadeException($"the alpha of mixup is {trainer.Mixup}", nameof(Trainer.Mixup), "0 or more; 0 for none", "start with 0.2");
        if (trainer.Mixup > 0 && LooksUp(trainer.Model) is { } table)
            throw new GlissadeException($"mixup would mix whole numbers that {table} looks up", nameof(Trainer.Mixup), "inputs that are amounts, such as pictures and standardized numbers", "leave mixup out");
        if (trainer.StopAtLoss is { } low && double.IsNaN(low)) throw new GlissadeException($"the loss to stop at is {low}", nameof(Trainer.StopAtLoss), "a number", "leave it out to run all epochs");
        if (trainer.StopAtGradientNorm is { } norm && !(norm >= 0)) throw new GlissadeException($"the length of the gradient to stop at is {norm}", nameof(Trainer.StopAtGradientNorm), "0 or more", "leave it out to run all epochs");
        foreach ((Dataset? set, string name) in ((Dataset?, string)[])[(validation, "validation"), (trainer.Test, "test")])
        {
            if (set is not null && (!set.InputShape.Equals(train.InputShape) || set.InputType != train.InputType))
            {
                throw new GlissadeException($"an example of the {name} set is {set.InputType.Name()} {set.InputShape}", $"the {name} set", $"{train.InputType.Name()} {train.InputShape}, as in the training set",
                    "prepare both in the same way");
            }
        }

        if (trainer.Optimizer is Accumulation && trainer.Mixup > 0)
            throw new GlissadeException("mixup mixes neighbours in a batch, which parts of it do not hold together", nameof(Trainer.Mixup), "accumulation or mixup", "leave one of them out");
        if (trainer.Optimizer is Accumulation && !trainer.Loss.IsSumOverItems)
            throw new GlissadeException($"the cost of {trainer.Loss} is no sum over items: parts of a batch do not add up to the whole", "accumulation", "a loss whose every item has a cost of its own, such as mse or cross_entropy", "train on whole batches, without accumulation, or choose such a loss");
        Tensor prediction = wiring.Predict(train.Inputs.Input("x", 1), Pass.Inference());
        if (prediction.Rank < 1 || prediction.Shape[0] != 1)
            throw new ShapeException($"The network turns a batch of 1 example into {prediction.Shape}; the first axis must stay the example.");
        LossFit.Check(trainer.Loss, prediction);
        TargetChecks.Check(trainer.Loss, train, prediction.Shape, "training");
        TargetChecks.CheckNames(trainer.Loss, train, prediction.Shape, "training");
        TargetChecks.CheckKept(trainer.Loss, train, "training");
        if (validation is not null) TargetChecks.Check(trainer.Loss, validation, prediction.Shape, "validation");
        if (validation is not null) TargetChecks.CheckKept(trainer.Loss, validation, "validation");
        if (trainer.Test is not null) TargetChecks.Check(trainer.Loss, trainer.Test, prediction.Shape, "test");
        if (trainer.Test is not null) TargetChecks.CheckKept(trainer.Loss, trainer.Test, "test");
        if (trainer.Metrics is { } metrics) MetricChecks.Require(metrics, wiring.Classifies(train.Targets!), prediction.Rank > 1 ? prediction.Shape[1] : 1);
        return prediction.Shape;
    }

    /// <summary>What makes a training this one and no other: a checkpoint of another is refused, and the difference named.</summary>
    public static IReadOnlyDictionary<string, string> Identity(Trainer trainer, Dataset train, Dataset? validation, int batchSize) => new Dictionary<string, string>
    {
        ["mixup"] = trainer.Mixup.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["network"] = trainer.Model.ToString()!,
        ["loss"] = trainer.Loss.ToString()!,
        ["optimizer"] = trainer.Optimizer.ToString()!,
        ["schedule"] = trainer.Schedule?.ToString() ?? "none",
        ["seed"] = Text(trainer.Seed),
        ["batch size"] = Text(batchSize),
        ["number of training examples"] = Text(train.Count),
        ["number of validation examples"] = Text(validation?.Count ?? 0),
        ["shape of an example"] = train.InputShape.ToString(),
    };

    private static Layer? LooksUp(Layer layer) => layer is Embedding ? layer : layer.Layers.Select(child => LooksUp(child.Layer)).FirstOrDefault(found => found is not null);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
