namespace Glissade;

/// <summary>
/// Finds the parameters that make an objective over all the data least, to the last digits, where an <see cref="Optimizer"/> takes one step after another over batches. For problems with few parameters:
/// fitting a curve, a regression, a small network.
/// </summary>
public abstract record Minimizer : IConfigurable<Minimizer>
{
    /// <summary>The most iterations; 1 or more, 1,000 by default.</summary>
    public int MaxIterations { get; init; } = 1000;

    /// <summary>Sets the parameters to where the objective is least, near where they are now. The objective is compiled once.</summary>
    /// <param name="objective">What is made small; the minimizer says what it takes. It depends on the parameters and on nothing that must be given.</param>
    /// <param name="parameters">What may be changed, float32 or float64; float64 where more than some six digits are wanted.</param>
    /// <param name="device">Where it is computed; the processor if null.</param>
    /// <returns>How it ended. The parameters hold the best that was found, whatever the end.</returns>
    /// <exception cref="ArgumentException">There is no parameter, the objective has inputs or does not depend on a parameter, or has another shape than the minimizer takes.</exception>
    /// <exception cref="GlissadeException">The objective or its gradient is no finite number where the parameters are now.</exception>
    public abstract MinimizerResult Minimize(Tensor objective, IReadOnlyList<Parameter> parameters, Device? device = null);

    /// <summary>As the catalogue writes it, with the arguments that are not the default.</summary>
    public sealed override string ToString() => Catalog.Minimizers.Text(this);

    /// <inheritdoc/>
    public virtual Minimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { MaxIterations = arguments.Integer("max_iterations", MaxIterations, 1) };
    }
}

/// <summary>How a minimizer ended.</summary>
/// <param name="End">Why it stopped.</param>
/// <param name="Value">The objective at the end: the cost, or the sum of the squared residuals.</param>
/// <param name="Iterations">Steps that were tried.</param>
/// <param name="Evaluations">How often the objective was computed.</param>
public sealed record MinimizerResult(MinimizerEnd End, double Value, int Iterations, int Evaluations)
{
    /// <summary>Whether it found where the objective is least, as far as numbers tell.</summary>
    public bool Converged => End != MinimizerEnd.MaxIterations;
}

/// <summary>Why a minimizer stopped.</summary>
public enum MinimizerEnd
{
    /// <summary>The gradient is 0, or as near as the tolerance says.</summary>
    Gradient,

    /// <summary>The last step changed the parameters, or the objective, less than the tolerance says.</summary>
    Step,

    /// <summary>No step makes the objective smaller: it is least as far as its own rounding lets one see.</summary>
    NoDecrease,

    /// <summary>The most iterations were made, and it was still going down.</summary>
    MaxIterations,
}
