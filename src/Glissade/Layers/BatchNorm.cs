using System.Globalization;

namespace Glissade;

/// <summary>
/// Every channel with mean 0 and variance 1 over the batch (Ioffe and Szegedy 2015), then scaled and shifted: [examples, channels] or [examples, channels, …]. While training, mean and variance are
/// the batch's (the variance divided by n), and running ones follow them, r + momentum·(new − r), the variance divided by n − 1; when predicting they are used. As in PyTorch: momentum 0.1 and
/// epsilon 1e-5, or with momentum null the running ones are the mean of all batches so far; Keras writes momentum 0.99 for 0.01, has epsilon 1e-3 and divides both variances by n.
/// </summary>
public sealed class BatchNorm : Layer
{
    private readonly int _channels;
    private readonly DType _type;

    /// <summary>A normalization of so many channels.</summary>
    /// <param name="channels">1 or more.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="momentum">How far the running statistics follow a batch, from 0 to 1; null for the mean of all batches so far (PyTorch's momentum=None).</param>
    /// <param name="affine">Whether γ and β are trained.</param>
    /// <param name="track">Whether there are running statistics; without, the batch's are used when predicting, too, and what an example gives depends on its company.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public BatchNorm(int channels, double epsilon = 1e-5, double? momentum = 0.1, bool affine = true, bool track = true, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (!(epsilon > 0 && double.IsFinite(epsilon))) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "BatchNorm needs an epsilon above 0.");
        if (momentum is not (null or >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "BatchNorm needs a momentum from 0 to 1.");
        (_channels, Epsilon, Momentum, _type) = (channels, epsilon, momentum, type);
        var shape = new Shape(channels);
        if (affine) Weight = AddParameter("weight", shape, new OnesInitializer(), type: type);
        if (affine) Bias = AddParameter("bias", shape, new ZerosInitializer(), type: type);
        if (track) RunningMean = AddBuffer("running_mean", shape, new ZerosInitializer(), type);
        if (track && momentum is null) BatchCount = AddBuffer("num_batches_tracked", Shape.Scalar, new ZerosInitializer(), type);
        if (track) RunningVariance = AddBuffer("running_var", shape, new OnesInitializer(), type);
    }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>How far the running statistics follow a batch; null if they are the mean of all batches so far.</summary>
    public double? Momentum { get; }

    /// <summary>γ, [channels]; null if it is not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>β, [channels]; null if it is not affine.</summary>
    public Parameter? Bias { get; }

    /// <summary>The running mean, [channels]; null if none is kept.</summary>
    public Buffer? RunningMean { get; }

    /// <summary>The running variance, [channels]; null if none is kept.</summary>
    public Buffer? RunningVariance { get; }

    /// <summary>How many batches the running statistics are the mean of; null unless they are that.</summary>
    public Buffer? BatchCount { get; }

    /// <inheritdoc/>
    public override string Formula => Weight is null ? "(x − mean) / √(variance + ε)" : "γ·(x − mean) / √(variance + ε) + β";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        x.RequireChannels(_channels);
        bool tracked = !pass.Training && RunningMean is not null && RunningVariance is not null;
        (Tensor mean, Tensor variance) = tracked ? (RunningMean!.PerChannel(x), RunningVariance!.PerChannel(x)) : OfBatch(x, pass);

        // All but x is numbers of a channel. The mean is not taken into the summand: where it is large beside the deviation, digits would be lost.
        Tensor deviation = (variance + Epsilon).SquareRoot(), factor = Weight is null ? 1 / deviation : Weight.PerChannel(x) / deviation;
        if (tracked) return Bias is null ? (x - mean) * factor : Tensor.FusedMultiplyAdd(x - mean, factor, Bias.PerChannel(x));

        (Tensor still, Tensor moved) = mean.HeldStill();
        moved *= factor;
        return Tensor.FusedMultiplyAdd(x - still, factor, Bias is null ? -moved : Bias.PerChannel(x) - moved);
    }

    private (Tensor Mean, Tensor Variance) OfBatch(Tensor x, Pass pass)
    {
        int[] plane = [.. Enumerable.Range(2, x.Rank - 2)];
        int count = checked((int)(x.Count / _channels));
        if (pass.Training && count < 2) throw new ShapeException("a channel has one number in this batch, which has no variance; train with two examples or more in every batch (the last one of an epoch may be too short).");
        // As a tensor: a saved graph knows whole numbers that grow with the batch.
        Tensor number = Tensor.Scalar(count, DType.Int32).Cast(x.Type), examples = Tensor.Scalar(x.Shape[0], DType.Int32).Cast(x.Type);

        // Each example's planes by themselves, while they are near, then all examples together: x is read once for both statistics, where sums over the whole batch read it twice.
        int size = plane.Aggregate(1, (product, axis) => product * x.Shape[axis]);
        Tensor means = size == 1 ? x : x.Sum(plane, keepDimensions: true) / size, mean = means.Sum(0, keepDimensions: true) / examples;
        Tensor squares = (means - mean).Square();
        if (size > 1)
        {
            (Tensor still, Tensor moved) = means.HeldStill();
            squares = (squares - moved.Square()) * size + (x - still).Square().Sum(plane, keepDimensions: true);
        }

        Tensor variance = squares.Sum(0, keepDimensions: true) / number;
        if (RunningMean is not null && RunningVariance is not null)
        {
            double correction = count / (count - 1.0);
            if (Momentum is { } momentum)
            {
                pass.Update(RunningMean, RunningMean * (1 - momentum) + mean.Reshape(-1) * momentum);
                pass.Update(RunningVariance, RunningVariance * (1 - momentum) + variance.Reshape(-1) * (correction * momentum));
            }
            else if (BatchCount is not null)
            {
                Tensor batches = BatchCount + 1;
                pass.Update(BatchCount, batches);
                pass.Update(RunningMean, RunningMean + (mean.Reshape(-1) - RunningMean) / batches);
                pass.Update(RunningVariance, RunningVariance + (variance.Reshape(-1) * correction - RunningVariance) / batches);
            }
        }

        return (mean, variance);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        double momentum = arguments.Number("momentum", Momentum ?? 0.1, 0, 1);
        return new BatchNorm(arguments.Channels("channels", _channels), arguments.Positive("epsilon", Epsilon), arguments.Boolean("cumulative", Momentum is null) ? null : momentum,
            arguments.Boolean("affine", Weight is not null), arguments.Boolean("track", RunningMean is not null), arguments.Float("dtype", _type));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"BatchNorm({_channels}{(Epsilon == 1e-5 ? "" : $", epsilon: {Epsilon}")}{(Momentum is { } momentum ? momentum == 0.1 ? "" : $", momentum: {momentum}" : ", cumulative")})");
}
