using System.Text.Json;

namespace Glissade;

/// <summary>A family of the catalogue: finds, reads, writes and lists its things.</summary>
/// <typeparam name="T">The family: <see cref="Loss"/>, <see cref="Optimizer"/>, <see cref="Layer"/> and so on.</typeparam>
public sealed class CatalogFamily<T> where T : class, IConfigurable<T>
{
    internal CatalogFamily(string kind, string plural, IReadOnlyList<CatalogRow<T>> rows) => (Kind, Plural, Rows) = (kind, plural, rows);

    /// <summary>What one is called: <c>loss</c>.</summary>
    public string Kind { get; }

    /// <summary>What many are called: <c>losses</c>.</summary>
    public string Plural { get; }

    /// <summary>The rows, in the order of lists.</summary>
    public IReadOnlyList<CatalogRow<T>> Rows { get; }

    internal string Article => Kind[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a";

    /// <summary>The row of a name or alias; case, and whether words are joined by _ or -, do not matter.</summary>
    /// <exception cref="GlissadeException">There is none; the message has the nearest name and the list.</exception>
    public CatalogRow<T> Find(string name) => Find(name, "");

    /// <summary>A thing as one types it: <c>mse</c>, <c>huber(delta=2)</c>, <c>clip_by_global_norm(max_norm=1, inner=adam)</c>.</summary>
    /// <exception cref="GlissadeException">The name or an argument is unknown, an argument is out of its range, or the text is malformed.</exception>
    public T Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text, "");
    }

    /// <summary>A thing from JSON: a string as one types it, or an object <c>{"type": "huber", "delta": 2}</c>.</summary>
    /// <exception cref="GlissadeException">As for a text; also where things are nested more than 16 deep.</exception>
    public T Parse(JsonElement json)
    {
        var context = new ReadContext();
        return From(ArgumentJson.Parse(json, context), context);
    }

    /// <summary>Writes a thing as an object with all its arguments, in an order that never changes, every number to the last bit.</summary>
    /// <exception cref="GlissadeException">The catalogue has no row for it, or one of its arguments is out of range.</exception>
    public void Write(Utf8JsonWriter writer, T thing)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(thing);
        ArgumentJson.Write(writer, ToValue(thing));
    }

    /// <summary>A thing as one types it, with the arguments that are not the default; the name of its class where the catalogue has no row for it.</summary>
    public string Text(T thing)
    {
        ArgumentNullException.ThrowIfNull(thing);
        return Knows(thing) ? ArgumentText.Write(Shortened(thing)) : thing.GetType().Name;
    }

    /// <summary>The arguments of a row with their defaults and ranges.</summary>
    public IReadOnlyList<ArgumentDescription> Describe(CatalogRow<T> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Arguments(row.Name, row.Prototype);
    }

    /// <summary>Whether the catalogue has a row for a thing and for all that it is made of, so that it can be written.</summary>
    public bool Knows(T thing)
    {
        ArgumentNullException.ThrowIfNull(thing);
        if (RowOf(thing) is not { } row) return false;
        try
        {
            Arguments(row.Name, thing);
            return true;
        }
        catch (GlissadeException)
        {
            return false;
        }
    }

    /// <summary>Refuses a thing with an argument out of its range, as code may have made it.</summary>
    /// <exception cref="GlissadeException">An argument is out of its range; the message names it.</exception>
    public void Check(T thing)
    {
        ArgumentNullException.ThrowIfNull(thing);
        if (RowOf(thing) is { } row) thing.Map(new ArgumentRecorder(row.Name));
    }

    /// <summary>A thing as one types it, at a place that errors name, such as an option.</summary>
    internal T Parse(string text, string where) => From(ArgumentText.Parse(text, where), new ReadContext(Where: where));

    internal CatalogRow<T>? RowOf(T thing) => Rows.FirstOrDefault(row => row.Prototype.GetType() == thing.GetType());

    internal T From(ArgumentValue value, ReadContext context)
    {
        ThingValue thing = value switch
        {
            ThingValue written => written,
            WordValue word => ArgumentText.Parse(word.Text, context.Where),
            _ => throw new GlissadeException($"{value.Kind} is no {Kind}", context.Where, $"{Article} {Kind} by name, or an object with its 'type'"),
        };
        CatalogRow<T> row = Find(thing.Name, context.Where);
        var reader = new ArgumentReader(thing with { Name = row.Name }, context);
        T made;
        try
        {
            made = row.Prototype.Map(reader);
        }
        catch (ArgumentException e)
        {
            throw new GlissadeException($"{row.Name}: {e.Message}", context.Where, inner: e);
        }

        reader.Finish();
        return made;
    }

    internal ThingValue ToValue(T thing)
    {
        CatalogRow<T> row = RowOf(thing) ?? throw new GlissadeException($"the catalogue has no row for the {Kind} {thing.GetType().Name}", "", "one of its own things",
            "save a network with layers of your own as a model: it is kept as its formula in primitives");
        return new ThingValue(row.Name, [.. Arguments(row.Name, thing).Select(argument => (argument.Name, argument.Value))]);
    }

    private ThingValue Shortened(T thing)
    {
        CatalogRow<T> row = RowOf(thing)!;
        IReadOnlyList<ArgumentDescription> defaults = Describe(row);
        return new ThingValue(row.Name, [.. Arguments(row.Name, thing).Zip(defaults)
            .Where(pair => pair.First.Need != Need.Optional || ArgumentText.Write(pair.First.Value) != ArgumentText.Write(pair.Second.Value))
            .Select(pair => (pair.First.Name, pair.First.Value))]);
    }

    private static IReadOnlyList<ArgumentDescription> Arguments(string name, T thing)
    {
        var recorder = new ArgumentRecorder(name);
        thing.Map(recorder);
        return recorder.Found;
    }

    private CatalogRow<T> Find(string name, string where)
    {
        ArgumentNullException.ThrowIfNull(name);
        string wanted = name.ToLowerInvariant().Replace('-', '_');
        return Rows.FirstOrDefault(row => row.Name == wanted) ?? Rows.FirstOrDefault(row => row.Aliases.Contains(wanted)) ?? throw new GlissadeException(
            $"there is no {Kind} '{(name.Length > 60 ? name[..60] + "…" : name)}'", where, $"one of {string.Join(", ", Rows.Select(row => row.Name))}",
            Spelling.Nearest(wanted, Rows.SelectMany(row => row.Names)) is { } near ? near : $"glissade list {Plural}");
    }
}
