using System.Globalization;

namespace Glissade;

/// <summary>x above 0 and α·(e^(x/α) − 1) below: an exponential linear unit whose slope has no jump, whatever α (Barron 2017).</summary>
public sealed class CELU : Activation
{
    /// <summary>A unit of this α.</summary>
    /// <param name="alpha">Where it ends below: at −α; above 0, 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public CELU(double alpha = 1)
    {
        if (!(alpha > 0 && double.IsFinite(alpha))) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "CELU needs a number above 0.");
        Alpha = alpha;
    }

    /// <summary>Where it ends below: at −α; above 0, 1 by default.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"x > 0 ? x : {Alpha}·(e^(x/{Alpha}) − 1)");

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new CELU(arguments.Positive("alpha", Alpha));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"CELU({Alpha})");

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        Tensor positive = x.IsGreater(0);
        return Tensor.Select(positive, x, Alpha * (Tensor.Select(positive, 0, x) / Alpha).Expm1());
    }
}
