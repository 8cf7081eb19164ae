namespace Glissade;

/// <summary>
/// Several linear layers, the members of an ensemble, that share their weights: yᵢ = sᵢ·((rᵢ·xᵢ)·W) + bᵢ, every member with scales of its own (Wen et al. 2020; TabM, Gorishniy et al. 2025): [examples, members, inputs] →
/// [examples, members, outputs]. The first layer takes [examples, inputs], which every member gets. rᵢ begins as ±1 at random, as the members must differ; TabM's later layers begin with ones. PyTorch and Keras have none.
/// </summary>
public sealed class BatchEnsembleLinear : Layer
{
    private readonly bool _signs;

    /// <summary>A layer of these widths.</summary>
    /// <param name="inputs">The extent of the last axis of the input; 1 or more.</param>
    /// <param name="outputs">The extent of the last axis of the result; 1 or more.</param>
    /// <param name="members">How many members there are; 1 or more.</param>
    /// <param name="signs">Whether rᵢ begins as ±1 at random; as ones otherwise, which suits all layers of TabM but the first.</param>
    /// <param name="bias">Whether bᵢ is added.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public BatchEnsembleLinear(int inputs, int outputs, int members, bool signs = true, bool bias = true, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(members, 1);
        _signs = signs;
        var fan = new Fan(inputs, outputs);
        Weight = AddParameter("weight", new Shape(inputs, outputs), new TorchInitializer(), fan, type);
        InputScale = AddParameter("input_scale", new Shape(members, inputs), signs ? new Signs() : new OnesInitializer(), type: type);
        OutputScale = AddParameter("output_scale", new Shape(members, outputs), new OnesInitializer(), type: type);
        if (bias) Bias = AddParameter("bias", new Shape(members, outputs), new TorchInitializer(), fan, type);
    }

    /// <summary>W, [inputs, outputs], which all members share.</summary>
    public Parameter Weight { get; }

    /// <summary>r, [members, inputs].</summary>
    public Parameter InputScale { get; }

    /// <summary>s, [members, outputs].</summary>
    public Parameter OutputScale { get; }

    /// <summary>b, [members, outputs]; null if there is none.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override string Formula => Bias is null ? "s·((r·x)·W)" : "s·((r·x)·W) + b";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        (int members, int inputs) = (InputScale.Shape[0], InputScale.Shape[1]);
        if (x.Rank is not (2 or 3) || x.Shape[-1] != inputs || (x.Rank == 3 && x.Shape[1] != members))
        {
            string remedy = x.Rank == 3 && x.Shape[-1] == inputs ? $"make it with members={x.Shape[1]}" : x.Rank is 2 or 3 ? $"make it with inputs={x.Shape[-1]}, or let the layer before it give {inputs}" : "put a Reshape before it";
            throw new ShapeException($"it takes [examples, {inputs}], which all of its {members} members get, or [examples, {members}, {inputs}], a row for each; {remedy}.");
        }

        Tensor each = (x.Rank == 2 ? x.ExpandDimension(1) : x) * InputScale;
        Tensor product = each.MatMul(Weight) * OutputScale;
        return Bias is null ? product : product + Bias;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new BatchEnsembleLinear(arguments.Width("inputs", Weight.Shape[0]), arguments.Extent("outputs", Weight.Shape[1]), arguments.Extent("members", InputScale.Shape[0]),
            arguments.Boolean("signs", _signs), arguments.Boolean("bias", Bias is not null), arguments.Float("dtype", Weight.Type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"BatchEnsembleLinear({Weight.Shape[0]}, {Weight.Shape[1]}, members: {InputScale.Shape[0]}{(_signs ? "" : ", signs: false")}{(Bias is null ? ", bias: false" : "")})";

    private sealed record Signs : Initializer
    {
        public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
        {
            Tensor uniform = random.Uniform(shape);
            return Tensor.Select(uniform.IsLess(0.5), -1, Tensor.Ones(shape, uniform.Type));
        }
    }
}
