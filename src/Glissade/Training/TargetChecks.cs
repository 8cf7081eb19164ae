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
        if (loss.Target is TargetKind.Classes or TargetKind.ClassIndices && !targets.Type.IsFloat()) CheckClasses(loss, data, prediction, set);
        if (loss.Target is TargetKind.Classes or TargetKind.Probabilities && (targets.Type.IsFloat() || loss.Target == TargetKind.Probabilities)) CheckProbabilities(loss, data, set);
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
                throw new GlissadeException(string.Create(CultureInfo.InvariantCulture, $"the class {label} of example {example} does not exist"), $"the {set} set, example {example} (from 0)",
                    string.Create(CultureInfo.InvariantCulture, $"a class from 0 to {classes - 1}: the network has {(prediction.Rank > 1 ? prediction[1] : 1)} outputs"), "give the network one output a class, and number the classes from 0");
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
                    $"numbers from 0 to 1, as {loss} compares probabilities", loss.Target == TargetKind.Classes ? "give class indices as int, or probabilities" : "for other numbers use a loss such as MeanSquaredError");
            }
        }
    }
}
