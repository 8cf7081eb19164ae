using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Glissade;

/// <summary>Writes a graph as JSON: a list of nodes, each naming those before it by number. The words are those that <see cref="InferenceGraphReader"/> reads.</summary>
internal static class InferenceGraphWriter
{
    /// <summary>The version that is written. A reader refuses later ones.</summary>
    public const int Version = 1;

    public static string Write(InferenceGraph graph)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("places");
            foreach (Provenance place in graph.Places)
            {
                json.WriteStartArray();
                json.WriteStringValue(place.Path);
                json.WriteStringValue(place.Formula);
                if (place.Refusal.Length > 0) json.WriteStringValue(place.Refusal);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            Nodes(json, graph.Nodes);
            Numbers(json, "inputs", graph.InputNodes);
            json.WriteStartArray("outputs");
            foreach ((string name, int node) in graph.OutputNodes)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteNumber("node", node);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Nodes(Utf8JsonWriter json, InferenceGraphNode[] nodes)
    {
        json.WriteStartArray("nodes");
        foreach (InferenceGraphNode node in nodes)
        {
            json.WriteStartObject();
            switch (node)
            {
                case InferenceGraphNode.Leaf leaf:
                    json.WriteString(leaf.Kind switch { LeafKind.Input => "input", LeafKind.State => "state", _ => "constant" }, leaf.Name);
                    json.WriteString("type", leaf.Type.Name());
                    Wholes(json, "shape", leaf.Shape);
                    break;
                case InferenceGraphNode.Scalar scalar:
                    json.WriteString("scalar", ExactNumbers.Write(scalar.Value));
                    json.WriteString("type", scalar.Type.Name());
                    break;
                case InferenceGraphNode.Count count:
                    Whole(json, "count", count.Value);
                    break;
                case InferenceGraphNode.Call call:
                    json.WriteString("call", call.Name);
                    Numbers(json, "in", call.Inputs);
                    json.WriteNumber("body", call.Body);
                    Whole(json, "axis", call.Axis);
                    break;
                case InferenceGraphNode.Scan scan:
                    json.WriteString("op", "Scan");
                    Numbers(json, "in", scan.Inputs);
                    Whole(json, "length", scan.Length);
                    json.WriteBoolean("reverse", scan.Reverse);
                    Step(json, scan.Step);
                    break;
                case InferenceGraphNode.Applied applied:
                    json.WriteString("op", applied.Operation.Name);
                    Numbers(json, "in", applied.Inputs);
                    if (applied.Attributes.Length > 0) Attributes(json, applied.Attributes);
                    break;
            }

            // Most nodes are formulas of the first place.
            if (node.Place != 0) json.WriteNumber("at", node.Place);
            if (node.IsExact) json.WriteBoolean("exact", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Step(Utf8JsonWriter json, InferenceGraphStep step)
    {
        json.WriteStartObject("step");
        Nodes(json, step.Nodes);
        Numbers(json, "carries", step.Carries);
        Numbers(json, "items", step.Items);
        Numbers(json, "invariants", step.Invariants);
        Numbers(json, "next", step.Next);
        Numbers(json, "emitted", step.Emitted);
        json.WriteEndObject();
    }

    private static void Attributes(Utf8JsonWriter json, InferenceGraphAttribute[] attributes)
    {
        json.WriteStartObject("with");
        foreach (InferenceGraphAttribute attribute in attributes)
        {
            switch (attribute)
            {
                case InferenceGraphAttribute.Whole whole: Whole(json, whole.Name, whole.Value); break;
                case InferenceGraphAttribute.Wholes wholes: Wholes(json, wholes.Name, wholes.Values); break;
                case InferenceGraphAttribute.Flag flag: json.WriteBoolean(flag.Name, flag.Value); break;
                case InferenceGraphAttribute.Text text: json.WriteString(text.Name, text.Value); break;
            }
        }

        json.WriteEndObject();
    }

    private static void Whole(Utf8JsonWriter json, string name, Affine value)
    {
        json.WritePropertyName(name);
        Whole(json, value);
    }

    private static void Wholes(Utf8JsonWriter json, string name, Affine[] values)
    {
        json.WriteStartArray(name);
        foreach (Affine value in values) Whole(json, value);
        json.WriteEndArray();
    }

    private static void Whole(Utf8JsonWriter json, Affine value)
    {
        if (value.B == 0)
        {
            json.WriteNumberValue(value.A);
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("a", value.A);
        json.WriteNumber("b", value.B);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, int[] values)
    {
        json.WriteStartArray(name);
        foreach (int value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
