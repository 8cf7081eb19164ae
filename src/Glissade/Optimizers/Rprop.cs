namespace Glissade;

/// <summary>
/// Steps of a size of their own, from signs alone (Riedmiller and Braun 1993): a size grows by η⁺ while its gradient keeps its sign and shrinks by η⁻ when it turns, a turn that is itself not taken.
/// w ← w − size·sign(g). For whole batches. The rate is the first size; a schedule changes nothing after the first step. PyTorch's arithmetic.
/// </summary>
public sealed record Rprop : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1e-2f;

    /// <summary>η⁻: what a size is multiplied by after a turn; above 0 and below 1, 0.5 by default.</summary>
    public double Shrink { get; init; } = 0.5;

    /// <summary>η⁺: what a size is multiplied by while the sign stays; 1 or more, 1.2 by default.</summary>
    public double Growth { get; init; } = 1.2;

    /// <summary>The smallest size; 0 or more, 10⁻⁶ by default.</summary>
    public double MinimumStep { get; init; } = 1e-6;

    /// <summary>The largest size; above 0, 50 by default.</summary>
    public double MaximumStep { get; init; } = 50;

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Buffer last = pass.Buffer(parameter, "gradient"), sizes = pass.Buffer(parameter, "size");
        // The product of the signs: that of small gradients would underflow.
        Tensor turn = gradient.Sign() * last.Sign(), turned = turn.IsLess(0);
        Tensor size = Tensor.Select(pass.StepNumber.IsEqual(1), OptimizerPass.As(pass.LearningRate, parameter), sizes);
        size *= Tensor.Select(turned, Shrink, Tensor.Select(turn.IsGreater(0), Tensor.Like(Growth, turn), 1));
        size = Tensor.Minimum(Tensor.Maximum(size, Tensor.Like(MinimumStep, size)), Tensor.Like(MaximumStep, size));
        gradient = Tensor.Select(turned, 0, gradient);
        pass.Update(last, gradient);
        pass.Update(sizes, size);
        return parameter - size * gradient.Sign();
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        Rprop mapped = this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Shrink = arguments.Fraction("shrink", Shrink),
            Growth = arguments.Number("growth", Growth, 1),
            MinimumStep = arguments.NonNegative("minimum_step", MinimumStep),
            MaximumStep = arguments.Positive("maximum_step", MaximumStep),
        };
        if (mapped.Shrink == 0 || mapped.MinimumStep > mapped.MaximumStep)
            throw new GlissadeException("rprop: sizes must shrink to something and lie between their limits", expected: "shrink above 0 and minimum_step not above maximum_step", remedy: "rprop(shrink=0.5)");
        return mapped;
    }
}
