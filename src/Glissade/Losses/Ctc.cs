namespace Glissade;

/// <summary>
/// −log of the probability that a sequence of classes, one a step, reads as the labels once repeats are merged and blanks dropped: connectionist temporal classification (Graves et al. 2006), for sequences whose labels
/// stand in order but at unknown steps. The prediction is [examples, steps, classes]: logits, or log-probabilities, which a log-softmax leaves as they are; the target is [examples, longest] (int32): the labels,
/// ended by −1, behind which nothing is read. As PyTorch's CTCLoss, whose steps come first: the mean divides the cost of each example by its number of labels, at least 1, and then by the examples; sum and values are not divided.
/// Labels that do not fit into the steps cost infinity and have the slope 0, where PyTorch's is NaN. A label that is the blank, which PyTorch takes, ends the run with an error, as one that is no class does, and more steps than there are. Keras' CTC divides by no labels.
/// </summary>
public sealed record Ctc : Loss
{
    /// <summary>Which class stands for no label; 0 by default.</summary>
    public int Blank { get; init; }

    /// <summary>Whether labels that do not fit into the steps cost nothing instead of infinity; false by default.</summary>
    public bool ZeroInfinity { get; init; }

    /// <summary>Whether each row of the target begins with how many steps of the example count; false, the default, where all do.</summary>
    public bool InputLengths { get; init; }

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.LabelLists;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.StepLogits;

    /// <inheritdoc/>
    public override int ClassesOf(Shape prediction) => LabelPaths.Numbers(prediction, InputLengths);

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction) => LossChecks.LastSoftmax(prediction);

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => LabelPaths.Check(this, prediction, target, Blank, InputLengths ? 1 : 0);

    internal override TargetFault? FaultOf(Shape prediction, ReadOnlySpan<double> target) => LabelPaths.FaultOf(prediction, target, Blank, InputLengths);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        LabelPaths paths = LabelPaths.Of(prediction, target, Blank, InputLengths);
        // Over many steps the logarithms grow large, and their differences, the slopes, would have few digits left in float32.
        Tensor log = prediction.Cast(DType.Float64).LogSoftmax(2).TakeAlong(paths.Classes, 2).Permute(1, 0, 2);
        // The probability of all ways that end in a place of the path: of those that were there already, came from the place before, or left out a blank between different labels.
        Tensor ways = Tensor.Scan([paths.Begin], [log, paths.Steps], (carried, items) =>
        {
            Tensor before = carried[0].Pad([0, 2], [0, 0], double.NegativeInfinity);
            Tensor two = Tensor.Select(paths.MaySkip, paths.Shifted(before, 2), double.NegativeInfinity);
            Tensor all = Tensor.LogAddExp(Tensor.LogAddExp(carried[0], paths.Shifted(before, 1)), two);
            return new ScanStep([Tensor.Select(items[1].BroadcastTo(all.Shape), all + items[0], carried[0])], []);
        }).Carried[0];
        Tensor likelihood = Tensor.Select(paths.IsEnd, ways, double.NegativeInfinity).LogSumExp(1), impossible = likelihood.IsEqual(double.NegativeInfinity);
        Tensor values = Tensor.Select(impossible, ZeroInfinity ? 0 : double.PositiveInfinity, -likelihood);
        return new LossTerms(values) { Sizes = paths.Labels };
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Blank = arguments.Integer("blank", Blank, 0), ZeroInfinity = arguments.Boolean("zero_infinity", ZeroInfinity), InputLengths = arguments.Boolean("input_lengths", InputLengths) };
    }
}
