namespace Glissade;

/// <summary>What curves like a gate does far out, where the formula would multiply infinity by 0: x on the right, 0 on the left. From a thousand on this is the formula to the last bit.</summary>
internal static class Tails
{
    private const double Far = 1000;

    /// <summary>
    /// The formula near 0, max(0, x) far out. Its slope is worked out on the way forward, so that one number an element is kept for the way back, not x and whatever the formula's parts were.
    /// </summary>
    public static Tensor Gated(Tensor x, Func<Tensor, Tensor> formula)
    {
        Tensor far = x.Absolute().IsGreater(Far);
        // The branch not taken has an argument that gives no NaN to the gradient.
        Tensor value = Tensor.Select(far, Tensor.Select(x.IsLess(0), 0, x), formula(Tensor.Select(far, 0, x)));
        Tensor slope = Gradient.Of([(value, Tensor.Ones(value.Shape, value.Type))], [x])[0]!;
        return x.Sloped(value, slope);
    }
}
