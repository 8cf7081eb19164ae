namespace Glissade;

/// <summary>
/// How wrong a prediction is: a formula. It gives values and weights; the cost is Σ values·weights / Σ weights, divided once, at the very end, so that a short batch, weighted examples
/// and accumulated gradients are exact.
/// </summary>
/// <example>
/// <code>
/// sealed record Cubed : Loss
/// {
///     public override LossTerms Terms(Tensor prediction, Tensor target) => (prediction - target).Absolute() * (prediction - target).Square();
/// }
/// </code>
/// A lambda does as well: <c>Loss.From((p, t) => (p - t).Square())</c>.
/// </example>
public abstract record Loss : IConfigurable<Loss>
{
    /// <summary>Values and weights of a batch. Shapes were checked by <see cref="Check"/>: the formula may take them for granted.</summary>
    /// <param name="prediction">What the network gave, [examples, …].</param>
    /// <param name="target">What it should have given.</param>
    public abstract LossTerms Terms(Tensor prediction, Tensor target);

    /// <summary>What the loss takes as targets.</summary>
    public virtual TargetKind Target => TargetKind.Values;

    /// <summary>What the loss takes as predictions.</summary>
    public virtual PredictionKind Prediction => PredictionKind.Values;

    /// <summary>Whether the cost is the root of Σ values·weights / Σ weights; taken once, at the very end.</summary>
    public virtual bool TakesRoot => false;

    /// <summary>Whether every item has a cost of its own, whatever else is in the batch: only then may the gradients of parts of a batch be added up.</summary>
    public virtual bool IsSumOverItems => true;

    /// <summary>The class index whose items count for nothing; null if there is none.</summary>
    public virtual int? Ignored => null;

    /// <summary>How many classes a prediction of this shape is about.</summary>
    public virtual int ClassesOf(Shape prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return prediction.Rank > 1 ? prediction[1] : 1;
    }

    /// <summary>What a user of the network wants to see: probabilities, where the loss takes logits; the prediction itself otherwise.</summary>
    public virtual Tensor Output(Tensor prediction) => prediction;

    /// <summary>Refuses shapes that do not belong together: a loss never broadcasts prediction against target.</summary>
    /// <exception cref="ShapeException">They differ; the message names both and the line that would work.</exception>
    public virtual void Check(Tensor prediction, Tensor target) => LossChecks.SameShape(this, prediction, target);

    /// <summary>What the loss cannot take of one example's target, beyond what <see cref="Target"/> says; null if it takes all of it.</summary>
    internal virtual TargetFault? FaultOf(Shape prediction, ReadOnlySpan<double> target) => null;

    /// <inheritdoc/>
    public virtual Loss Map(Arguments arguments) => this;

    /// <summary>As the catalogue writes it, with the arguments that are not the default: <c>huber(delta=2)</c>.</summary>
    public sealed override string ToString() => Catalog.Losses.Text(this);

    /// <summary>A loss from a formula of prediction and target, which must have one shape; the cost is the mean of its values.</summary>
    public static Loss From(Func<Tensor, Tensor, Tensor> formula)
    {
        ArgumentNullException.ThrowIfNull(formula);
        return new FormulaLoss(formula);
    }

    /// <summary>Numerator and denominator of the cost: Σ values·weights and Σ weights, over all processes.</summary>
    /// <param name="prediction">What the network gave, [examples, …].</param>
    /// <param name="target">What it should have given.</param>
    /// <param name="weights">One weight an example, or null for 1.</param>
    public (Tensor Numerator, Tensor Denominator) Sums(Tensor prediction, Tensor target, Tensor? weights = null)
    {
        (Tensor numerator, Tensor? denominator, long items) = SumsOrCount(prediction, target, weights);
        return (numerator, denominator ?? Items(items, numerator.Type));
    }

    /// <summary>As <see cref="Sums"/>; the denominator is null where every item counts as 1, and how many items there are.</summary>
    internal (Tensor Numerator, Tensor? Denominator, long Items) SumsOrCount(Tensor prediction, Tensor target, Tensor? weights)
    {
        LossTerms terms = Weighted(prediction, target, weights);
        (Tensor values, Tensor? each) = (terms.Sizes is null ? terms.Values : terms.Values / terms.Sizes, terms.Weights);
        Tensor numerator = (each is null ? values : values * each).Sum().AllReduceSum();
        return (numerator, each?.BroadcastTo(Shape.Broadcast(each.Shape, values.Shape)).Sum().AllReduceSum(), values.Count);
    }

    /// <summary>The denominator where every item counts as 1.</summary>
    internal static Tensor Items(long count, DType type) => Tensor.Scalar(count, type).AllReduceSum();

    /// <summary>The cost of a batch. By default a scalar: Σ values·weights / Σ weights, or the root of that if the loss <see cref="TakesRoot"/>.</summary>
    /// <param name="prediction">What the network gave, [examples, …].</param>
    /// <param name="target">What it should have given.</param>
    /// <param name="weights">One weight an example, or null for 1.</param>
    /// <param name="reduction">What becomes of the values: their mean, their sum, or themselves.</param>
    public Tensor Cost(Tensor prediction, Tensor target, Tensor? weights = null, Reduction reduction = Reduction.Mean)
    {
        if (reduction == Reduction.Mean)
        {
            (Tensor numerator, Tensor denominator) = Sums(prediction, target, weights);
            return Finish(numerator / denominator);
        }

        LossTerms terms = Weighted(prediction, target, weights);
        Tensor values = terms.Weights is null ? terms.Values : terms.Values * terms.Weights;
        return Finish(reduction == Reduction.Sum ? values.Sum().AllReduceSum() : values);
    }

    /// <summary>The cost, of the quotient: what remains to be done once, at the end.</summary>
    internal Tensor Finish(Tensor quotient)
    {
        if (!TakesRoot) return quotient;
        // The slope of a root at 0 is infinite; where nothing is wrong nothing shall be learned.
        Tensor zero = quotient.IsEqual(0);
        return Tensor.Select(zero, 0, Tensor.Select(zero, 1, quotient).SquareRoot());
    }

    /// <inheritdoc cref="Finish(Tensor)"/>
    internal double Finish(double quotient) => TakesRoot ? Math.Sqrt(quotient) : quotient;

    /// <summary>A target as the formula sees it: labels of 0 and 1 may come as bytes, and the formula sees one type; what counts or lists classes stays what it is.</summary>
    internal Tensor Seen(Tensor target, Tensor prediction) => Target is TargetKind.Classes or TargetKind.ClassIndices or TargetKind.LabelLists or TargetKind.Groups ? target : target.Cast(prediction.Type);

    private LossTerms Weighted(Tensor prediction, Tensor target, Tensor? weights)
    {
        Check(prediction, target);
        if (prediction.Count == 0) throw new ShapeException($"{this} of an empty batch is no number; the prediction is {prediction.Shape}. Leave the batch out.");
        using Provenance.Scope scope = Provenance.Enter("loss", ToString());
        LossTerms terms = Terms(prediction, Seen(target, prediction));
        if (weights is null) return terms;
        if (weights.Count != prediction.Shape[0])
            throw new ShapeException($"{this} takes one weight an example, [{prediction.Shape[0]}] for the prediction {prediction.Shape}; the weights are {weights.Shape}.");
        Tensor examples = weights.Cast(terms.Values.Type).Reshape([weights.Shape[0], .. Enumerable.Repeat(1, terms.Values.Rank - 1)]);
        return terms with { Weights = terms.Weights is null ? examples : terms.Weights * examples };
    }

    private sealed record FormulaLoss(Func<Tensor, Tensor, Tensor> Formula) : Loss
    {
        public override LossTerms Terms(Tensor prediction, Tensor target) => Formula(prediction, target);
    }
}

/// <summary>What a loss makes of a batch.</summary>
/// <param name="Values">The values, of any shape whose first axis is the example.</param>
/// <param name="Weights">Their weights, of a shape that broadcasts to the values'; null for 1 each.</param>
public readonly record struct LossTerms(Tensor Values, Tensor? Weights = null)
{
    /// <summary>What the mean divides each value by before anything else, such as the labels of a sequence; null for 1. Sum and values are not divided.</summary>
    public Tensor? Sizes { get; init; }

    /// <summary>Values that all weigh the same.</summary>
    public static implicit operator LossTerms(Tensor values) => new(values);
}
