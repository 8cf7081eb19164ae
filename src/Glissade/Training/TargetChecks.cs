using System.Globalization;

namespace Glissade;

/// <summary>Looks at all targets before the first step: what a loss cannot take is refused with its example, not found out by a wrong result.</summary>
internal static class TargetChecks
{
    /// <summary>Refuses targets that this loss cannot take from this network.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="data">The set.</param>
    /// <param name="prediction">The shape of the network's prediction for a batch.</param>
    /// <param name="set">What the set is called in messages: training, validation or test.</param>
    public static void Check(Loss loss, Dataset data, Shape prediction, string set)
    {
        DataColumn targets = data.Targets ?? throw new GlissadeException($"the {set} set has no targets", "", "a target for every example", "make it with targets: Dataset.From(rows, features, target)");
        if (data.Count == 0) throw new GlissadeException($"the {set} set is empty", "", "at least one example", "check where the examples come from");
        if (loss.Target is TargetKind.Classes or TargetKind.ClassIndices) CheckKind(loss, data, prediction, set);
        else if (!targets.Type.IsFloat() && targets.Width == 1 && loss.Target is TargetKind.Values or TargetKind.Probabilities) CheckNumbers(loss, targets, prediction, set);
        if (loss.Target is TargetKind.Classes or TargetKind.ClassIndices && !targets.Type.IsFloat()) CheckClasses(loss, data, prediction, set);
        if (loss.Target is TargetKind.Classes or TargetKind.Probabilities && (targets.Type.IsFloat() || loss.Target == TargetKind.Probabilities)) CheckProbabilities(loss, data, set);
        if (loss.Target == TargetKind.Classes && targets.Type.IsFloat() && targets.Width == prediction.Count && prediction.Rank > 1) CheckSums(loss, targets, prediction[1], set);
        if (loss.Target == TargetKind.LabelLists) CheckLists(loss, targets, prediction, set);
        (Func<double, bool> fits, string expected, string remedy)? rule = loss.Target switch
        {
            TargetKind.Signs => (value => value is 1 or -1, "−1 or 1", "for labels of 0 and 1 write 2·y − 1"),
            TargetKind.Counts => (value => value >= 0, "numbers of 0 or more", "for numbers of either sign use a loss such as MeanSquaredError"),
            TargetKind.Positives => (value => value > 0, "numbers above 0", "for numbers of either sign use a loss such as GaussianNll"),
            TargetKind.LabelLists => (value => value >= -1 && value < loss.ClassesOf(prediction), $"class indices from 0 to {loss.ClassesOf(prediction) - 1}, ended by −1", "number the classes from 0"),
            _ => null,
        };
        if (rule is var (isTaken, wanted, advice)) CheckEach(loss, targets, set, isTaken, wanted, advice);
    }

    /// <summary>Refuses a set whose every item is ignored: its cost would be 0 divided by 0.</summary>
    public static void CheckKept(Loss loss, Dataset data, string set)
    {
        DataColumn targets = data.Targets!;
        if (loss.Ignored is not { } ignored || targets.Type.IsFloat()) return;
        for (int example = 0; example < targets.Count; example++)
            for (int i = 0; i < targets.Width; i++)
                if (targets.Number(example, i) != ignored) return;
        throw new GlissadeException($"every item of the {set} set is ignored", $"the {set} set", string.Create(CultureInfo.InvariantCulture, $"classes other than {ignored}, which {loss} ignores"), "another ignore_index, or labels");
    }

    /// <summary>Refuses a first epoch with a batch whose every item is ignored: its mean would be 0 divided by 0.</summary>
    public static void CheckBatches(Loss loss, Dataset data, ReadOnlySpan<int> order, int batchSize)
    {
        DataColumn targets = data.Targets!;
        if (loss.Ignored is not { } ignored || targets.Type.IsFloat()) return;
        for (int start = 0; start < order.Length; start += batchSize)
        {
            bool anyKept = false;
            for (int k = start; k < Math.Min(start + batchSize, order.Length) && !anyKept; k++)
                for (int i = 0; i < targets.Width && !anyKept; i++) anyKept = targets.Number(order[k], i) != ignored;
            if (anyKept) continue;
            throw new GlissadeException(string.Create(CultureInfo.InvariantCulture, $"every item of batch {start / batchSize + 1} is ignored"), "the training set",
                string.Create(CultureInfo.InvariantCulture, $"an item in each batch whose class is not {ignored}, which {loss} ignores"), "larger batches, or a set without the examples that are ignored altogether");
        }
    }

    private static void CheckLists(Loss loss, DataColumn targets, Shape prediction, string set)
    {
        var target = new double[targets.Width];
        for (int example = 0; example < targets.Count; example++)
        {
            for (int i = 0; i < target.Length; i++) target[i] = targets.Number(example, i);
            if (loss.FaultOf(prediction, target) is { } fault)
                throw new GlissadeException($"in the target of example {example} {fault.What}", $"the {set} set, example {example} (from 0)", $"{fault.Expected}, as {loss} takes them", fault.Remedy);
        }
    }

    private static void CheckEach(Loss loss, DataColumn targets, string set, Func<double, bool> isTaken, string expected, string remedy)
    {
        for (int example = 0; example < targets.Count; example++)
        {
            for (int i = 0; i < targets.Width; i++)
            {
                double value = targets.Number(example, i);
                if (!isTaken(value))
                    throw new GlissadeException(string.Create(CultureInfo.InvariantCulture, $"the target of example {example} is {value}"), $"the {set} set, example {example} (from 0)", $"{expected}, as {loss} takes them", remedy);
            }
        }
    }

    /// <summary>Refuses a network that has not an output for each class with a name. For the set that is learned from: another may have names of its own.</summary>
    public static void CheckNames(Loss loss, Dataset data, Shape prediction, string set)
    {
        if (loss.Target is not (TargetKind.Classes or TargetKind.ClassIndices) || data.Labels.Count == 0 || prediction.Rank < 2) return;
        int classes = loss.ClassesOf(prediction);
        if (data.Labels.Count != classes)
        {
            throw new GlissadeException($"the network has {prediction[1]} outputs, for {classes} classes, and the {set} set {data.Labels.Count} classes", $"the {set} set", $"one output a class ({string.Join(", ", data.Labels.Take(5))}{(data.Labels.Count > 5 ? ", …" : "")})",
                $"give the last layer {data.Labels.Count + prediction[1] - classes} outputs");
        }
    }

    // What is no class index by its type.
    private static void CheckKind(Loss loss, Dataset data, Shape prediction, string set)
    {
        DataColumn targets = data.Targets!;
        int classes = loss.ClassesOf(prediction);
        if (targets.Type.IsFloat() && targets.Width == prediction.Count / Math.Max(classes, 1) && targets.Width < prediction.Count)
        {
            throw new GlissadeException($"the targets are numbers ({targets.Type.Name()}), and {loss} takes classes", $"the {set} set",
                $"a class index, int or byte, from 0 to {classes - 1}{(loss.Target == TargetKind.Classes ? $", or {classes} class probabilities" : "")} an example", "give the targets as int[]");
        }
    }

    // One whole number an example beside several outputs is most likely a class.
    private static void CheckNumbers(Loss loss, DataColumn targets, Shape prediction, string set)
    {
        try
        {
            loss.Check(new Input("prediction", prediction), new Input("target", prediction.Rank == 2 && prediction[1] == 1 ? prediction : new Shape([1, .. targets.Example])));
        }
        catch (ShapeException e)
        {
            throw new GlissadeException($"the network has {prediction.Count} outputs, and a target is one whole number", $"the {set} set", $"as many numbers an example, since {loss} compares them one by one",
                "for classes take cross_entropy as the loss; for a number, a network of one output", e);
        }
    }

    private static void CheckClasses(Loss loss, Dataset data, Shape prediction, string set)
    {
        DataColumn targets = data.Targets!;
        int classes = loss.ClassesOf(prediction);
        int? ignored = loss.Ignored;
        for (int example = 0; example < targets.Count; example++)
        {
            for (int i = 0; i < targets.Width; i++)
            {
                double label = targets.Number(example, i);
                if (label == ignored || (label >= 0 && label < classes)) continue;
                int outputs = prediction.Rank > 1 ? prediction[1] : 1;
                throw new GlissadeException(string.Create(CultureInfo.InvariantCulture, $"the class {label} of example {example} does not exist"), $"the {set} set, example {example} (from 0)",
                    string.Create(CultureInfo.InvariantCulture, $"a class from 0 to {classes - 1}: the network has {outputs} output{(outputs == 1 ? "" : "s")}"),
                    label < 0 && ignored is not null ? string.Create(CultureInfo.InvariantCulture, $"number the classes from 0; examples that shall not count: ignore_index={label}") : "give the network one output a class, and number the classes from 0");
            }
        }
    }

    private static void CheckProbabilities(Loss loss, Dataset data, string set)
    {
        DataColumn targets = data.Targets!;
        for (int example = 0; example < targets.Count; example++)
        {
            for (int i = 0; i < targets.Width; i++)
            {
                double value = targets.Number(example, i);
                if (value is >= 0 and <= 1) continue;
                throw new GlissadeException(string.Create(CultureInfo.InvariantCulture, $"the target of example {example} is {value}"), $"the {set} set, example {example} (from 0)",
                    $"numbers from 0 to 1, as {loss} compares probabilities", RemedyFor(value, loss));
            }
        }
    }

    // Several labels an example, where the loss takes one: a cost comes out, and the network learns something else.
    private static void CheckSums(Loss loss, DataColumn targets, int classes, string set)
    {
        int places = targets.Width / classes;
        for (int example = 0; example < targets.Count; example++)
        {
            for (int place = 0; place < places; place++)
            {
                double sum = 0;
                for (int k = 0; k < classes; k++) sum += targets.Number(example, k * places + place);
                if (Math.Abs(sum - 1) <= 1e-3) continue;
                throw new GlissadeException(string.Create(CultureInfo.InvariantCulture, $"the class probabilities of example {example} add up to {sum:G4}"), $"the {set} set, example {example} (from 0)",
                    $"a sum of 1, as {loss} takes them", "for several labels an example take binary_cross_entropy_with_logits as the loss; for shares, divide by their sum");
            }
        }
    }

    private static string RemedyFor(double value, Loss loss) =>
        loss.Target == TargetKind.Classes ? "give class indices as int, or probabilities"
        : value == -1 ? "for labels of −1 and 1 write (y + 1) / 2; for other numbers use a loss such as MeanSquaredError"
        : value == 255 ? "for pixels divide by 255; for other numbers use a loss such as MeanSquaredError"
        : value == Math.Floor(value) && value > 1 ? "for more than two classes use CrossEntropy and one output a class; for other numbers a loss such as MeanSquaredError"
        : "for other numbers use a loss such as MeanSquaredError";
}
