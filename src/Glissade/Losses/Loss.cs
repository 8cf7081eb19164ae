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

    /// <summary>What a user of the network wants to see: probabilities, where the loss takes logits; the prediction itself otherwise.</summary>
    public virtual Tensor Output(Tensor prediction) => prediction;

    /// <summary>Refuses shapes that do not belong together: a loss never broadcasts prediction against target.</summary>
    /// <exception cref="ShapeException">They differ; the message names both and the line that would work.</exception>
    public virtual void Check(Tensor prediction, Tensor target) => LossChecks.SameShape(this, prediction, target);

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
        Check(prediction, target);
        using Provenance.Scope scope = Provenance.Enter("loss", ToString());
        // Labels of 0 and 1 may come as bytes; the formula sees one type.
        LossTerms terms = Terms(prediction, Target == TargetKind.Classes ? target : target.Cast(prediction.Type));
        Tensor? each = terms.Weights;
        if (weights is not null)
        {
            Tensor examples = weights.Cast(terms.Values.Type).Reshape([weights.Shape[0], .. Enumerable.Repeat(1, terms.Values.Rank - 1)]);
            each = each is null ? examples : each * examples;
        }

        Tensor numerator = (each is null ? terms.Values : terms.Values * each).Sum();
        Tensor denominator = each is null
            ? Tensor.Scalar(terms.Values.Count, terms.Values.Type)
            : each.BroadcastTo(Shape.Broadcast(each.Shape, terms.Values.Shape)).Sum();
        return (numerator.AllReduceSum(), denominator.AllReduceSum());
    }

    /// <summary>The cost of a batch, a scalar: Σ values·weights / Σ weights.</summary>
    /// <inheritdoc cref="Sums"/>
    public Tensor Cost(Tensor prediction, Tensor target, Tensor? weights = null)
    {
        (Tensor numerator, Tensor denominator) = Sums(prediction, target, weights);
        return numerator / denominator;
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
    /// <summary>Values that all weigh the same.</summary>
    public static implicit operator LossTerms(Tensor values) => new(values);
}

/// <summary>What a loss takes as targets.</summary>
public enum TargetKind
{
    /// <summary>Numbers of the prediction's shape.</summary>
    Values,

    /// <summary>Numbers from 0 to 1 of the prediction's shape, such as 0 or 1 for no or yes.</summary>
    Probabilities,

    /// <summary>A class index an example, or class probabilities of the prediction's shape.</summary>
    Classes,
}

/// <summary>What a loss takes as predictions.</summary>
public enum PredictionKind
{
    /// <summary>Numbers of any size.</summary>
    Values,

    /// <summary>Probabilities of yes, each from 0 to 1, as a sigmoid gives them.</summary>
    Probabilities,

    /// <summary>Class probabilities that add up to 1, as a softmax gives them.</summary>
    Distribution,

    /// <summary>What a sigmoid would take.</summary>
    Logits,

    /// <summary>What a softmax over the classes, the second axis, would take.</summary>
    ClassLogits,
}
