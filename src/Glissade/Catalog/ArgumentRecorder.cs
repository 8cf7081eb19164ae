namespace Glissade;

/// <summary>Writes down the arguments that a thing has, with their values and limits: for model files, command lines and lists. Values out of their limits are refused here too.</summary>
internal sealed class ArgumentRecorder(string thing) : CheckedArguments(thing)
{
    private readonly List<ArgumentDescription> _found = [];

    public IReadOnlyList<ArgumentDescription> Found => _found;

    public override T Thing<T>(string name, T value)
    {
        CatalogFamily<T> family = Catalog.Of<T>();
        _found.Add(new ArgumentDescription(name, $"{family.Article} {family.Kind}", Need.Optional, family.ToValue(value)));
        return value;
    }

    public override IReadOnlyList<T> Things<T>(string name, IReadOnlyList<T> values)
    {
        CatalogFamily<T> family = Catalog.Of<T>();
        _found.Add(new ArgumentDescription(name, $"a list of {family.Plural}", Need.Required, new ListValue([.. values.Select(family.ToValue)])));
        return values;
    }

    public override Layer Step(string name, Layer value) => Thing(name, value);

    public override Layer Inner(string name, Layer value)
    {
        _found.Add(new ArgumentDescription(name, "a layer", Need.Required, Catalog.Network.ToValue(value)));
        return value;
    }

    public override IReadOnlyList<Layer> Branches(string name, IReadOnlyList<Layer> values) => Things(name, values);

    protected override ArgumentValue Take(string name, ArgumentValue present, string range, Need need)
    {
        _found.Add(new ArgumentDescription(name, range, need, present));
        return present;
    }
}

/// <summary>An argument of a thing of the catalogue, for lists.</summary>
public sealed record ArgumentDescription
{
    internal ArgumentDescription(string name, string range, Need need, ArgumentValue value) => (Name, Range, Need, Value) = (name, range, need, value);

    /// <summary>The name, in snake_case.</summary>
    public string Name { get; }

    /// <summary>What is allowed, in words: <c>a number above 0</c>.</summary>
    public string Range { get; }

    /// <summary>The default as one writes it; empty where there is none and it must be given, or where the layer before says.</summary>
    public string Default => Need == Need.Optional ? ArgumentText.Write(Value) : "";

    /// <summary>Whether it must be given.</summary>
    public bool IsRequired => Need == Need.Required;

    /// <inheritdoc cref="IsRequired"/>
    internal Need Need { get; }

    /// <summary>The value it has.</summary>
    internal ArgumentValue Value { get; }
}
