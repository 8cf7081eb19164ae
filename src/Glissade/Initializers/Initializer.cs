namespace Glissade;

/// <summary>What a parameter begins as: a formula over the shape, the fan and random numbers.</summary>
public abstract record Initializer : IConfigurable<Initializer>
{
    /// <summary>The initial values.</summary>
    /// <param name="shape">The parameter's shape.</param>
    /// <param name="fan">How many inputs and outputs it connects.</param>
    /// <param name="random">Random numbers, keyed by (seed, path).</param>
    public abstract Tensor Values(Shape shape, Fan fan, InitialRandom random);

    /// <summary>As the catalogue writes it, with the arguments that are not the default.</summary>
    public sealed override string ToString() => Catalog.Initializers.Text(this);

    /// <inheritdoc/>
    public virtual Initializer Map(Arguments arguments) => this;
}

/// <summary>How many inputs a weight adds up for each output, and to how many outputs each input goes.</summary>
/// <param name="In">Inputs of each output; 1 or more.</param>
/// <param name="Out">Outputs of each input; 1 or more.</param>
public readonly record struct Fan(long In, long Out)
{
    /// <summary>From a shape of [inputs, outputs]; further axes before these two (a kernel's extents) multiply both. A vector has itself as both.</summary>
    public static Fan Of(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank < 2) return new Fan(Math.Max(shape.Count, 1), Math.Max(shape.Count, 1));
        long field = 1;
        for (int axis = 0; axis < shape.Rank - 2; axis++) field *= shape[axis];
        return new Fan(Math.Max(field * shape[-2], 1), Math.Max(field * shape[-1], 1));
    }
}

/// <summary>The random numbers of one parameter's initial values, a function of (seed, path).</summary>
public sealed class InitialRandom
{
    private readonly Tensor _seed;
    private readonly string _path;
    private readonly Func<State, Tensor>? _first;

    internal InitialRandom(int seed, string path, Func<State, Tensor>? first = null) => (_seed, _path, _first) = (Tensor.Scalar(seed, DType.Int32), path, first);

    /// <summary>What another state of the network begins as, or has already where it keeps its values, in float64.</summary>
    internal Tensor FirstOf(State state) => (_first?.Invoke(state) ?? state).Cast(DType.Float64);

    /// <summary>Uniform float64 numbers in [0, 1).</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="stream">A second, independent stream of the same parameter has another name.</param>
    public Tensor Uniform(Shape shape, string stream = "initial")
    {
        Tensor zero = Tensor.Scalar(0, DType.Int32);
        return Tensor.RandomUniform(shape, $"{_path}/{stream}", _seed, zero, zero, DType.Float64);
    }

    /// <summary>Float64 numbers of the standard normal distribution, by Box and Muller: √(−2 ln(1 − u)) · cos 2πv.</summary>
    public Tensor Normal(Shape shape) =>
        ((1 - Uniform(shape, "radius")).Log() * -2).SquareRoot() * (Uniform(shape, "angle") * (2 * Math.PI)).Cos();

    /// <summary>Float64 numbers of the standard normal distribution between two bounds, by the inverse of its distribution function.</summary>
    internal Tensor Truncated(Shape shape, double low, double high)
    {
        // Where most of the interval lies above 0 the mirrored one is taken, whose shares keep their digits.
        if (low + high > 0) return -Truncated(shape, -high, -low);
        static Tensor Share(Tensor x) => ((x * Math.Sqrt(0.5)).Erf() + 1) * 0.5;
        Tensor from = Share(Tensor.Scalar(low, DType.Float64)), to = Share(Tensor.Scalar(high, DType.Float64));
        Tensor share = from + (to - from) * Uniform(shape, "share"), upper = share.IsGreater(0.5);
        // Newton's steps on the log of the share, which is concave: from a bound on the left, ½e^(−x²/2) being above the share, they come nearer and never pass.
        Tensor wanted = Tensor.Maximum(Tensor.Select(upper, 1 - share, share), Tensor.Scalar(1e-12, DType.Float64)).Log();
        Tensor x = -Tensor.Maximum((wanted + ScalarMath.Log(2)) * -2, Tensor.Scalar(0, DType.Float64)).SquareRoot();
        for (int i = 0; i < 6; i++)
        {
            Tensor here = Share(x);
            x += (wanted - here.Log()) * here * Math.Sqrt(2 * Math.PI) * (x * x * 0.5).Exp();
        }

        return Tensor.Minimum(Tensor.Maximum(Tensor.Select(upper, -x, x), Tensor.Scalar(low, DType.Float64)), Tensor.Scalar(high, DType.Float64));
    }
}
