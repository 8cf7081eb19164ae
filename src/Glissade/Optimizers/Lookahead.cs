namespace Glissade;

/// <summary>
/// Lets another optimizer run ahead and every k steps goes a part of the way to where it is, from where the two began (Zhang et al. 2019): slow ← slow + α·(w − slow), w ← slow. It is done in the other's own pass.
/// The state <c>slow</c> begins as the weights are before the first step.
/// </summary>
public sealed record Lookahead() : OptimizerWrapper(new Adam())
{
    /// <summary>k: how many steps the other one runs ahead; 1 or more, 5 by default.</summary>
    public int Steps { get; init; } = 5;

    /// <summary>α: the part of the way; from 0 to 1, 0.5 by default.</summary>
    public double Share { get; init; } = 0.5;

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Inner.Step(gradients, pass);
        Tensor number = Moments.Number(pass), due = (number / Steps).Floor().IsEqual(number / Steps);
        foreach ((Parameter parameter, _) in gradients)
        {
            Buffer slow = pass.Buffer(parameter, "slow");
            Tensor start = Tensor.Select(pass.StepNumber.IsEqual(1), parameter, slow);
            pass.Amend(parameter, "lookahead", next =>
            {
                Tensor moved = start + (next - start) * Share;
                pass.Update(slow, Tensor.Select(due, moved, start));
                return Tensor.Select(due, moved, next);
            });
        }
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Steps = arguments.Integer("steps", Steps, 1), Share = arguments.Number("share", Share, 0, 1), Inner = arguments.Thing("inner", Inner) };
    }
}
