namespace Glissade;

/// <summary>
/// Pictures made larger by a whole factor along every spatial axis: every number repeated (nearest), or numbers between their neighbours (bilinear; linear over sequences, trilinear over
/// volumes). Unless corners are aligned, output i stands at (i + ½)/factor − ½ of the input, and beyond the border the border goes on, as is PyTorch's default; aligned, the first and last outputs are
/// the first and last inputs, and output i of k stands at i·(n − 1)/(k − 1).
/// </summary>
public sealed class Upsample : Layer
{
    private readonly PerAxis _factor;
    private readonly bool _linear, _alignsCorners;

    /// <summary>An enlargement.</summary>
    /// <param name="factor">How many times as many numbers come out along every axis; 1 or more.</param>
    /// <param name="linear">Whether numbers between neighbours are taken, rather than the nearest.</param>
    /// <param name="alignCorners">Whether the corners of input and output are one; only between neighbours.</param>
    /// <exception cref="ArgumentException">A factor is below 1, or corners are aligned without numbers between neighbours.</exception>
    public Upsample(PerAxis factor, bool linear = false, bool alignCorners = false)
    {
        ArgumentNullException.ThrowIfNull(factor);
        if (alignCorners && !linear) throw new ArgumentException("Repeated numbers have no corners to align; take mode=bilinear, or leave align_corners out.");
        (_factor, _linear, _alignsCorners) = (factor.AtLeast(1, nameof(factor)), linear, alignCorners);
    }

    /// <inheritdoc/>
    public override string Formula => _linear ? "x between its neighbours" : "x repeated";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        int[] factors = _factor.Over(x.SpatialAxes(), "factor");
        for (int axis = 2; axis < x.Rank; axis++)
        {
            (int factor, int extent) = (factors[axis - 2], x.Shape[axis]);
            if (factor > 1) x = _linear ? Between(x, axis, factor) : x.Gather(Pictures.Indices(Enumerable.Range(0, checked(extent * factor)).Select(i => i / factor)), axis);
        }

        return x;
    }

    private Tensor Between(Tensor x, int axis, int factor)
    {
        int last = x.Shape[axis] - 1, count = checked(x.Shape[axis] * factor);
        double[] places = [.. Enumerable.Range(0, count).Select(i => _alignsCorners ? (double)last / (count - 1) * i : Math.Max(0, (i + 0.5) / factor - 0.5))];
        Tensor share = Tensor.From<double>([.. places.Select(place => place - Math.Floor(place))]).Cast(x.Type).Reshape([places.Length, .. Enumerable.Repeat(1, x.Rank - axis - 1)]);
        Tensor before = x.Gather(Pictures.Indices(places.Select(place => (int)place)), axis), after = x.Gather(Pictures.Indices(places.Select(place => Math.Min((int)place + 1, last))), axis);
        return before * (1 - share) + after * share;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Upsample(arguments.PerAxis("factor", _factor, 1, isRequired: true), arguments.Choice("mode", _linear ? "bilinear" : "nearest", "nearest", "bilinear") == "bilinear",
            arguments.Boolean("align_corners", _alignsCorners));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Upsample({_factor}{(_linear ? ", bilinear" : "")}{(_alignsCorners ? ", corners aligned" : "")})";
}
