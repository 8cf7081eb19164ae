using System.Text.Json;

namespace Glissade;

/// <summary>The layers of a loaded model, by name: what explain and further training want, and predicting does not.</summary>
internal static class ModelNetwork
{
    /// <summary>The network with its weights.</summary>
    /// <exception cref="GlissadeException">The model has layers of its own code, or the file is damaged.</exception>
    public static Layer Build(ModelContents contents)
    {
        if (contents.NetworkJson.Length == 0)
            throw new GlissadeException("the model has layers that the catalogue does not know", contents.Path, "layers of the catalogue", "predict with it, or explain it from the code that has its layers");
        try
        {
            using JsonDocument document = JsonDocument.Parse(contents.NetworkJson, new JsonDocumentOptions { MaxDepth = 64 });
            int widest = contents.States.Values.SelectMany(state => state.Shape).Append(1).Max();
            RequireModest(document.RootElement, widest, contents.States.Values.Sum(state => state.Count), contents.Path);
            Layer network = Catalog.ReadNetwork(document.RootElement, contents.InputShape);
            foreach (LayerState state in network.States())
            {
                if (!contents.States.TryGetValue(state.Path, out State? saved) || !saved.Shape.Equals(state.State.Shape) || saved.Type != state.State.Type) throw Damaged(contents.Path, $"its layers want '{state.Path}' of shape {state.State.Shape}");
                saved.Storage.Span<byte>().CopyTo(state.State.ForWriting().Span<byte>());
                state.State.MarkGiven();
            }

            return network;
        }
        catch (JsonException e)
        {
            throw Damaged(contents.Path, e.Message, e);
        }
    }

    // A layer allocates its weights when it is made: no number may be larger than what the file has weights for. A filter of a grouped convolution sees few of the channels,
    // but there are as many weights as channels at least.
    private static void RequireModest(JsonElement json, int widest, long weights, string path)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (JsonElement item in json.EnumerateArray()) RequireModest(item, widest, weights, path);
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in json.EnumerateObject())
                {
                    bool isWidth = property.Name is "inputs" or "outputs" && property.Value.ValueKind == JsonValueKind.Number;
                    if (isWidth && !(property.Value.TryGetInt32(out int width) && width <= widest)) throw Damaged(path, $"'{property.Name}' is {property.Value}, wider than all of its weights");
                    bool isExtent = property.Name is "channels" or "filters" or "kernel" or "entries" or "width" or "hidden" or "multiplier";
                    if (isExtent && Product(property.Value) > weights) throw Damaged(path, $"'{property.Name}' is {property.Value}, more than all of its weights");
                    RequireModest(property.Value, widest, weights, path);
                }

                break;
        }
    }

    private static double Product(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.Array => json.EnumerateArray().Aggregate(1.0, (product, item) => product * Product(item)),
        _ => 1,
    };

    private static GlissadeException Damaged(string path, string how, Exception? inner = null) =>
        new($"the model file is damaged: {how}", path, "the file as the training wrote it", "copy it anew, or train again", inner);
}
