namespace Glissade;

/// <summary>
/// What layers share that put a formula in the place of a weight of the layer inside, everywhere it is read: WeightNorm and SpectralNorm. The weight is taken as one row of numbers for each unit, along the axis of units.
/// </summary>
public abstract class ReparametrizedLayer : Layer
{
    private readonly int _axis, _units;

    private protected ReparametrizedLayer(Layer inner, string parameter, int axis, bool transposedByOutputs)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentException.ThrowIfNullOrEmpty(parameter);
        LayerState[] own = [.. inner.States().Where(state => state.State is Parameter)];
        string paths = own.Length == 0 ? "it has no parameters" : $"its parameters are {string.Join(", ", own.Select(state => state.Path))}";
        if (own.FirstOrDefault(state => state.Path == parameter) is not { State: Parameter weight }) throw new ArgumentException($"{inner} has no parameter '{parameter}' to replace; {paths}.");
        if (weight.Rank < 2) throw new ArgumentException($"'{parameter}' of {inner} is {weight.Shape}; only a weight of two axes or more has several numbers for each unit.");
        if (axis < -1 || axis >= weight.Rank) throw new ArgumentException($"'{parameter}' of {inner} is {weight.Shape}, which has no axis {axis}; take one from 0 to {weight.Rank - 1}, or -1 for the layer's own.");
        (ParameterPath, _axis, Weight) = (parameter, axis, weight);
        _units = axis >= 0 ? axis : Owner(inner, parameter) switch
        {
            ConvolutionLayer or Bilinear or Embedding => 0,
            TransposedConvolutionLayer => transposedByOutputs ? 1 : 0,
            _ => weight.Rank - 1,
        };
        Inner = AddLayer("inner", inner);
    }

    /// <summary>The layer inside.</summary>
    public Layer Inner { get; }

    /// <summary>The parameter of the layer inside that the formula is of.</summary>
    public Parameter Weight { get; }

    /// <summary>Its path within that layer; <c>weight</c> by default.</summary>
    public string ParameterPath { get; }

    /// <summary>The axis of the weight along which its units lie.</summary>
    public int UnitAxis => _units;

    // As given: −1 for the layer's own.
    private protected int GivenAxis => _axis;

    internal sealed override bool IsShownAsOne => true;

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        // Where one layer is used twice, its input was made with the weight, too, and must stay as it is: the layer inside is built over a stand-in for it.
        var input = new Input("x", x.Shape, x.Type);
        return pass.Replacing(() => Inner.Apply(input, pass, "inner"), (input, x), (Weight, Effective(pass)));
    }

    // What takes the weight's place.
    private protected abstract Tensor Effective(Pass pass);

    // [units, the rest], whichever axis the units lie along.
    private protected Tensor Rows(Tensor weight) => weight.Permute(Order).Reshape(weight.Shape[_units], -1);

    // Rows in the weight's own shape.
    private protected Tensor FromRows(Tensor rows)
    {
        int[] order = Order, back = new int[order.Length];
        for (int axis = 0; axis < order.Length; axis++) back[order[axis]] = axis;
        return rows.Reshape(new Shape([.. order.Select(axis => Weight.Shape[axis])])).Permute(back);
    }

    private protected int Units => Weight.Shape[_units];

    private int[] Order => [_units, .. Enumerable.Range(0, Weight.Rank).Where(axis => axis != _units)];

    private static Layer Owner(Layer layer, string path)
    {
        string[] names = path.Split('/');
        foreach (string name in names[..^1]) layer = layer.Layers.First(child => child.Name == name).Layer;
        return layer;
    }

    private protected string Described(string more) => $"{GetType().Name}({Inner}{(ParameterPath == "weight" ? "" : $", parameter: {ParameterPath}")}{(_axis < 0 ? "" : $", axis: {_axis}")}{more})";
}
