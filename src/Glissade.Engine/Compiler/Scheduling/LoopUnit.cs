using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// A loop nest in the making: nodes over one domain that are computed in the same pass over memory. Positions of values are kept over the axes of the domain; the
/// order of the loops is decided when everything is in.
/// </summary>
internal sealed class LoopUnit(int index, Shape domain)
{
    /// <summary>Beyond so much work a body stops fitting the compiler's straight-line code (it falls off a cliff at about 1,000 vector operations).</summary>
    private const int HeaviestBody = 220;

    private const int MostAccesses = 40;

    private readonly Dictionary<Tensor, int> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LoadKey, int> _loads = [];
    private readonly Dictionary<NumberKey, int> _numbers = [];
    private int _weight;

    /// <summary>The place in the order of units.</summary>
    public int Index { get; } = index;

    public Shape Domain { get; private set; } = domain;

    /// <summary>The reduced axis of the domain, −1 for none yet.</summary>
    public int ReducedAxis { get; private set; } = -1;

    /// <summary>Set for an epilogue, which is never reduced: the product or convolution whose result it works on.</summary>
    public Tensor? Before { get; init; }

    /// <summary>The first of the axes of an epilogue that lanes run along.</summary>
    public int Lanes { get; init; } = -1;

    public List<LoopInstruction> Body { get; private set; } = [];

    public List<Access> Accesses { get; private set; } = [];

    public List<double> Numbers { get; private set; } = [];

    public List<Provenance> Provenances { get; } = [];

    public bool HasRoom(int weight) => HasRoomFor(weight, 1);

    /// <summary>Whether it can read or write one tensor more, besides so many.</summary>
    public bool HasRoomForAccess(int others) => Accesses.Count + others < MostAccesses;

    public bool HasRoomFor(int weight, int accesses) => _weight + weight <= HeaviestBody && Accesses.Count + accesses <= MostAccesses;

    public bool Reads(int buffer) => Body.Exists(i => i.Op == LoopOp.Load && Accesses[i.Access].Buffer == buffer);

    /// <summary>Whether two accesses move alike, apart from axes along which nothing moves.</summary>
    public bool Runs(long[] strides, long[] others)
    {
        for (int d = 0; d < Domain.Rank; d++)
            if (Domain[d] != 1 && strides[d] != others[d]) return false;
        return true;
    }

    /// <summary>Takes over a body that was written anew, after all nodes were placed.</summary>
    public void Become(LoopBody body)
    {
        (Body, Accesses, Numbers) = (body.Body, body.Accesses, body.Numbers);
        _weight = Body.Sum(i => i.Op == LoopOp.Compute ? Weight(i.Code, i.Type) : i.Op is LoopOp.Sum or LoopOp.Max ? 2 : 0);
    }

    public bool Holds(Tensor node) => _values.ContainsKey(node);

    public int ValueOf(Tensor node) => _values[node];

    /// <summary>
    /// Whether a reduction along this axis of the domain can take place here. A loop is cut in one place for all of its sums, so sums that are cut differently go apart.
    /// </summary>
    public bool CanReduce(int axis, LoopOp op, int cut) => Before is null && (ReducedAxis < 0 || ReducedAxis == axis)
        && (op != LoopOp.Sum || Body.TrueForAll(other => other.Op != LoopOp.Sum || Whole(other.Number, axis) == Whole(cut, axis)));

    // A cut that is never reached is none.
    private int Whole(int cut, int axis) => cut >= Domain[axis] ? int.MaxValue : cut;

    /// <summary>
    /// How a shape lies over the domain, or over the domain without its reduced axis; null if it does not. Where the shape is divided more finely, so is the domain from now on, but for the reduced axis.
    /// An epilogue takes its own shape alone: what a function of it keeps for later had better be written from end to end than in the pieces in which a product is finished.
    /// </summary>
    public Fit? Fit(Shape shape, bool reduced)
    {
        Shape domain = reduced ? Domain.Without(ReducedAxis) : Domain;
        if (!domain.Where(extent => extent != 1).SequenceEqual(shape.Where(extent => extent != 1)))
        {
            if (Before is not null || shape.Count != domain.Count || shape.Count == 0 || Divisions(shape, domain, reduced) is not { } divisions) return null;
            foreach ((int axis, int[] extents) in divisions) Divide(axis, extents);
        }

        return new Fit(this, shape, reduced);
    }

    /// <summary>The same for a shape that is known to lie over the domain; nothing is divided.</summary>
    public Fit Laid(Shape shape, bool reduced) => new(this, shape, reduced);

    /// <summary>Makes several axes one, if everything that is read and written runs on from one to the next.</summary>
    public bool TryJoin(int first, int last)
    {
        long[][] joined = new long[Accesses.Count][];
        Shape group = new(Domain.Extents[first..(last + 1)]), whole = new(group.Extents.ToArray().Aggregate((a, b) => a * b));
        for (int i = 0; i < joined.Length; i++)
        {
            long[] strides = Accesses[i].Strides;
            if (View.Regrouped(group, whole, strides[first..(last + 1)]) is not { } stride) return false;
            joined[i] = [.. strides[..first], .. stride, .. strides[(last + 1)..]];
        }

        Reshape(new Shape([.. Domain.Extents[..first], whole[0], .. Domain.Extents[(last + 1)..]]), i => joined[i]);
        if (ReducedAxis > last) ReducedAxis -= last - first;
        return true;
    }

    /// <summary>Whether a view of a value computed here reads, at every point, the value of that very point.</summary>
    public bool IsHere(View view, Fit fit) => view.Offset == 0 && fit.Over(view.Strides) is { } strides && Runs(strides, Placement(view.Base));

    /// <summary>How the contiguous memory of a value computed here lies over the domain.</summary>
    public long[] Placement(Tensor node) =>
        Laid(node.Shape, Body[_values[node]].OverReduced).Over(node.Shape.Strides()) ?? throw new InvalidOperationException($"{node.Operation.Name} {node.Shape} does not lie over {Domain}.");

    // The axes to divide, the last ones first; null if the two shapes have no division in common.
    private List<(int Axis, int[] Extents)>? Divisions(Shape shape, Shape domain, bool reduced)
    {
        var divisions = new List<(int, int[])>();
        long[] bounds = [.. Compiler.Fit.Bounds(shape)];
        long begin = 1;
        for (int d = domain.Rank - 1; d >= 0; d--)
        {
            long end = begin * domain[d], last = begin;
            var extents = new List<int>();
            int axis = reduced && d >= ReducedAxis ? d + 1 : d;
            foreach (long bound in bounds)
            {
                if (bound <= begin || bound >= end || axis == ReducedAxis) continue;
                if (bound % last != 0 || end % bound != 0) return null;
                extents.Insert(0, (int)(bound / last));
                last = bound;
            }

            if (extents.Count > 0) divisions.Add((axis, [(int)(end / last), .. extents]));
            begin = end;
        }

        return divisions;
    }

    private void Divide(int axis, int[] extents)
    {
        long[] Divided(long[] strides)
        {
            var parts = new long[extents.Length];
            long stride = strides[axis];
            for (int i = extents.Length - 1; i >= 0; i--, stride *= extents[i + 1]) parts[i] = stride;
            return [.. strides[..axis], .. parts, .. strides[(axis + 1)..]];
        }

        Reshape(new Shape([.. Domain.Extents[..axis], .. extents, .. Domain.Extents[(axis + 1)..]]), i => Divided(Accesses[i].Strides));
        if (ReducedAxis > axis) ReducedAxis += extents.Length - 1;
    }

    private void Reshape(Shape domain, Func<int, long[]> strides)
    {
        Domain = domain;
        for (int i = 0; i < Accesses.Count; i++) Accesses[i] = Accesses[i] with { Strides = strides(i) };
        _loads.Clear();
        for (int i = 0; i < Body.Count; i++)
        {
            if (Body[i].Op != LoopOp.Load) continue;
            Access access = Accesses[Body[i].Access];
            _loads[Key(access.Buffer, access.Offset, access.Strides)] = i;
        }
    }

    private static LoadKey Key(int buffer, long offset, long[] strides) => new(buffer, offset, string.Join(',', strides));

    public int Load(BufferSpec buffer, long offset, long[] strides)
    {
        LoadKey key = Key(buffer.Index, offset, strides);
        if (_loads.TryGetValue(key, out int known)) return known;
        Accesses.Add(new Access(buffer.Index, buffer.Type, offset, strides));
        return _loads[key] = Add(new LoopInstruction(LoopOp.Load, default, buffer.Type) { Access = Accesses.Count - 1 });
    }

    public int Number(double value, DType type)
    {
        if (_numbers.TryGetValue(new NumberKey(value, type), out int known) && double.IsNegative(Numbers[Body[known].Number]) == double.IsNegative(value)) return known;
        Numbers.Add(value);
        return _numbers[new NumberKey(value, type)] = Add(new LoopInstruction(LoopOp.Number, default, type) { Number = Numbers.Count - 1 });
    }

    public int IndexOf(long offset, long[] strides)
    {
        Accesses.Add(new Access(-1, DType.Int32, offset, strides));
        return Add(new LoopInstruction(LoopOp.Index, default, DType.Int32) { Access = Accesses.Count - 1 });
    }

    /// <summary>Adds what a node computes; <paramref name="reduced"/> when its shape is the domain without the reduced axis.</summary>
    public void Compute(Tensor node, LoopCode code, int[] operands, bool reduced)
    {
        _weight += Weight(code, node.Type);
        _values[node] = Add(new LoopInstruction(LoopOp.Compute, code, node.Type)
        {
            A = operands[0],
            B = operands.Length > 1 ? operands[1] : -1,
            C = operands.Length > 2 ? operands[2] : -1,
            OverReduced = reduced,
        });
        From(node);
    }

    /// <summary>Adds an operation that is no node of its own.</summary>
    public int Compute(LoopCode code, DType type, int a, int b, bool reduced)
    {
        _weight += Weight(code, type);
        return Add(new LoopInstruction(LoopOp.Compute, code, type) { A = a, B = b, OverReduced = reduced });
    }

    public void Reduce(Tensor node, LoopOp op, int operand, int axis, int cut)
    {
        ReducedAxis = axis;
        _weight += 2;
        _values[node] = Add(new LoopInstruction(op, default, node.Type) { A = operand, Number = cut, OverReduced = true });
        From(node);
    }

    /// <summary>Makes a node's value that of an instruction that is already there.</summary>
    public void Alias(Tensor node, int value)
    {
        _values[node] = value;
        From(node);
    }

    public void Store(int value, BufferSpec buffer, long[] strides, long offset = 0)
    {
        Accesses.Add(new Access(buffer.Index, buffer.Type, offset, strides));
        Add(new LoopInstruction(LoopOp.Store, default, buffer.Type) { A = value, Access = Accesses.Count - 1 });
    }

    public static int Weight(LoopCode code, DType type)
    {
        int weight = code switch
        {
            LoopCode.Exp or LoopCode.Log or LoopCode.Tanh => 20,
            LoopCode.Expm1 or LoopCode.Log1p or LoopCode.Erf => 30,
            LoopCode.Sin or LoopCode.Cos => 40,
            LoopCode.Sign => 3,
            _ => 1,
        };
        return type == DType.Float64 ? 2 * weight : weight;
    }

    private int Add(LoopInstruction instruction)
    {
        Body.Add(instruction);
        return Body.Count - 1;
    }

    private void From(Tensor node)
    {
        if (node.Provenance != Provenance.None && !Provenances.Contains(node.Provenance)) Provenances.Add(node.Provenance);
    }

    private sealed record LoadKey(int Buffer, long Offset, string Strides);

    private sealed record NumberKey(double Value, DType Type);
}

/// <summary>An instruction of a loop nest in the making; where it stands relative to the reductions is worked out at the end.</summary>
internal sealed record LoopInstruction(LoopOp Op, LoopCode Code, DType Type)
{
    public int A { get; init; } = -1;

    public int B { get; init; } = -1;

    public int C { get; init; } = -1;

    public int Access { get; init; } = -1;

    public int Number { get; init; } = -1;

    /// <summary>The node's shape is the domain without the reduced axis.</summary>
    public bool OverReduced { get; init; }
}
