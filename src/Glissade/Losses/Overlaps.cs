namespace Glissade;

/// <summary>What the losses of overlap share.</summary>
internal static class Overlaps
{
    /// <summary>1 − (A + s)/(A + alpha·F + beta·M + s), an example each, as a quotient in which nothing cancels.</summary>
    public static Tensor Miss(Tensor prediction, Tensor target, double alpha, double beta, double smoothing)
    {
        Tensor found = LossChecks.PerExample(prediction * target);
        Tensor wrong = LossChecks.PerExample(prediction * (1 - target)) * alpha + LossChecks.PerExample((1 - prediction) * target) * beta;
        return wrong / (found + wrong + smoothing);
    }
}
