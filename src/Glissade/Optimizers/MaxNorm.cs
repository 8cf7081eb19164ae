namespace Glissade;

/// <summary>
/// Lets another optimizer step, and brings each unit's incoming weights that are then longer than a limit back to it (Hinton et al. 2012): w ← w·limit / (‖w‖ + 10⁻⁷) where ‖w‖ is above it, as PyTorch's renorm; Keras' MaxNorm divides by
/// ‖w‖ + 10⁻⁷ below it, too. The units of a matrix [inputs, outputs] are its columns; of more axes, the first counts the units; biases and the scales of norms are left alone. One pass steps and finds the lengths; what it gives is then put in its place.
/// </summary>
public sealed record MaxNorm() : OptimizerWrapper(new Adam())
{
    private const double Epsilon = 1e-7;

    /// <summary>The longest a unit's weights may be; above 0, 2 by default, as in Keras.</summary>
    public double Limit { get; init; } = 2;

    /// <summary>Which weights: a pattern of paths; all of two axes or more by default.</summary>
    public string Paths { get; init; } = "*";

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Inner.Step(gradients, pass);
        foreach ((Parameter parameter, _) in ParameterPaths.Split(Paths, gradients, pass).Matching.Where(pair => pair.Parameter.Rank > 1))
            pass.Amend(parameter, "max_norm", Within);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Limit = arguments.Positive("limit", Limit), Paths = arguments.Pattern("paths", Paths), Inner = arguments.Thing("inner", Inner) };
    }

    private Tensor Within(Tensor next)
    {
        Tensor length = Clipping.UnitNorm(next);
        return next * Tensor.Select(length.IsGreater(Limit), Limit / (length + Epsilon), 1);
    }
}
