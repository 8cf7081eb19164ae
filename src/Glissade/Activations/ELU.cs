using System.Globalization;

namespace Glissade;

/// <summary>x above 0 and α·(eˣ − 1) below: the exponential linear unit (Clevert et al. 2016).</summary>
public sealed class ELU : Activation
{
    /// <summary>A unit of this α.</summary>
    /// <param name="alpha">Where it ends below: at −α; above 0, 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ELU(double alpha = 1)
    {
        if (!(alpha > 0 && double.IsFinite(alpha))) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "ELU needs a number above 0.");
        Alpha = alpha;
    }

    /// <summary>Where it ends below: at −α; above 0, 1 by default.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"x > 0 ? x : {Alpha}·(eˣ − 1)");

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new ELU(arguments.Positive("alpha", Alpha));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"ELU({Alpha})");

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        Tensor positive = x.IsGreater(0);
        return Tensor.Select(positive, x, Alpha * Tensor.Select(positive, 0, x).Expm1());
    }
}
