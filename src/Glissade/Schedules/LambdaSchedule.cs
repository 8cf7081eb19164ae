namespace Glissade;

/// <summary>A schedule of your own in one line: <c>new LambdaSchedule((step, total) => 1.0 / (1 + step))</c>. Its formula is in code, so a model file or a command line cannot name it.</summary>
/// <param name="Formula">The factor, from the number of the step and of all steps. It must depend on nothing else, or a training that is interrupted goes on differently.</param>
public sealed record LambdaSchedule(Func<long, long, double> Formula) : Schedule
{
    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps) => Formula(step, totalSteps);
}
