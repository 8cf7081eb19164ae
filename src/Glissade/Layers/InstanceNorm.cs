namespace Glissade;

/// <summary>
/// Every channel of every example with mean 0 and variance 1 (Ulyanov, Vedaldi and Lempitsky 2016): [examples, channels, …]. As in PyTorch it is not scaled unless asked for, and keeps no running
/// statistics.
/// </summary>
public sealed class InstanceNorm : Layer
{
    private readonly int _channels;
    private readonly DType _type;

    /// <summary>A normalization of so many channels.</summary>
    /// <param name="channels">1 or more.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="affine">Whether γ and β are trained.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public InstanceNorm(int channels, double epsilon = 1e-5, bool affine = false, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (!(epsilon > 0 && double.IsFinite(epsilon))) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "InstanceNorm needs an epsilon above 0.");
        (_channels, Epsilon, _type) = (channels, epsilon, type);
        if (affine) Weight = AddParameter("weight", new Shape(channels), new OnesInitializer(), type: type);
        if (affine) Bias = AddParameter("bias", new Shape(channels), new ZerosInitializer(), type: type);
    }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>γ, [channels]; null if it is not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>β, [channels]; null if it is not affine.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override string Formula => Weight is null ? "(x − mean) / √(variance + ε)" : "γ·(x − mean) / √(variance + ε) + β";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        x.RequireChannels(_channels);
        _ = x.SpatialAxes();
        int numbers = checked((int)new Shape(x.SpatialExtents()).Count);
        if (pass.Training && numbers < 2) throw new ShapeException("a channel of an example has one number, which has no variance; normalize before the picture has shrunk to that.");
        Tensor normal = x.Reshape(x.Shape[0], _channels, numbers).LayerNorm(Epsilon).Reshape(x.Shape);
        return Weight is null || Bias is null ? normal : normal * Weight.PerChannel(x) + Bias.PerChannel(x);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new InstanceNorm(arguments.Channels("channels", _channels), arguments.Positive("epsilon", Epsilon), arguments.Boolean("affine", Weight is not null), arguments.Float("dtype", _type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"InstanceNorm({_channels})";
}
