namespace Glissade.Tests.Layers;

/// <summary>Activations by name, in a type.</summary>
internal static class ActivationTexts
{
    /// <summary>The activation with its parameters, if it has any, in this type and set to what they begin as.</summary>
    public static Layer In(DType type, string text)
    {
        Layer activation = Catalog.Activations.Parse(Typed(type, text));
        activation.Initialize();
        return activation;
    }

    /// <summary>The text with its type where it has one to be said.</summary>
    public static string Typed(DType type, string text)
    {
        CatalogRow<Layer> row = Catalog.Network.RowOf(Catalog.Network.Parse(text))!;
        if (text.Contains("dtype") || !Catalog.Network.Describe(row).Any(argument => argument.Name == "dtype")) return text;
        return text.EndsWith(')') ? $"{text[..^1]}, dtype={type.Name()})" : $"{text}(dtype={type.Name()})";
    }
}
