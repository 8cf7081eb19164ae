namespace Glissade;

/// <summary>Gives a thing the arguments that were written for it, and says what was wrong with them.</summary>
/// <param name="given">The thing as written.</param>
/// <param name="context">Where it stands.</param>
internal sealed class ArgumentReader(ThingValue given, ReadContext context) : CheckedArguments(given.Name)
{
    private readonly List<string> _asked = [];
    private long _numbers = 1;

    protected override string Where => context.Where;

    public override int Extent(string name, int value) => Sized(name, base.Extent(name, value));

    public override int Width(string name, int value) => Sized(name, base.Width(name, value));

    public override int Channels(string name, int value) => Sized(name, base.Channels(name, value));

    public override PerAxis Widths(string name, PerAxis value)
    {
        PerAxis taken = base.Widths(name, value);
        foreach (int width in taken) Sized(name, width);
        return taken;
    }

    public override PerAxis PerAxis(string name, PerAxis value, int minimum, bool isRequired = false, string word = "")
    {
        PerAxis taken = base.PerAxis(name, value, minimum, isRequired, word);
        // What must be given is the window, which every weight has.
        if (isRequired) foreach (int extent in taken) Sized(name, extent);
        return taken;
    }

    public override Layer Step(string name, Layer value)
    {
        ReadContext inside = context.Inside(name);
        return Given(name) is { } written ? Catalog.Network.From(written, inside with { Input = inside.Input is { Rank: > 2 } input ? input.Without(1) : inside.Input }) : value;
    }

    public override Layer Inner(string name, Layer value) =>
        Given(name) is { } written ? Catalog.Network.From(written, context.Inside(name)) : throw Missing(name, "a layer, such as linear(outputs=3)");

    public override IReadOnlyList<Layer> Branches(string name, IReadOnlyList<Layer> values) => Read<Layer>(name, inARow: false);

    public override T Thing<T>(string name, T value) =>
        Given(name) is { } written ? Catalog.Of<T>().From(written, context.Inside(name)) : value;

    public override IReadOnlyList<T> Things<T>(string name, IReadOnlyList<T> values) => Read<T>(name, inARow: true);

    private List<T> Read<T>(string name, bool inARow) where T : class, IConfigurable<T>
    {
        const string range = "a list, such as [relu, tanh]";
        ArgumentValue written = Given(name) ?? throw Missing(name, range);
        if (written is not ListValue { Items.Count: > 0 } list) throw OutOfRange(name, written, range);
        if (list.Items.Count > ReadContext.MostThings) throw OutOfRange(name, written, $"at most {ReadContext.MostThings} of them");
        var things = new List<T>();
        ReadContext at = context;
        foreach (ArgumentValue item in list.Items)
        {
            ReadContext inside = at.Inside($"{name}[{things.Count}]");
            T thing = Catalog.Of<T>().From(item, inside);
            if (inARow && thing is Layer layer) at = at.After(layer, inside);
            things.Add(thing);
        }

        return things;
    }

    /// <summary>Refuses what nobody asked for.</summary>
    public void Finish()
    {
        foreach ((string name, _) in given.Arguments)
        {
            if (_asked.Contains(name)) continue;
            string nearest = Spelling.Nearest(name, _asked) is { } near ? $"did you mean '{near}'?" : "";
            throw new GlissadeException($"{given.Name} has no argument '{name}'", Where, _asked.Count == 0 ? "no argument at all" : string.Join(", ", _asked), nearest);
        }
    }

    protected override ArgumentValue Take(string name, ArgumentValue present, string range, Need need)
    {
        if (Given(name) is { } written) return written;
        if (need == Need.Inferred && context.Input is { Rank: > 1 } input) return Value(input[-1]);
        if (need == Need.InferredChannels && context.Input is { Rank: > 1 } pictures) return Value(pictures[1]);
        return need == Need.Optional ? present : throw Missing(name, range);
    }

    private ArgumentValue? Given(string name)
    {
        _asked.Add(name);
        ArgumentValue? found = null;
        foreach ((string argument, ArgumentValue value) in given.Arguments)
        {
            if (argument != name) continue;
            if (found is not null) throw new GlissadeException($"{given.Name}: '{name}' is given twice", Where, "each argument once");
            found = value;
        }

        return found;
    }

    // What a file asks for is not allocated before it is known to be sane.
    private int Sized(string name, int extent)
    {
        _numbers *= extent;
        return _numbers <= ReadContext.MostNumbers ? extent
            : throw new GlissadeException($"{given.Name}: '{name}' makes a layer of {_numbers} numbers", Where, $"at most {ReadContext.MostNumbers}");
    }

    private GlissadeException Missing(string name, string range) => new($"{given.Name} needs '{name}'", Where, range, $"{given.Name}({name}=…)");
}

/// <summary>Where a thing stands while it is read.</summary>
/// <param name="Input">The shape of a layer's input, [1, …], where it is known.</param>
/// <param name="Type">The type of a layer's input.</param>
/// <param name="Where">The way down to it, such as <c>layers[2].weights</c>.</param>
/// <param name="Depth">How deep that is.</param>
internal sealed record ReadContext(Shape? Input = null, DType Type = DType.Float32, string Where = "", int Depth = 0)
{
    /// <summary>Things inside things, at most; a hostile file must not exhaust the stack.</summary>
    public const int Deepest = 16;

    /// <summary>Things in one list, at most.</summary>
    public const int MostThings = 10_000;

    /// <summary>Numbers in one parameter, at most: 2²⁹, 2 GiB in float32.</summary>
    public const long MostNumbers = 1L << 29;

    public ReadContext Inside(string name)
    {
        string where = Where.Length == 0 ? name : $"{Where}.{name}";
        return Depth < Deepest ? this with { Where = where, Depth = Depth + 1 } : throw new GlissadeException($"things are nested more than {Deepest} deep", where);
    }

    /// <summary>The context of the layer behind: what this one gives is its input.</summary>
    public ReadContext After(Layer layer, ReadContext inside)
    {
        if (Input is null) return this;
        try
        {
            Tensor output = layer.Apply(new Input("x", Input, Type), Pass.Inference());
            return this with { Input = output.Shape, Type = output.Type };
        }
        catch (ShapeException e)
        {
            throw new GlissadeException($"{layer} does not fit its input {Input}: {e.Message.TrimEnd('.')}", inside.Where, inner: e);
        }
    }
}
