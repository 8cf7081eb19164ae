using System.Text.Json;

namespace Glissade;

/// <summary>Reads a graph from JSON that may be damaged or hostile: every word, number and reference is checked, and what a newer version may have written is named as such.</summary>
internal sealed class InferenceGraphReader(Func<string, Tensor?> tensorByName, string where)
{
    // A scan within a scan takes three more.
    private const int MostDepth = 40;

    private readonly Dictionary<string, Tensor> _tensors = [];
    private int _places, _nodes, _number = -1;
    private string _outer = "";

    public InferenceGraph Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MostDepth, AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException and not ShapeException)
        {
            // Texts that are no Unicode are told by the last two.
            throw Wrong($"the graph is not valid JSON: {failure.Message.TrimEnd('.')}", "a graph as it was saved");
        }
    }

    private InferenceGraph Read(JsonElement root)
    {
        JsonElement version = Property(root, "version");
        if (Index(version, "the version") is not InferenceGraphWriter.Version and var other)
            throw Wrong($"the graph is of version {other}", $"version {InferenceGraphWriter.Version}", "the file may come from a newer version: update this program");
        Require(root, "version", "places", "nodes", "inputs", "outputs");
        Provenance[] places = [.. Items(Property(root, "places"), "places").Select(Place)];
        _places = places.Length;
        InferenceGraphNode[] nodes = Nodes(Property(root, "nodes"));
        int[] inputs = Numbers(root, "inputs", nodes.Length);
        RequirePlaceholders(nodes, inputs);
        (string, int)[] outputs = [.. Items(Property(root, "outputs"), "outputs").Select(output =>
        {
            Require(output, "name", "node");
            return (Text(Property(output, "name"), "an output's name"), Reference(Property(output, "node"), nodes.Length));
        })];
        if (outputs.Length == 0) throw Wrong("the graph has no output", "at least one");
        Distinct(inputs.Select(input => ((InferenceGraphNode.Leaf)nodes[input]).Name), "input");
        Distinct(outputs.Select(output => output.Item1), "output");
        return new InferenceGraph(nodes, inputs, outputs, places, _tensors, where);
    }

    private Provenance Place(JsonElement place) => Items(place, "a place") is { Length: 2 or 3 } texts
        ? new Provenance(Text(texts[0], "a path"), Text(texts[1], "a formula")) { Refusal = texts.Length > 2 ? Text(texts[2], "a refusal") : "" }
        : throw Wrong("a place is no path and formula", "two texts, or three where a number may be refused");

    private InferenceGraphNode[] Nodes(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array) throw Wrong("the nodes are no list", "a list");
        if ((_nodes += list.GetArrayLength()) > InferenceGraph.MostNodes) throw Wrong($"the graph has {_nodes} nodes", $"at most {InferenceGraph.MostNodes}");
        var nodes = new InferenceGraphNode[list.GetArrayLength()];
        int number = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            _number = number;
            nodes[number] = Node(element, number);
            number++;
        }

        _number = -1;
        return nodes;
    }

    private InferenceGraphNode Node(JsonElement node, int number)
    {
        if (node.ValueKind != JsonValueKind.Object) throw Wrong("a node is no object", "an object");
        int place = node.TryGetProperty("at", out JsonElement at) ? Index(at, "the place") : 0;
        if (place >= _places) throw Wrong($"a node names the place {place}, and there are {_places}", "a place of the list");
        bool exact = node.TryGetProperty("exact", out JsonElement mark) && Flag(mark, "exact");
        // What a node is, is told by its first word.
        JsonProperty first = node.EnumerateObject().FirstOrDefault();
        switch (first.Value.ValueKind == JsonValueKind.Undefined ? "" : first.Name)
        {
            case "input": return Leaf(node, LeafKind.Input, first, place, exact);
            case "state": return Leaf(node, LeafKind.State, first, place, exact);
            case "constant": return Leaf(node, LeafKind.Constant, first, place, exact);
            case "scalar":
                Require(node, "scalar", "type", "at", "exact");
                if (!ExactNumbers.TryRead(Text(first.Value, "a scalar"), out double value)) throw Wrong("a scalar is no number", "a number as text");
                return new InferenceGraphNode.Scalar(value, TypeOf(node), place, exact);
            case "count":
                Require(node, "count", "at", "exact");
                return new InferenceGraphNode.Count(Whole(first.Value), place, exact);
            case "call":
                Require(node, "call", "in", "body", "axis", "at", "exact");
                string name = Text(first.Value, "a composite's name");
                if (name.Length is 0 or > 200) throw Wrong("a composite's name is empty or too long", "1 to 200 characters");
                return new InferenceGraphNode.Call(name, Numbers(node, "in", number), Whole(Property(node, "axis")), Reference(Property(node, "body"), number), place, exact);
            case "op" when Text(first.Value, "an operation") == "Scan":
                Require(node, "op", "in", "length", "reverse", "step", "at", "exact");
                return new InferenceGraphNode.Scan(Numbers(node, "in", number), Whole(Property(node, "length")), Flag(Property(node, "reverse"), "reverse"), Step(Property(node, "step")), place, exact);
            case "op":
                Require(node, "op", "in", "with", "at", "exact");
                string operation = Text(first.Value, "an operation");
                InferenceGraphOperation row = InferenceGraphOperation.Find(operation) ?? throw Wrong($"the operation '{Short(operation)}' is not known", "an operation of this version",
                    "the file may come from a newer version: update this program");
                return new InferenceGraphNode.Applied(row, Numbers(node, "in", number), node.TryGetProperty("with", out JsonElement with) ? Attributes(with) : [], place, exact);
            default:
                throw Wrong($"a node begins with '{Short(first.Value.ValueKind == JsonValueKind.Undefined ? "" : first.Name)}', which is not known", "input, state, constant, scalar, count, call or op",
                    "the file may come from a newer version: update this program");
        }
    }

    private InferenceGraphNode.Leaf Leaf(JsonElement node, LeafKind kind, JsonProperty first, int place, bool exact)
    {
        Require(node, first.Name, "type", "shape", "at", "exact");
        string name = Text(first.Value, "a name");
        if (name.Length is 0 or > 1000) throw Wrong("a name is empty or too long", "1 to 1000 characters");
        DType type = TypeOf(node);
        Affine[] shape = Wholes(Property(node, "shape"));
        if (shape.Length > InferenceGraphGuards.MostAxes) throw Wrong($"'{Short(name)}' has {shape.Length} axes", $"at most {InferenceGraphGuards.MostAxes}");
        if (kind != LeafKind.Input) RequireTensor(name, type, shape);
        return new InferenceGraphNode.Leaf(name, kind, type, shape, place, exact);
    }

    private void RequireTensor(string name, DType type, Affine[] shape)
    {
        if (!_tensors.TryGetValue(name, out Tensor? tensor))
        {
            tensor = tensorByName(name) ?? throw Wrong($"the tensor '{Short(name)}', which the graph reads, is missing", "a tensor of this name in the file", "save the model again; the file was changed");
            _tensors.Add(name, tensor);
        }

        if (tensor.Type != type || !Affine.Of(tensor.Shape.Extents).AsSpan().SequenceEqual(shape))
            throw Wrong($"the tensor '{Short(name)}' is {tensor.Type.Name()} {tensor.Shape}", $"{type.Name()} [{string.Join(", ", shape)}], as the graph has it", "save the model again; the file was changed");
    }

    private InferenceGraphStep Step(JsonElement step)
    {
        Require(step, "nodes", "carries", "items", "invariants", "next", "emitted");
        (string outer, int outerNumber) = (_outer, _number);
        _outer = $"{outer}node {_number}, in its step, ";
        InferenceGraphNode[] nodes = Nodes(Property(step, "nodes"));
        (_outer, _number) = (outer, outerNumber);
        int[] carries = Numbers(step, "carries", nodes.Length), items = Numbers(step, "items", nodes.Length), invariants = Numbers(step, "invariants", nodes.Length);
        int[] next = Numbers(step, "next", nodes.Length), emitted = Numbers(step, "emitted", nodes.Length);
        RequirePlaceholders(nodes, [.. carries, .. items, .. invariants]);
        if (items.Length == 0 || next.Length != carries.Length || emitted.Length < carries.Length || !emitted.AsSpan()[^carries.Length..].SequenceEqual(carries))
            throw Wrong("the step of a scan is not complete", "items; as many next values as carried ones; and the carried ones as the last of what is emitted");
        return new InferenceGraphStep(nodes, carries, items, invariants, next, emitted);
    }

    // Inputs and placeholders: each named once, and none that nobody fills.
    private void RequirePlaceholders(InferenceGraphNode[] nodes, int[] listed)
    {
        var filled = new HashSet<int>();
        foreach (int number in listed)
            if (nodes[number] is not InferenceGraphNode.Leaf { Kind: LeafKind.Input } || !filled.Add(number)) throw Wrong("what is listed as an input is none, or listed twice", "every input once");
        for (int number = 0; number < nodes.Length; number++)
            if (nodes[number] is InferenceGraphNode.Leaf { Kind: LeafKind.Input } && !filled.Contains(number)) throw Wrong("an input is not among those listed", "every input once");
    }

    private InferenceGraphAttribute[] Attributes(JsonElement with)
    {
        if (with.ValueKind != JsonValueKind.Object) throw Wrong("the attributes are no object", "an object");
        return [.. with.EnumerateObject().Select(attribute => attribute.Value.ValueKind switch
        {
            JsonValueKind.Number or JsonValueKind.Object => new InferenceGraphAttribute.Whole(attribute.Name, Whole(attribute.Value)),
            JsonValueKind.Array => new InferenceGraphAttribute.Wholes(attribute.Name, Wholes(attribute.Value)),
            JsonValueKind.True or JsonValueKind.False => new InferenceGraphAttribute.Flag(attribute.Name, attribute.Value.GetBoolean()),
            JsonValueKind.String => (InferenceGraphAttribute)new InferenceGraphAttribute.Text(attribute.Name, attribute.Value.GetString()!),
            _ => throw Wrong($"the attribute '{Short(attribute.Name)}' is null", "a number, a list, a text, true or false"),
        })];
    }

    private Affine[] Wholes(JsonElement list) => [.. Items(list, "a list of numbers").Select(Whole)];

    private Affine Whole(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) return new Affine(Long(element), 0);
        Require(element, "a", "b");
        return new Affine(Long(Property(element, "a")), Long(Property(element, "b")));
    }

    // What is beyond 32 bits at a batch of one is beyond use; and sums and products of such numbers stay within 64.
    private long Long(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long value) && value is >= -(1L << 40) and <= 1L << 40 ? value
            : throw Wrong("a number is no whole one, or beyond 2⁴⁰", "a whole number");

    private int[] Numbers(JsonElement node, string name, int before) => [.. Items(Property(node, name), name).Select(element => Reference(element, before))];

    private int Reference(JsonElement element, int before)
    {
        int number = Index(element, "a reference");
        return number < before ? number : throw Wrong($"it refers to node {number}, which does not stand before it", $"a node from 0 to {before - 1}");
    }

    private int Index(JsonElement element, string what) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int value) && value >= 0 ? value : throw Wrong($"{what} is no whole number from 0", "a whole number");

    private JsonElement[] Items(JsonElement element, string what) => element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : throw Wrong($"{what}: there is no list", "a list");

    private string Text(JsonElement element, string what) => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong($"{what} is no text", "a text");

    private bool Flag(JsonElement element, string what) =>
        element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw Wrong($"'{what}' is neither true nor false", "true or false");

    private DType TypeOf(JsonElement node)
    {
        string name = Text(Property(node, "type"), "the type");
        try
        {
            return InferenceGraphOperation.TypeOf(name);
        }
        catch (ShapeException)
        {
            throw Wrong($"the element type '{Short(name)}' is not known", "float32, float64, int32, bool or uint8", "the file may come from a newer version: update this program");
        }
    }

    private JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : throw Wrong($"'{name}' is missing", $"an object with '{name}'");

    // A word that is not known may change the meaning of those that are.
    private void Require(JsonElement element, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("something is no object", "an object");
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                throw Wrong($"the word '{Short(property.Name)}' is not known", $"one of {string.Join(", ", known.ToArray())}", "the file may come from a newer version: update this program");
        }
    }

    private void Distinct(IEnumerable<string> names, string what)
    {
        var seen = new HashSet<string>();
        foreach (string name in names)
            if (!seen.Add(name)) throw Wrong($"two {what}s are called '{Short(name)}'", "names that differ");
    }

    private GlissadeException Wrong(string message, string expected, string remedy = "save the model again or use another copy; the file is damaged") =>
        new(message, _number < 0 ? where : $"{where}, {_outer}node {_number}", expected, remedy);

    private static string Short(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 77), "…");
}
