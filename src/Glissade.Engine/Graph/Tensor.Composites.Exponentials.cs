namespace Glissade;

// What is made of sums of powers of e. The largest is taken out, so that nothing overflows; and where one element outweighs the others, what counts is how
// little they weigh: 1 − p and log p are computed from the others' sum and not from p, which is 1 to the last bit. The same holds for the derivatives.
public abstract partial class Tensor
{
    internal const double LogOfTwo = 0.69314718055994530942;

    /// <summary>log Σ eˣ along an axis, shifted by the largest so that nothing overflows; the axis is dropped or kept with extent 1. Of −∞ alone, or of nothing, it is −∞.</summary>
    public Tensor LogSumExp(int axis, bool keepDimensions = false)
    {
        using var exact = ExactScope.Open();
        var row = new ShiftedRow(this, axis);
        // The largest has e⁰ = 1, which is taken out of the sum and put back by log(1 + …).
        Tensor others = (row.Powers - row.IsLargest.Cast(Type)).Sum(axis, keepDimensions: true) - Select(row.IsAlone, 0, Like(1, this).BroadcastTo(row.IsAlone.Shape));
        Tensor nothing = row.Largest.IsEqual(double.NegativeInfinity);
        Tensor body = Select(nothing, double.NegativeInfinity, row.Shift + Select(nothing | row.IsEndless, 0, others).Log1p());
        Tensor whole = Composite.Define(nameof(LogSumExp), [this], body, Shape.Axis(axis));
        return keepDimensions ? whole : whole.Squeeze(axis);
    }

    /// <summary>eˣ / Σ eˣ along an axis, shifted by the largest. Beside one +∞ all others are 0; two, or −∞ alone, have no limit: NaN. </summary>
    public Tensor Softmax(int axis = -1)
    {
        using var exact = ExactScope.Open();
        var row = new ShiftedRow(this, axis);
        Tensor body = Select(row.IsLargest, (1 / (1 + row.Others())).BroadcastTo(Shape), row.Powers / row.Sum());
        return Composite.Define(nameof(Softmax), [this], Apply(new Operations.SlopedSoftmax(Shape.Axis(axis)), body, this), Shape.Axis(axis));
    }

    /// <summary>log of the softmax along an axis: x − max − log Σ e^(x − max)</summary>
    public Tensor LogSoftmax(int axis = -1)
    {
        using var exact = ExactScope.Open();
        var row = new ShiftedRow(this, axis);
        Tensor body = Select(row.IsLargest, (-row.Others().Log1p()).BroadcastTo(Shape), this - row.Shift - row.Sum().Log());
        return Composite.Define(nameof(LogSoftmax), [this], body, Shape.Axis(axis));
    }

    /// <summary>log(1 − softmax) along an axis: the log of the others' share.</summary>
    internal Tensor LogOneMinusSoftmax(int axis)
    {
        using var exact = ExactScope.Open();
        var row = new ShiftedRow(this, axis);
        // Beside a dominant element the others' sum may vanish altogether; seen from their own largest it does not.
        var others = new ShiftedRow(Select(row.IsLargest, double.NegativeInfinity, this), axis);
        Tensor share = row.Others(), dominant = row.IsLargest & share.IsLess(1).BroadcastTo(Shape);
        Tensor log = others.Shift - OrZero(row.Largest) + others.Powers.Sum(axis, keepDimensions: true).Log() - share.Log1p();
        Tensor rest = (-Select(dominant, 0, Softmax(axis))).Log1p();
        return Composite.Define(nameof(LogOneMinusSoftmax), [this], Select(dominant, log.BroadcastTo(Shape), rest), Shape.Axis(axis));
    }

    /// <summary>log Σ w·eˣ along an axis, which is kept with extent 1: the log of a mixture, or of the one probability that a mask picks.</summary>
    /// <param name="weights">Shaped as this; an element of weight 0 counts for nothing, however large.</param>
    /// <param name="axis">The axis to sum over.</param>
    internal Tensor WeightedLogSumExp(Tensor weights, int axis)
    {
        using var exact = ExactScope.Open();
        Tensor counted = Select(weights.IsEqual(0), double.NegativeInfinity, this);
        Tensor shift = FiniteOrZero(counted.Max(axis, keepDimensions: true)).Detach();
        Tensor sum = (weights * ExpOfDifference(counted, shift)).Sum(axis, keepDimensions: true);
        return Composite.Define(nameof(WeightedLogSumExp), [this, weights], shift + sum.Log(), Shape.Axis(axis));
    }

    /// <summary>log(eᵃ + eᵇ), element by element; shapes broadcast.</summary>
    public static Tensor LogAddExp(Tensor a, Tensor b)
    {
        Shape shape = Shape.Broadcast(a.Shape, b.Shape);
        (a, b) = (a.BroadcastTo(shape), b.BroadcastTo(shape));
        using var exact = ExactScope.Open();
        Tensor less = a.IsLess(b), larger = Select(less, b, a), smaller = Select(less, a, b);
        // ∞ − ∞ is no distance: equal infinities stay what they are.
        Tensor infinite = larger.Absolute().IsEqual(double.PositiveInfinity);
        Tensor ratio = ExpOfDifference(Select(infinite, 0, smaller), Select(infinite, 0, larger));
        return Composite.Define(nameof(LogAddExp), [a, b], larger + ratio.Log1p());
    }

    /// <summary>1 − eˣ, accurate near 0.</summary>
    public Tensor OneMinusExp()
    {
        using var exact = ExactScope.Open();
        return Composite.Define(nameof(OneMinusExp), [this], -Expm1());
    }

    /// <summary>eˣ − 1 under a name that rules can recognise.</summary>
    internal Tensor ExpMinusOne()
    {
        using var exact = ExactScope.Open();
        return Composite.Define(nameof(ExpMinusOne), [this], Expm1());
    }

    /// <summary>log a − log b of a quotient a/b, under a name that rules can recognise.</summary>
    internal static Tensor LogOfQuotient(Tensor logOfDividend, Tensor logOfDivisor)
    {
        using var exact = ExactScope.Open();
        return Composite.Define(nameof(LogOfQuotient), [logOfDividend, logOfDivisor], logOfDividend - logOfDivisor);
    }

    /// <summary>log(1 − eˣ) for x below 0, accurate at both ends (Mächler 2012).</summary>
    public Tensor LogOneMinusExp()
    {
        using var exact = ExactScope.Open();
        // Each branch has an argument that suits it, so that the one not taken gives no NaN to the gradient.
        Tensor near = IsGreater(-0.693);
        Tensor body = Select(near, (-Select(near, this, -0.5).Expm1()).Log(), (-Select(near, -1, this).Exp()).Log1p());
        return Composite.Define(nameof(LogOneMinusExp), [this], body);
    }

    /// <summary>log((eˣ + e⁻ˣ) / 2)</summary>
    public Tensor LogCosh()
    {
        using var exact = ExactScope.Open();
        // cosh x = 1 + k²/(2 + 2k) with k = eˣ − 1, where nothing cancels; beyond 8 log cosh is |x| − log 2 but for e^−2|x|.
        Tensor size = Absolute(), near = size.IsLess(8), k = Select(near, size, 0).Expm1();
        Tensor value = Select(near, (k * k / (2 + 2 * k)).Log1p(), size - LogOfTwo + (size * -2).Exp().Log1p());
        return Composite.Define(nameof(LogCosh), [this], Sloped(value, Tanh()));
    }

    /// <summary>1 − tanh²x = 1 / cosh²x, accurate in the tails.</summary>
    internal Tensor SechSquared()
    {
        using var exact = ExactScope.Open();
        // 4e/(1 + e)² with e = e^−2|x|; the square is rounded once.
        Tensor e = (Select(IsLess(0), this, -this) * 2).Exp();
        return Composite.Define(nameof(SechSquared), [this], e * 4 / FusedMultiplyAdd(e, e + 2, Like(1, this)));
    }

    /// <summary>x·log(x), 0 at 0 by continuity. Its slope there is −∞; the derivative given is 0, so that a target of 0 harms nothing.</summary>
    public Tensor XLogX()
    {
        using var exact = ExactScope.Open();
        Tensor zero = IsEqual(0);
        return Composite.Define(nameof(XLogX), [this], Select(zero, 0, this * Select(zero, 1, this).Log()));
    }

    // e^(x − y), with what the subtraction rounded away put back: of a difference of 40 the rounding alone would cost 20 units in the last place.
    private static Tensor ExpOfDifference(Tensor x, Tensor y)
    {
        Tensor difference = x - y, minusY = difference - x;
        Tensor lost = (x - (difference - minusY) - (y + minusY)).Detach();
        Tensor power = difference.Exp();
        // Where something is infinite the loss is NaN: nothing was lost.
        return power + power * Select(lost.Absolute().IsLess(1), lost, 0);
    }

    // A row of −∞ alone would give −∞ − −∞ = NaN; shifting it by 0 keeps log Σ e^−∞ = −∞.
    private static Tensor OrZero(Tensor largest) => Select(largest.IsEqual(double.NegativeInfinity), 0, largest);

    // For sums that may become infinite themselves.
    private static Tensor FiniteOrZero(Tensor largest) => Select(largest.Absolute().IsEqual(double.PositiveInfinity), 0, largest);

    /// <summary>A row seen from its largest element.</summary>
    private sealed class ShiftedRow
    {
        private readonly Tensor _x;
        private readonly int _axis;

        public ShiftedRow(Tensor x, int axis)
        {
            (_x, _axis) = (x, axis);
            Largest = x.Max(axis, keepDimensions: true);
            IsEndless = Largest.IsEqual(double.PositiveInfinity);
            Shift = OrZero(Largest).Detach();
            Powers = ExpOfDifference(x, Shift.BroadcastTo(x.Shape));
            Tensor winners = x.IsEqual(Largest);
            IsAlone = winners.Cast(x.Type).Sum(axis, keepDimensions: true).IsEqual(1);
            IsLargest = winners & IsAlone;
        }

        /// <summary>The largest.</summary>
        public Tensor Largest { get; }

        /// <summary>The largest as a number to shift by. It cancels in every result, so it has no derivative.</summary>
        public Tensor Shift { get; }

        /// <summary>Whether the largest is +∞: seen from it all others are nothing, and it itself, ∞ − ∞, is no number.</summary>
        public Tensor IsEndless { get; }

        /// <summary>e^(x − shift)</summary>
        public Tensor Powers { get; }

        /// <summary>Whether only one element is the largest; where several are, none is above ½ and nothing cancels.</summary>
        public Tensor IsAlone { get; }

        /// <summary>Which one that is.</summary>
        public Tensor IsLargest { get; }

        /// <summary>The sum of the powers; of one that is +∞ alone, 1.</summary>
        public Tensor Sum() => Select(IsEndless, 1, Powers.Sum(_axis, keepDimensions: true));

        /// <summary>The sum of e^(x − largest) over all but the largest, as a function of the largest too.</summary>
        public Tensor Others()
        {
            Tensor powers = ExpOfDifference(_x, OrZero(Largest).BroadcastTo(_x.Shape));
            return Select(IsLargest, 0, powers).Sum(_axis, keepDimensions: true);
        }
    }
}
