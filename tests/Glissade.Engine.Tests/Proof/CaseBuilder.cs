namespace Glissade.Tests.Proof;

/// <summary>A case as tensors: what is compiled, and the values of everything that has values.</summary>
/// <param name="Step">Outputs and updates.</param>
/// <param name="States">With what they hold at the start.</param>
/// <param name="Given">The inputs and their values.</param>
/// <param name="Inner">Nodes that are no outputs, for asking for one more.</param>
internal sealed record BuiltCase(Step Step, IReadOnlyList<(State State, Array Values)> States, IReadOnlyList<(Input Input, Array Values)> Given, IReadOnlyList<Tensor> Inner);

/// <summary>Interprets the instructions of a case. An instruction that does not fit what is there does nothing.</summary>
internal sealed class CaseBuilder
{
    /// <summary>The largest result that an instruction may make, and the most elements that all of them may have together.</summary>
    private const int LargestResult = 20_000, MostElements = 60_000;

    private readonly RandomCase _case;
    private readonly List<Tensor> _values = [];
    private readonly CaseBuilder? _outer;
    private long _elements;

    private CaseBuilder(RandomCase randomCase, CaseBuilder? outer) => (_case, _outer) = (randomCase, outer);

    /// <summary>What was built so far; inside a scan also the placeholders and what is outside.</summary>
    public IReadOnlyList<Tensor> Values => _values;

    public List<(State State, Array Values)> States { get; } = [];

    public List<(Input Input, Array Values)> Given { get; } = [];

    public bool IsInsideScan => _outer is not null;

    public static BuiltCase? Build(RandomCase randomCase)
    {
        var builder = new CaseBuilder(randomCase, null);
        builder.Run(randomCase.Instructions);
        return builder.Finish();
    }

    /// <summary>The values that a scan's body makes from these.</summary>
    public IReadOnlyList<Tensor> RunBody(IEnumerable<Tensor> start, Instruction[] body)
    {
        var inner = new CaseBuilder(_case, this);
        inner._values.AddRange(start);
        inner.Run(body);
        return inner._values;
    }

    private void Run(Instruction[] instructions)
    {
        foreach (Instruction instruction in instructions)
        {
            try
            {
                if (Recipes.ByName[instruction.Recipe].Build(this, new Choices(instruction.Numbers), instruction.Body) is not { } tensor) continue;
                if (tensor.Count > LargestResult || _elements + tensor.Count > MostElements) continue;
                _elements += tensor.Count;
                _values.Add(tensor);
            }
            catch (ShapeException)
            {
                // The shapes that are there do not fit this operation.
            }
        }
    }

    /// <summary>An operand that fits; half of the time one of the last few, so that graphs grow deep.</summary>
    public Tensor? Pick(int choice, Func<Tensor, bool> fits)
    {
        Tensor[] fitting = [.. _values.Where(fits)];
        if (fitting.Length == 0) return null;
        int index = choice / 2;
        return choice % 2 == 0 ? fitting[^(1 + index % Math.Min(3, fitting.Length))] : fitting[index % fitting.Length];
    }

    public Tensor? Any(int choice) => Pick(choice, static _ => true);

    public Tensor? Float(int choice) => Pick(choice, static tensor => tensor.Type.IsFloat());

    public Tensor? Number(int choice) => Pick(choice, static tensor => tensor.Type.IsFloat() || tensor.Type == DType.Int32);

    public Tensor? Integer(int choice) => Pick(choice, static tensor => tensor.Type == DType.Int32);

    public Tensor? Bool(int choice) => Pick(choice, static tensor => tensor.Type == DType.Bool);

    /// <summary>One of this type that broadcasts with another without growing much; the other itself always fits.</summary>
    public Tensor Partner(int choice, Tensor other) => Pick(choice, tensor => tensor.Type == other.Type && Broadcasts(tensor.Shape, other.Shape))!;

    public static bool Broadcasts(Shape a, Shape b)
    {
        for (int back = 1; back <= Math.Min(a.Rank, b.Rank); back++)
            if (a[-back] != b[-back] && a[-back] != 1 && b[-back] != 1) return false;
        return Shape.Broadcast(a, b).Count <= LargestResult;
    }

    /// <summary>An extent of the case's palette.</summary>
    public int Extent(int choice) => _case.Palette[choice % _case.Palette.Length];

    /// <summary>A shape of the case's extents, cut down to a few thousand elements.</summary>
    public Shape AnyShape(int choice)
    {
        int rank = (choice % 16) switch { 0 => 0, < 6 => 1, < 12 => 2, < 15 => 3, _ => 4 };
        var extents = new int[rank];
        long count = 1;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            choice /= 5;
            int extent = Extent(choice);
            if (count * extent > 1500 && axis != rank - 1) extent = 1 + extent % 3;
            extents[axis] = extent;
            count *= Math.Max(1, extent);
        }

        return new Shape(extents);
    }

    /// <summary>The elements of a tensor, repeated or cut off to fill a shape; zeros if it has none.</summary>
    public static Tensor Fit(Tensor tensor, Shape shape)
    {
        if (tensor.Shape.Equals(shape)) return tensor;
        Tensor flat = tensor.Reshape(-1);
        int count = checked((int)shape.Count);
        if (flat.Count == 0) return Tensor.Zeros(shape, tensor.Type);
        if (flat.Count < count) flat = Tensor.Concatenate(0, [.. Enumerable.Repeat(flat, count / (int)flat.Count + 1)]);
        return flat.Narrow(0, 0, count).Reshape(shape);
    }

    private BuiltCase? Finish()
    {
        var used = new HashSet<Tensor>(GraphWalk.Topological(_values).SelectMany(node => node.Inputs), ReferenceEqualityComparer.Instance);
        var outputs = new List<Tensor>(_values.Where(value => !used.Contains(value) && value.Operation is not Operations.Leaf).TakeLast(5));
        var updates = new List<(State, Tensor)>();
        Tensor? differentiated = outputs.LastOrDefault(output => output.Type.IsFloat());
        if (_case.WithGradient && differentiated is not null) AddGradients(differentiated, outputs, updates);
        if (_case.WithUpdates)
        {
            foreach ((State state, _) in States)
            {
                if (updates.Exists(update => ReferenceEquals(update.Item1, state))) continue;
                Tensor? value = _values.LastOrDefault(value => value.Type == state.Type && !ReferenceEquals(value, state));
                if (value is not null) updates.Add((state, Fit(value, state.Shape)));
            }
        }

        if (outputs.Count + updates.Count == 0) return null;
        return new BuiltCase(
            new Step { Outputs = outputs, Updates = updates, Inputs = [.. Given.Select(given => given.Input)] }, States, Given,
            [.. _values.Where(value => !outputs.Contains(value))]);
    }

    private void AddGradients(Tensor output, List<Tensor> outputs, List<(State, Tensor)> updates)
    {
        Parameter[] parameters = [.. States.Select(state => state.State).OfType<Parameter>().Where(parameter => parameter.Type.IsFloat())];
        Tensor cost = output.Sum();
        Tensor?[] gradients = Gradient.Of([(cost, Tensor.Ones(cost.Shape, cost.Type))], parameters);
        for (int i = 0; i < parameters.Length; i++)
        {
            if (gradients[i] is not { } gradient) continue;
            outputs.Add(gradient);
            if (_case.WithUpdates) updates.Add((parameters[i], parameters[i] - gradient * 0.1));
        }
    }
}

/// <summary>The raw numbers of an instruction, read one after the other.</summary>
internal sealed class Choices(int[] numbers)
{
    private int _at;

    public int Next() => numbers[_at++ % numbers.Length];

    public int Below(int limit) => Next() % limit;

    public bool Once(int outOf) => Below(outOf) == 0;

    /// <summary>The axis to work along, of a shape that has one.</summary>
    public int Axis(Tensor tensor) => tensor.Rank == 0 ? throw new ShapeException("A scalar has no axis.") : Below(tensor.Rank);
}
