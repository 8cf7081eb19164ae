namespace Glissade;

/// <summary>A thing of the catalogue: what it is called, what it does, and what its tests are made of.</summary>
/// <typeparam name="T">The family.</typeparam>
public sealed class CatalogRow<T> where T : class, IConfigurable<T>
{
    private readonly Func<T> _make;
    private T? _prototype;

    internal CatalogRow(string name, string summary, string formula, Func<T> make) => (Name, Summary, Formula, _make) = (name, summary, formula, make);

    /// <summary>The name, in snake_case: what the tool and the model file write.</summary>
    public string Name { get; }

    /// <summary>Other names that are understood.</summary>
    public IReadOnlyList<string> Aliases { get; internal init; } = [];

    /// <summary>What it does, in a sentence or two, and where PyTorch and Keras differ.</summary>
    public string Summary { get; }

    /// <summary>The formula.</summary>
    public string Formula { get; }

    /// <summary>One with the default arguments.</summary>
    public T Prototype => _prototype ??= _make();

    /// <summary>Some with other arguments, as one types them: examples in lists, and the cases of the tests.</summary>
    public IReadOnlyList<string> Samples { get; internal init; } = [];

    /// <summary>Arguments that must be refused; the tests do.</summary>
    internal IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>Why there are no golden values of PyTorch's or scikit-learn's to compare with, and what it is checked against instead; null if there are.</summary>
    internal string? NoTwin { get; init; }

    /// <summary>Where an activation's slope jumps; the tests keep away from it.</summary>
    internal IReadOnlyList<double> Kinks { get; init; } = [];

    /// <summary>What its samples take, with the axis of examples, where that is not [4, 3]; for the tests.</summary>
    internal Shape? Takes { get; init; }

    /// <summary>Where a layer takes whole numbers from 0 to below this; 0 where it takes any; for the tests.</summary>
    internal int Entries { get; init; }

    /// <summary>The name and the aliases.</summary>
    internal IEnumerable<string> Names => Aliases.Prepend(Name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
