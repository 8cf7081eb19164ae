using System.Globalization;
using Glissade.Operations;

namespace Glissade;

/// <summary>
/// How one row of the engine's table of primitives is saved: its name, how many inputs it takes, its attributes out and in, and what the engine takes for granted of a graph that a formula made
/// but a file may break. Every row stands in <see cref="All"/>; the leaves, composite calls and scans, which are more than attributes, are nodes of their own kinds.
/// </summary>
internal sealed class InferenceGraphOperation
{
    private const int AnyNumber = -1;

    private readonly Action<Operation, AttributeWriter> _write;
    private readonly Func<AttributeReader, Operation> _read;
    private readonly Action<Operation, Tensor[]>? _guard;

    private InferenceGraphOperation(string name, Type type, int arity, Action<Operation, AttributeWriter> write, Func<AttributeReader, Operation> read, Action<Operation, Tensor[]>? guard, bool mayGoOn = false) =>
        (Name, Type, Arity, MayGoOn, _write, _read, _guard) = (name, type, arity, mayGoOn, write, read, guard);

    /// <summary>Every row that is saved by its attributes.</summary>
    public static IReadOnlyList<InferenceGraphOperation> All { get; } =
    [
        .. Rows.All.Select(row => new InferenceGraphOperation(row.Name, typeof(Elementwise), row.Arity, static (_, _) => { }, _ => row, null)),
        Row<Cast>("Cast", 1, (o, w) => w.Text("to", o.To.Name()), r => new Cast(TypeOf(r.Text("to")))),

        Row<Operations.Reshape>("Reshape", 1, (o, w) => w.Shape("to", o.To), r => new Operations.Reshape(r.Shape("to"))),
        Row<Operations.Permute>("Permute", 1, (o, w) => w.Shape("axes", o.Axes), r => new Operations.Permute(r.Shape("axes"))),
        Row<Broadcast>("Broadcast", 1, (o, w) => w.Shape("to", o.To), r => new Broadcast(r.Shape("to"))),
        Row<Slice>("Slice", 1, (o, w) => w.Shape("start", o.Start).Shape("extent", o.Extent).Wholes("step", [.. Enumerable.Range(0, o.Extent.Rank).Select(axis => o.Step[axis])]),
            r => InferenceGraphGuards.Slice(r.Shape("start"), r.Shape("extent"), r.Wholes("step")), InferenceGraphGuards.Slice),
        Row<Operations.Pad>("Pad", 1, (o, w) => w.Shape("before", o.Before).Shape("after", o.After).Shape("between", o.Between).Number("value", o.Value),
            r => new Operations.Pad(r.Shape("before"), r.Shape("after"), r.Shape("between"), r.Number("value")), InferenceGraphGuards.Pad),
        Row<Concatenate>("Concatenate", AnyNumber, (o, w) => w.Whole("axis", o.Axis), r => new Concatenate(r.Whole("axis")), InferenceGraphGuards.Concatenate),
        Row<Detach>("Detach", 1, (_, _) => { }, _ => Detach.Instance),
        Row<Sloped>("Sloped", 3, (_, _) => { }, _ => Sloped.Instance),
        Row<SlopedSoftmax>("SlopedSoftmax", 2, (o, w) => w.Whole("axis", o.Axis), r => new SlopedSoftmax(r.Whole("axis")), (o, inputs) => InferenceGraphGuards.Axis(o.Axis, inputs[0].Shape)),
        Row<AllReduceSum>("AllReduceSum", 1, (_, _) => { }, _ => AllReduceSum.Instance),

        Row<Sum>("Sum", 1, (o, w) => w.Whole("axis", o.Axis).Whole("cut", o.Cut), r => new Sum(r.Whole("axis"), r.Whole("cut")), (o, inputs) =>
        {
            InferenceGraphGuards.Axis(o.Axis, inputs[0].Shape);
            InferenceGraphGuards.Positive(o.Cut, "cut");
        }),
        Row<Max>("Max", 1, (o, w) => w.Whole("axis", o.Axis), r => new Max(r.Whole("axis")), (o, inputs) => InferenceGraphGuards.Axis(o.Axis, inputs[0].Shape)),
        Row<ArgMax>("ArgMax", 1, (o, w) => w.Whole("axis", o.Axis), r => new ArgMax(r.Whole("axis")), (o, inputs) => InferenceGraphGuards.Axis(o.Axis, inputs[0].Shape)),
        Row<CumulativeSum>("CumulativeSum", 1, (o, w) => w.Whole("axis", o.Axis).Flag("reverse", o.Reverse), r => new CumulativeSum(r.Whole("axis"), r.Flag("reverse")),
            (o, inputs) => InferenceGraphGuards.Axis(o.Axis, inputs[0].Shape)),
        Row<ArgSort>("ArgSort", 1, (o, w) => w.Whole("axis", o.Axis).Flag("descending", o.Descending), r => new ArgSort(r.Whole("axis"), r.Flag("descending")),
            (o, inputs) => InferenceGraphGuards.Axis(o.Axis, inputs[0].Shape)),

        Row<MatrixProduct>("MatrixProduct", 2,
            (o, w) => w.Flag("transpose_left", o.TransposeLeft).Flag("transpose_right", o.TransposeRight).Flag("lanes", o.Lanes).Whole("cut", o.Cut).Whole("rows_of_example", o.RowsOfExample),
            r => new MatrixProduct(r.Flag("transpose_left"), r.Flag("transpose_right"), r.Flag("lanes"), r.Whole("cut"), r.Whole("rows_of_example")), InferenceGraphGuards.Product, mayGoOn: true),
        Row<Convolution>("Convolution", 2, Write, ConvolutionOf, (o, inputs) => InferenceGraphGuards.Convolution(o, inputs[0].Shape, inputs[1].Shape, inputs)),
        Row<ConvolutionInputGradient>("ConvolutionInputGradient", 2, (o, w) => Write(o.Forward, w.Shape("input", o.InputShape)), r => new ConvolutionInputGradient(ConvolutionOf(r), r.Shape("input")),
            (o, inputs) => InferenceGraphGuards.Convolution(o.Forward, o.InputShape, inputs[1].Shape, inputs)),
        Row<ConvolutionWeightGradient>("ConvolutionWeightGradient", 2, (o, w) => Write(o.Forward, w.Shape("weights", o.WeightShape)), r => new ConvolutionWeightGradient(ConvolutionOf(r), r.Shape("weights")),
            (o, inputs) => InferenceGraphGuards.Convolution(o.Forward, inputs[0].Shape, o.WeightShape, inputs), mayGoOn: true),
        Row<WindowSum>("WindowSum", 1, (o, w) => w.Window(o.Window), r => new WindowSum(r.Window()), (o, inputs) => InferenceGraphGuards.Window(o.Window, inputs[0].Shape)),
        Row<WindowSumGradient>("WindowSumGradient", 1, (o, w) => w.Window(o.Window).Shape("input", o.To), r => new WindowSumGradient(r.Window(), r.Shape("input")), (o, _) => InferenceGraphGuards.Window(o.Window, o.To)),
        Row<WindowMax>("WindowMax", 1, (o, w) => w.Window(o.Window), r => new WindowMax(r.Window()), (o, inputs) => InferenceGraphGuards.Window(o.Window, inputs[0].Shape)),
        Row<WindowMaxGradient>("WindowMaxGradient", 2, (o, w) => w.Window(o.Window), r => new WindowMaxGradient(r.Window()), (o, inputs) => InferenceGraphGuards.Window(o.Window, inputs[0].Shape)),
        Row<WindowArgMax>("WindowArgMax", 1, (o, w) => w.Window(o.Window), r => new WindowArgMax(r.Window()), (o, inputs) => InferenceGraphGuards.Window(o.Window, inputs[0].Shape)),

        Row<Gather>("Gather", 2, (o, w) => w.Whole("axis", o.Axis), r => new Gather(r.Whole("axis")), (o, inputs) => InferenceGraphGuards.Axis(o.Axis, inputs[0].Shape)),
        Row<ScatterAdd>("ScatterAdd", 2, (o, w) => w.Whole("axis", o.Axis).Whole("extent", o.Extent), r => new ScatterAdd(r.Whole("axis"), r.Whole("extent"))),
        Row<Iota>("Iota", 0, (o, w) => w.Shape("to", o.To).Whole("axis", o.Axis), r => new Iota(r.Shape("to"), r.Whole("axis")), (o, _) => InferenceGraphGuards.Axis(o.Axis, o.To)),
        Row<RandomBits>("RandomBits", 3, (o, w) => w.Shape("to", o.To).Text("stream", o.Path.ToString("x16", CultureInfo.InvariantCulture)), r => new RandomBits(r.Shape("to"), Stream(r.Text("stream"))),
            mayGoOn: true),
        Row<ScanResult>("ScanResult", 1, (o, w) => w.Whole("index", o.Index), r => new ScanResult(r.Whole("index")), (o, inputs) =>
            InferenceGraphGuards.Require(inputs[0].Operation is Scan scan && o.Index >= 0 && o.Index < scan.Results, "It reads a result that its scan does not have.")),
    ];

    private static readonly Dictionary<string, InferenceGraphOperation> s_byName = All.ToDictionary(row => row.Name);

    /// <summary>The operation's name in the engine and in the file.</summary>
    public string Name { get; }

    /// <summary>The record that it saves.</summary>
    public Type Type { get; }

    /// <summary>How many inputs it takes; negative for one or more.</summary>
    private int Arity { get; }

    /// <summary>Whether it may take one input more, which says where it goes on: what its sums begin with, or the first row of random bits.</summary>
    private bool MayGoOn { get; }

    /// <summary>The row of this name, or null: the file may come from a newer version.</summary>
    public static InferenceGraphOperation? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The row that saves an operation.</summary>
    public static InferenceGraphOperation Of(Operation operation) =>
        s_byName.GetValueOrDefault(operation.Name) is { } row && row.Type == operation.GetType() ? row
            : throw new InvalidOperationException($"The operation {operation.Name} has no entry in {nameof(InferenceGraphOperation)}.{nameof(All)}; add one.");

    /// <summary>The attributes of an operation.</summary>
    public InferenceGraphAttribute[] Write(Operation operation)
    {
        var writer = new AttributeWriter();
        _write(operation, writer);
        return [.. writer.All];
    }

    /// <summary>The operation with these attributes, fit for these inputs.</summary>
    /// <exception cref="ShapeException">Something is missing or does not fit.</exception>
    public Operation Read(InferenceGraphAttribute[] attributes, int batch, Tensor[] inputs)
    {
        InferenceGraphGuards.Require(Arity == AnyNumber ? inputs.Length > 0 : inputs.Length == Arity || (MayGoOn && inputs.Length == Arity + 1), $"{Name} takes {(Arity == AnyNumber ? "at least 1" : $"{Arity}")} inputs; got {inputs.Length}.");
        var reader = new AttributeReader(attributes, batch);
        Operation operation = _read(reader);
        reader.RequireCount(Write(operation).Length);
        _guard?.Invoke(operation, inputs);
        return operation;
    }

    private static InferenceGraphOperation Row<T>(string name, int arity, Action<T, AttributeWriter> write, Func<AttributeReader, T> read, Action<T, Tensor[]>? guard = null, bool mayGoOn = false) where T : Operation =>
        new(name, typeof(T), arity, (operation, writer) => write((T)operation, writer), read, guard is null ? null : (operation, inputs) => guard((T)operation, inputs), mayGoOn);

    private static void Write(Convolution convolution, AttributeWriter writer) => writer.Window(convolution.Window).Whole("groups", convolution.Groups);

    private static Convolution ConvolutionOf(AttributeReader reader) => new(reader.Window(), reader.Whole("groups"));

    /// <summary>The element type of a name as printed.</summary>
    /// <exception cref="ShapeException">There is none.</exception>
    public static DType TypeOf(string name)
    {
        foreach (DType type in Enum.GetValues<DType>())
            if (type.Name() == name) return type;
        throw new ShapeException("It names an element type that is not known here.");
    }

    private static ulong Stream(string text) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong key) ? key : throw new ShapeException("The stream of random bits is no hexadecimal number.");
}
