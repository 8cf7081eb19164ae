using System.Globalization;

namespace Glissade;

/// <summary>
/// Turns pairs of numbers by angles that grow with the step, so that products of two steps depend on their distance (Su et al. 2021): pair i of step t by t·base^(−2i / width).
/// [examples, steps, width] or [examples, heads, steps, width] → the same. The paper's pairs are neighbours; Llama's and Keras' are a number of the first half and its like of the second, which is
/// the same but for the order of the numbers. It stands inside a <see cref="MultiHeadAttention"/>, where it turns queries and keys, or for itself. PyTorch has none.
/// </summary>
public sealed class RotaryEmbedding : Layer
{
    /// <summary>A turning by places.</summary>
    /// <param name="frequencyBase">How much slower the last pair turns than the first; above 0.</param>
    /// <param name="interleaved">Whether a pair is two neighbours; otherwise it is a number of the first half and one of the second.</param>
    /// <exception cref="ArgumentOutOfRangeException">The base is not above 0.</exception>
    public RotaryEmbedding(double frequencyBase = 10_000, bool interleaved = true)
    {
        if (!(frequencyBase > 0 && double.IsFinite(frequencyBase))) throw new ArgumentOutOfRangeException(nameof(frequencyBase), frequencyBase, "RotaryEmbedding needs a base above 0.");
        (Base, Interleaved) = (frequencyBase, interleaved);
    }

    /// <summary>How much slower the last pair turns than the first.</summary>
    public double Base { get; }

    /// <summary>Whether a pair is two neighbours.</summary>
    public bool Interleaved { get; }

    /// <inheritdoc/>
    public override string Formula => "(a·cos θ − b·sin θ, a·sin θ + b·cos θ)";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Rank is 3 or 4 && x.Shape[-1] % 2 == 0 ? Turn(x)
            : throw new ShapeException("it takes [examples, steps, width] or [examples, heads, steps, width], and an even width: it turns pairs of numbers.");
    }

    internal Tensor Turn(Tensor x)
    {
        int pairs = x.Shape[-1] / 2;
        Tensor angles = Angles(x.Shape[-2], pairs, x.Shape[-1], Base), cos = angles.Cos().Cast(x.Type), sin = angles.Sin().Cast(x.Type);
        Tensor a = Interleaved ? x.SliceAxis(-1, 0, pairs, 2) : x.Narrow(-1, 0, pairs), b = Interleaved ? x.SliceAxis(-1, 1, pairs, 2) : x.Narrow(-1, pairs, pairs);
        Tensor turnedA = a * cos - b * sin, turnedB = a * sin + b * cos;
        return Interleaved ? Tensor.Stack(-1, turnedA, turnedB).Reshape(x.Shape) : Tensor.Concatenate(-1, turnedA, turnedB);
    }

    /// <summary>The angle of every pair at every step, [steps, pairs]: t·base^(−2i / width), in float64, since far steps have large angles.</summary>
    internal static Tensor Angles(int steps, int pairs, int width, double frequencyBase)
    {
        Tensor frequencies = (Tensor.Iota(new Shape(pairs)).Cast(DType.Float64) * (-2 * ScalarMath.Log(frequencyBase) / width)).Exp();
        return Tensor.Iota(new Shape(steps, 1)).Cast(DType.Float64) * frequencies;
    }

    /// <summary>The argument of a layer that turns queries and keys if one says so.</summary>
    internal static RotaryEmbedding? MapOptional(Arguments arguments, RotaryEmbedding? present)
    {
        Layer given = arguments.Thing<Layer>("rotary", present is null ? new Identity() : present);
        return given as RotaryEmbedding ?? (given is Identity ? null : throw new ArgumentException($"'rotary' is {given}; it is rotary_embedding, or identity for none."));
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new RotaryEmbedding(arguments.Positive("base", Base), arguments.Boolean("interleaved", Interleaved));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"RotaryEmbedding({Base}{(Interleaved ? "" : ", halves")})");
}
