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
        if (loss.Target == TargetKind.Classes && !targets.Type.IsFloat()) CheckClasses(loss, data, prediction, set);
        if (loss.Target is TargetKind.Classes or TargetKind.Probabilities && (targets.Type.IsFloat() || loss.Target == TargetKind.Probabilities)) CheckProbabilities(loss, data, set);
    }

    private static void CheckClasses(Loss loss, Dataset data, Shape prediction, string set)
    {
        DataColumn targets = data.Targets!;
        int classes = prediction.Rank > 1 ? prediction[1] : 1;
        int? ignored = (loss as CrossEntropy)?.IgnoreIndex;
        for (int example = 0; example < targets.Count; example++)
        {
            for (int i = 0; i < targets.Width; i++)
            {
                double label = targets.Number(example, i);
                if (label == ignored || (label >= 0 && label < classes)) continue;
                throw new GlissadeException(string.Create(CultureInfo.InvariantCulture, $"the class {label} of example {example} does not exist"), $"the {set} set, example {example} (from 0)",
                    string.Create(CultureInfo.InvariantCulture, $"a class from 0 to {classes - 1}: the network has {classes} outputs"), "give the network one output a class, and number the classes from 0");
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
