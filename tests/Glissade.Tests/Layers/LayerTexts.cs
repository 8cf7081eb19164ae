namespace Glissade.Tests.Layers;

/// <summary>Layers as one types them, made in the type that a test wants.</summary>
internal static class LayerTexts
{
    /// <summary>The layer; wherever it or a layer inside has a type of its own, it is this.</summary>
    public static Layer Parse(string text, DType type) => Catalog.Network.From(WithType(ArgumentText.Parse(text), type), new ReadContext());

    private static ArgumentValue WithType(ArgumentValue value, DType type)
    {
        switch (value)
        {
            case ListValue list:
                return new ListValue([.. list.Items.Select(item => WithType(item, type))]);
            case ThingValue thing:
                List<(string Name, ArgumentValue Value)> arguments = [.. thing.Arguments.Where(argument => argument.Name != "dtype").Select(argument => (argument.Name, WithType(argument.Value, type)))];
                CatalogRow<Layer>? row = Catalog.Network.Rows.FirstOrDefault(row => row.Names.Contains(thing.Name));
                if (row is not null && Catalog.Network.Describe(row).Any(argument => argument.Name == "dtype")) arguments.Add(("dtype", new WordValue(type.Name())));
                return new ThingValue(thing.Name, arguments);
            default:
                return value;
        }
    }
}
