namespace Glissade;

/// <summary>
/// A part of a network: a formula over tensors, with the parameters and buffers that it owns. A layer of your own is a class with a <see cref="Forward"/>, which in its constructor
/// asks for what it owns with <see cref="AddParameter"/>, <see cref="AddBuffer"/> and <see cref="AddLayer{T}"/>.
/// </summary>
/// <example>
/// <code>
/// sealed class Scale : Layer
/// {
///     private readonly Parameter _factor;
///     public Scale(int width) => _factor = AddParameter("factor", new Shape(width), new OnesInitializer());
///     public override Tensor Forward(Tensor x, Pass pass) => x * _factor;
/// }
/// </code>
/// </example>
public abstract class Layer : IConfigurable<Layer>
{
    private readonly List<(string Name, Layer Layer)> _children = [];
    private readonly List<OwnState> _states = [];

    /// <summary>
    /// The layer's formula. It is run once per plan, not once per batch: it builds the graph. Containers call <see cref="Apply"/> of their children, which enters the child's path.
    /// </summary>
    /// <param name="x">The input; its first axis is the example.</param>
    /// <param name="pass">Training or not, random numbers, and where updates of buffers go.</param>
    public abstract Tensor Forward(Tensor x, Pass pass);

    /// <summary>The formula in words, for printing and errors, such as <c>x·W + b</c>.</summary>
    public virtual string Formula => "";

    /// <summary>The layer with its arguments read from, or shown to, a visitor. A layer of your own needs none: it is saved as its formula in primitives.</summary>
    public virtual Layer Map(Arguments arguments) => this;

    /// <summary>The layers inside, with the names that their paths are made of.</summary>
    public IReadOnlyList<(string Name, Layer Layer)> Layers => _children;

    /// <summary>All parameters and buffers of this layer and of those inside, each once, with its path such as <c>linear1/weight</c>.</summary>
    public IReadOnlyList<LayerState> States()
    {
        var found = new List<LayerState>();
        Collect("", found, new HashSet<object>(ReferenceEqualityComparer.Instance));
        return found;
    }

    /// <summary>Whether it is shown as one thing, with all that it owns; otherwise the layers inside are shown, too.</summary>
    internal virtual bool IsShownAsOne => _children.Count == 0;

    /// <summary>All parameters, in the order of <see cref="States"/>.</summary>
    public IEnumerable<Parameter> Parameters => States().Select(state => state.State).OfType<Parameter>();

    /// <summary>The number of trained numbers.</summary>
    public long ParameterCount => Parameters.Sum(parameter => parameter.Count);

    /// <summary>
    /// Gives every parameter and buffer its initial value, a function of the seed and its path alone: neither the order of construction nor other layers matter.
    /// A trainer does this by itself for what was never set.
    /// </summary>
    public void Initialize(int seed = 0)
    {
        LayerState.Initialize(States(), seed);
    }

    /// <summary>Initialises what is still as it was constructed; what was set, assigned or trained stays.</summary>
    internal void InitializeMissing(int seed)
    {
        LayerState.Initialize([.. States().Where(state => state.State.IsUntouched)], seed);
    }

    /// <summary>Runs <see cref="Forward"/> under the layer's path, and notes input and output for those who look (explain, a diverging run).</summary>
    /// <param name="x">The input.</param>
    /// <param name="pass">The pass of the whole network.</param>
    /// <param name="name">The layer's name within its container; its own kind if it has none.</param>
    /// <exception cref="ShapeException">The input does not fit; the message names the layer.</exception>
    public Tensor Apply(Tensor x, Pass pass, string? name = null) => ApplyFormula(x, pass, name, () => Forward(x, pass));

    /// <summary>As <see cref="Apply"/>, by another formula than <see cref="Forward"/>: that of a layer which takes more than one tensor.</summary>
    internal Tensor ApplyFormula(Tensor x, Pass pass, string? name, Func<Tensor> formula)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        string path = name ?? "";
        if (path.Length == 0)
        {
            Tensor whole = formula();
            pass.Note(this, x, whole);
            return whole;
        }

        using Provenance.Scope scope = Provenance.Enter(path, Formula);
        try
        {
            Tensor result = formula();
            pass.Note(this, x, result);
            return result;
        }
        catch (ShapeException e) when (!e.Message.StartsWith("layer ", StringComparison.Ordinal))
        {
            throw new ShapeException($"layer '{Provenance.Current.Path}' ({this}) does not fit its input {x.Shape}: {e.Message}");
        }
    }

    /// <summary>The kind and the arguments, such as <c>Linear(784, 128)</c>.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>A trained value of this layer. Call it in the constructor.</summary>
    /// <param name="name">The name within the layer, such as <c>weight</c>.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="initializer">What it begins as.</param>
    /// <param name="fan">How many inputs and outputs a weight connects; from the shape [inputs, outputs] if null.</param>
    /// <param name="type">float32 or float64.</param>
    protected Parameter AddParameter(string name, Shape shape, Initializer initializer, Fan? fan = null, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        var parameter = new Parameter(name, shape, type);
        _states.Add(new OwnState(name, parameter, initializer, fan ?? Fan.Of(shape)));
        return parameter;
    }

    /// <summary>A value of this layer that is kept but not trained. Call it in the constructor; write it with <see cref="Pass.Update"/>.</summary>
    protected Buffer AddBuffer(string name, Shape shape, Initializer initializer, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        var buffer = new Buffer(name, shape, type);
        _states.Add(new OwnState(name, buffer, initializer, Fan.Of(shape)));
        return buffer;
    }

    /// <summary>A layer inside this one. Call it in the constructor; call the child with <see cref="Apply"/> and the same name.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    protected T AddLayer<T>(string name, T layer) where T : Layer
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(layer);
        if (_children.Any(child => child.Name == name)) throw new ArgumentException($"The layer already has a child named '{name}'; names within a layer differ.");
        _children.Add((name, layer));
        return layer;
    }

    private void Collect(string path, List<LayerState> found, HashSet<object> seen)
    {
        foreach (OwnState own in _states)
            if (seen.Add(own.State)) found.Add(new LayerState(Join(path, own.Name), own.State, own.Initializer, own.Fan));
        foreach ((string name, Layer layer) in _children)
            if (seen.Add(layer)) layer.Collect(Join(path, name), found, seen);
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";

    private sealed record OwnState(string Name, State State, Initializer Initializer, Fan Fan);
}
