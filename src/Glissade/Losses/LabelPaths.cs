namespace Glissade;

/// <summary>The labels of a batch as paths of places with a blank before, between and behind them: [examples, places], of 2·longest + 1 places.</summary>
internal sealed class LabelPaths
{
    private LabelPaths(Tensor listed, Tensor? lengths, int steps, int blank, int classes)
    {
        int examples = listed.Shape[0], longest = listed.Shape[1], places = 2 * longest + 1;
        Tensor isEnd = listed.IsEqual(-1).Cast(DType.Int32).CumulativeSum(1).IsGreater(0), isLabel = !isEnd;
        listed = listed.Require(isEnd | listed.IsGreaterOrEqual(0) & listed.IsLess(classes), NoClass(classes).Refusal).Require(isEnd | listed.IsNotEqual(blank), NoLabel(blank).Refusal);
        lengths = lengths?.Require(lengths.IsGreaterOrEqual(0) & lengths.IsLessOrEqual(steps), NoSteps(steps).Refusal);
        Tensor labels = Tensor.Select(isLabel, listed, blank), blanks = Tensor.Full(blank, labels.Shape, DType.Int32);
        Tensor path = Tensor.Concatenate(1, Tensor.Stack(2, blanks, labels).Reshape(examples, 2 * longest), Tensor.Full(blank, new Shape(examples, 1), DType.Int32));
        Tensor place = Tensor.Iota(new Shape(1, places), 1), counts = isLabel.Cast(DType.Int32).Sum(1), ends = counts.ExpandDimension(1) * 2;
        Classes = path.ExpandDimension(1).BroadcastTo(new Shape(examples, steps, places));
        MaySkip = path.IsNotEqual(Shifted(Tensor.Concatenate(1, Tensor.Full(blank, new Shape(examples, 2), DType.Int32), path), 2));
        Begin = Tensor.Select(place.IsEqual(0), 0, Tensor.Full(double.NegativeInfinity, place.Shape, DType.Float64)).BroadcastTo(path.Shape);
        IsEnd = place.IsEqual(ends) | place.IsEqual(ends - 1);
        Labels = Tensor.Select(counts.IsEqual(0), 1, counts).Cast(DType.Float64);
        Tensor step = Tensor.Iota(new Shape(steps, 1, 1)), counted = lengths is null ? step.IsGreaterOrEqual(0) : step.IsLess(lengths.Reshape(1, examples, 1));
        Steps = counted.BroadcastTo(new Shape(steps, examples, 1));
    }

    /// <summary>The class of each place, [examples, steps, places].</summary>
    public Tensor Classes { get; }

    /// <summary>Whether a place may follow the one two before it: a label behind another one.</summary>
    public Tensor MaySkip { get; }

    /// <summary>The logarithms of where a path is before the first step.</summary>
    public Tensor Begin { get; }

    /// <summary>Whether a path may end at a place: at the last label, or the blank behind it.</summary>
    public Tensor IsEnd { get; }

    /// <summary>How many labels an example has, at least 1.</summary>
    public Tensor Labels { get; }

    /// <summary>Whether a step counts, [steps, examples, 1].</summary>
    public Tensor Steps { get; }

    public static LabelPaths Of(Tensor prediction, Tensor target, int blank, bool lengths)
    {
        ArgumentNullException.ThrowIfNull(target);
        Tensor listed = target.Cast(DType.Int32);
        int first = lengths ? 1 : 0;
        return new LabelPaths(listed.Narrow(1, first, listed.Shape[1] - first), lengths ? listed.Narrow(1, 0, 1) : null, prediction.Shape[1], blank, prediction.Shape[2]);
    }

    /// <summary>Of places with two before them, those that stand so many before.</summary>
    public Tensor Shifted(Tensor padded, int by) => padded.Narrow(1, 2 - by, padded.Shape[1] - 2);

    /// <summary>Above which number no label is; where the list begins with a number of steps, that may be larger than any class.</summary>
    public static int Numbers(Shape prediction, bool lengths)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return prediction.Rank != 3 ? 1 : lengths ? Math.Max(prediction[2], prediction[1] + 1) : prediction[2];
    }

    /// <summary>What is wrong with the labels of one example; null if nothing is.</summary>
    public static TargetFault? FaultOf(Shape prediction, ReadOnlySpan<double> target, int blank, bool lengths)
    {
        if (prediction.Rank != 3) return null;
        int steps = prediction[1], classes = prediction[2];
        if (lengths && target.Length > 0 && (target[0] < 0 || target[0] > steps)) return NoSteps(steps).Of(target[0], "position 0");
        for (int i = lengths ? 1 : 0; i < target.Length && target[i] != -1; i++)
        {
            if (target[i] < 0 || target[i] >= classes) return NoClass(classes).Of(target[i], $"position {i}");
            if (target[i] == blank) return NoLabel(blank).Of(target[i], $"position {i}");
        }

        return null;
    }

    public static void Check(Loss loss, Tensor prediction, Tensor target, int blank, int first)
    {
        Shape p = prediction.Shape, t = target.Shape;
        if (p.Rank != 3) throw new ShapeException($"{loss} needs one number a class at each step, [examples, steps, classes]; the prediction is {p}: end the network in a linear layer over each step.");
        if (blank >= p[2]) throw new ShapeException($"{loss} has the class {blank} for the blank; the prediction {p} has {p[2]} classes, from 0 to {p[2] - 1}: give another blank, or one class more.");
        string wanted = first == 0 ? "the labels of each example, ended by −1 (int32) [examples, longest]" : "the steps and then the labels of each example, ended by −1 (int32) [examples, 1 + longest]";
        if (!ClassTargets.IsIndex(target)) throw new ShapeException($"{loss} needs {wanted}; the target is {target.Type.Name()} {t}: write target.Cast(DType.Int32).");
        if (t.Rank != 2 || t[0] != p[0] || t[1] < first)
            throw new ShapeException($"{loss} of the prediction {p} needs {wanted}; the target is {target.Type.Name()} {t}: {(t.Rank == 1 && t[0] == p[0] ? $"for one label an example write target.Reshape({t[0]}, 1)" : "give both as many examples")}.");
    }

    private static TargetFault NoClass(int classes) => new("the label {value} at {place} does not exist", $"classes from 0 to {classes - 1}, ended by −1", "number the classes from 0, and give the network an output for each and one for the blank");

    private static TargetFault NoLabel(int blank) =>
        new("the label {value} at {place} is the blank, which stands for no label", $"classes other than {blank}, ended by −1", "end short lists by −1, or give the number of another class as the blank");

    private static TargetFault NoSteps(int steps) => new("the number of steps {value} at {place} does not fit", $"0 to {steps} steps, of which the prediction has {steps}", "count the steps that the network gives, behind strides and pools");
}
