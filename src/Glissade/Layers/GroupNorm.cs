namespace Glissade;

/// <summary>Groups of channels with mean 0 and variance 1, each example for itself, then scaled and shifted by channel (Wu and He 2018): [examples, channels, …]. PyTorch's epsilon is 1e-5, Keras' 1e-3.</summary>
public sealed class GroupNorm : Layer
{
    private readonly int _groups, _channels;
    private readonly DType _type;

    /// <summary>A normalization of so many groups.</summary>
    /// <param name="groups">How many groups the channels are parted into; it divides them.</param>
    /// <param name="channels">1 or more.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="affine">Whether γ and β are trained.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public GroupNorm(int groups, int channels, double epsilon = 1e-5, bool affine = true, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (channels % groups != 0) throw new ArgumentException($"{groups} groups do not part {channels} channels evenly; take groups that divide them.");
        if (!(epsilon > 0 && double.IsFinite(epsilon))) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "GroupNorm needs an epsilon above 0.");
        (_groups, _channels, Epsilon, _type) = (groups, channels, epsilon, type);
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
        x.RequireChannels(_channels);
        int inGroup = checked((int)(new Shape(x.Shape.Extents[1..]).Count / _groups));
        Tensor normal = x.Reshape(x.Shape[0], _groups, inGroup).LayerNorm(Epsilon).Reshape(x.Shape);
        return Weight is null || Bias is null ? normal : normal * Weight.PerChannel(x) + Bias.PerChannel(x);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new GroupNorm(arguments.Extent("groups", _groups), arguments.Channels("channels", _channels), arguments.Positive("epsilon", Epsilon), arguments.Boolean("affine", Weight is not null),
            arguments.Float("dtype", _type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"GroupNorm({_groups}, {_channels})";
}
