namespace Glissade;

/// <summary>The negative log likelihood of counts t under a Poisson distribution: eˣ − t·x of the logarithm x of the rate, or p − t·log(p + epsilon) of the rate p itself. The term log t! does not depend on the prediction and is left out; full adds Stirling's approximation of it where t is above 1. As PyTorch's PoissonNLLLoss; Keras' poisson takes the rate.</summary>
public sealed record PoissonNll : Loss
{
    /// <summary>Whether the network gives the logarithm of the rate, as by default.</summary>
    public bool LogInput { get; init; } = true;

    /// <summary>Whether Stirling's term is added; false by default.</summary>
    public bool Full { get; init; }

    /// <summary>Keeps the logarithm of a rate of 0 finite; above 0, 1e-8 by default. Only without log input.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Counts;

    /// <inheritdoc/>
    public override PredictionKind Prediction => LogInput ? PredictionKind.Logarithms : PredictionKind.Positives;

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction) => LogInput ? LossChecks.Exp(prediction) : prediction;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        Tensor rate = LogInput ? prediction.Exp() : prediction, log = LogInput ? prediction : (prediction + Epsilon).Log();
        // An infinite rate costs infinity, whatever the count, and a count of 0 does not ask for the logarithm.
        Tensor values = Tensor.Select(rate.IsEqual(double.PositiveInfinity), rate, rate - Tensor.Select(target.IsEqual(0), 0, target * log));
        if (!Full) return values;
        Tensor many = target.IsGreater(1), count = Tensor.Select(many, target, 1);
        return values + Tensor.Select(many, count * count.Log() - count + (count * (2 * Math.PI)).Log() * 0.5, 0);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LogInput = arguments.Boolean("log_input", LogInput),
            Full = arguments.Boolean("full", Full),
            Epsilon = arguments.Positive("epsilon", Epsilon),
        };
    }
}
