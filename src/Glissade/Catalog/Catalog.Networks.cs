using System.Text.Json;

namespace Glissade;

public static partial class Catalog
{
    /// <summary>
    /// A network from JSON: a list of layers, or an object with one, <c>{"layers": ["flatten", {"type": "linear", "outputs": 10}]}</c>. How many inputs a layer has may be left out:
    /// the layer before says.
    /// </summary>
    /// <param name="json">The list or object.</param>
    /// <param name="exampleShape">The shape of one example, without the axis of examples.</param>
    /// <param name="type">The type of the examples.</param>
    /// <exception cref="GlissadeException">A layer or argument is unknown, out of range or does not fit; the message names the place.</exception>
    public static Layer ReadNetwork(JsonElement json, Shape exampleShape, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(exampleShape);
        var context = new ReadContext(new Shape([1, .. exampleShape.Extents]), type);
        ArgumentValue value = json.ValueKind switch
        {
            JsonValueKind.Array => new ThingValue("sequential", [("layers", ArgumentJson.Parse(json, context.Inside("layers")))]),
            JsonValueKind.Object when !json.TryGetProperty("type", out _) && json.TryGetProperty("layers", out _) =>
                new ThingValue("sequential", [.. json.EnumerateObject().Select(property => (property.Name, ArgumentJson.Parse(property.Value, context.Inside(property.Name))))]),
            JsonValueKind.Object or JsonValueKind.String => ArgumentJson.Parse(json, context),
            _ => throw new GlissadeException("this is no network", "", "a list of layers, or an object with 'layers'", """["flatten", {"type": "linear", "outputs": 10}]"""),
        };
        Layer network = Network.From(value, context);
        context.After(network, context);
        return network;
    }
}
