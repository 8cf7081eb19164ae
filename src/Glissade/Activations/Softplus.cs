using System.Globalization;

namespace Glissade;

/// <summary>log(1 + e^(β·x))/β: a ReLU without a corner (Dugas et al. 2001). As in PyTorch it is x itself where β·x is above the threshold, which is off by less than 3e-9 at 20.</summary>
public sealed class Softplus : Activation
{
    /// <summary>A bend of this sharpness.</summary>
    /// <param name="beta">β: how sharp the bend is; above 0, 1 by default.</param>
    /// <param name="threshold">From which β·x on it is x; 20 by default. Keras has none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Softplus(double beta = 1, double threshold = 20)
    {
        if (!(beta > 0 && double.IsFinite(beta))) throw new ArgumentOutOfRangeException(nameof(beta), beta, "Softplus needs a number above 0.");
        if (!double.IsFinite(threshold)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "Softplus needs a finite threshold.");
        (Beta, Threshold) = (beta, threshold);
    }

    /// <summary>β: how sharp the bend is; above 0, 1 by default.</summary>
    public double Beta { get; }

    /// <summary>From which β·x on it is x; 20 by default. Keras has none.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"log(1 + e^({Beta}·x)) / {Beta}");

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Softplus(arguments.Positive("beta", Beta), arguments.Number("threshold", Threshold));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Softplus({Beta}, {Threshold})");

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        Tensor scaled = x * Beta, far = scaled.IsGreater(Threshold);
        return Tensor.Select(far, x, Tensor.Select(far, 0, scaled).Softplus() / Beta);
    }
}
