using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// Cuts a graph of primitives into kernels. Nodes are taken in topological order. A node joins a unit when nothing it needs comes later than that unit and everything it needs
/// from within it is already there at the same point of the loop; otherwise a new unit is put at the end. So units stay in an order in which they can run, without ever searching the graph.
/// </summary>
internal sealed partial class Scheduler
{
    /// <summary>Longer rows lie so far apart that a store down a column is a cache line of its own. The last axis is asked alone: the batch, which is seldom the last, must not decide.</summary>
    private const int LongestRowWithStores = 64;

    private readonly Dictionary<Tensor, View> _views = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, int> _unitOf = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, BufferSpec> _buffers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, LoopUnit> _latest = [];
    private readonly List<BufferSpec> _all = [];
    private ILookup<object?, Tensor> _resultsOf = Array.Empty<Tensor>().ToLookup(node => (object?)node);
    private readonly HashSet<(Tensor Indices, int Extent)> _checked = [];

    private readonly Recomputation _recomputed;

    public Scheduler() => _recomputed = new Recomputation(node => _views[node]);

    /// <summary>Units in the order in which they run: loop nests in the making, or finished kernels.</summary>
    public List<Unit> Units { get; } = [];

    public IReadOnlyList<BufferSpec> Buffers => _all;

    /// <summary>The last unit in which an index may turn out to be out of range; no state is written before it, so that a step that fails leaves all states as they were.</summary>
    public int LastFallible { get; private set; } = -1;

    /// <summary>How a node lies in the memory of its base, which is placed if it was not yet.</summary>
    public View ViewOf(Tensor node)
    {
        View view = _views[node];
        Settle(view.Base);
        return view;
    }

    /// <summary>Where a base is computed; −1 for what is there from the start.</summary>
    public int UnitOf(Tensor node) => _unitOf.GetValueOrDefault(node, -1);

    /// <summary>Places every node.</summary>
    /// <param name="order">The nodes, every one after its inputs.</param>
    /// <param name="repeated">Those that are worked out at once, as many places will read each of their numbers.</param>
    public void Place(IReadOnlyList<Tensor> order, HashSet<Tensor> repeated)
    {
        _resultsOf = order.Where(node => node.Operation is ScanResult).ToLookup(node => (object?)node.Inputs[0], ReferenceEqualityComparer.Instance);
        foreach (Tensor node in order)
        {
            if (node.Inputs.Length > 0 && !IsReshapedIota(node) && View.Through(node, _views[node.Inputs[0]]) is { } view)
            {
                _views[node] = view;
                continue;
            }

            _views[node] = View.Whole(node);
            switch (node.Operation)
            {
                case Leaf:
                case Detach:
                case ScanResult:
                case Iota:
                    break;
                case Sum or Max:
                    PlaceReduction(node);
                    break;
                case MatrixProduct product:
                    PlaceProduct(node, product);
                    break;
                case Elementwise or Cast:
                    if (repeated.Contains(node) || !_recomputed.Defers(node)) PlaceLoop(node);
                    break;
                case Convolution or ConvolutionInputGradient when node.Rank > 2:
                    PlaceConvolution(node);
                    break;
                case ScatterAdd scatter when node.Type.IsFloat() && node.Shape.Axis(scatter.Axis) == 0 && node.Rank > 1 && node.Shape[1] > 1:
                    PlaceScatter(node);
                    break;
                case Reshape:
                    PlaceCopy(node);
                    break;
                case Scan scan:
                    PlaceScan(node, scan);
                    break;
                case Concatenate when TryConcatenate(node):
                    break;
                default:
                    PlaceLibrary(node);
                    break;
            }
        }
    }

    /// <summary>The memory of a base, which is written by its unit from now on.</summary>
    public BufferSpec BufferOf(Tensor node)
    {
        if (_buffers.TryGetValue(node, out BufferSpec? known)) return known;
        Settle(node);
        BufferKind kind = node switch
        {
            Input => BufferKind.Input,
            State => BufferKind.State,
            _ => node.Operation is Leaf || node.SettledValues is not null ? BufferKind.Constant : BufferKind.Temporary,
        };
        BufferSpec buffer = NewBuffer(node, kind);
        if (kind != BufferKind.Temporary) return buffer;
        if (node.Operation is Iota && !_unitOf.ContainsKey(node))
        {
            LoopUnit unit = NewLoop(node.Shape);
            unit.Alias(node, IndexValue(unit, node, _views[node], unit.Fit(node.Shape, false)!));
            _unitOf[node] = unit.Index;
        }

        if (Units[_unitOf[node]].Loop is { } loop && loop.Holds(node) && !ReferenceEquals(loop.Before, node)) loop.Store(loop.ValueOf(node), buffer, loop.Placement(node));
        return buffer;
    }

    /// <summary>Copies a view into memory of its own, at the end of what was placed so far.</summary>
    public void CopyTo(View view, Shape shape, BufferSpec target)
    {
        Settle(view.Base);
        LoopUnit unit = NewLoop(shape);
        Fit fit = unit.Fit(shape, false)!;
        unit.Store(Operand(unit, view, fit), target, fit.Over(shape.Strides())!);
    }

    /// <summary>Copies contiguous memory, at the end of what was placed so far.</summary>
    public void CopyBuffer(BufferSpec from, BufferSpec to, Shape shape)
    {
        LoopUnit unit = NewLoop(shape);
        long[] strides = unit.Fit(shape, false)!.Over(shape.Strides())!;
        unit.Store(unit.Load(from, 0, strides), to, strides);
    }

    public BufferSpec NewBuffer(Tensor? node, BufferKind kind, DType? type = null, long? count = null)
    {
        var buffer = new BufferSpec(_all.Count, type ?? node!.Type, count ?? node!.Count, kind, kind == BufferKind.Temporary ? null : node);
        _all.Add(buffer);
        if (node is not null) _buffers[node] = buffer;
        return buffer;
    }

    // Places what was deferred and is needed in memory after all.
    private void Settle(Tensor node)
    {
        if (_recomputed.Settles(node)) PlaceLoop(node);
    }

    private void SettleInputs(Tensor node)
    {
        foreach (Tensor input in node.Inputs)
            if (input.Count != node.Count || !_recomputed.IsRead(input)) Settle(_views[input].Base);
    }

    private void PlaceLoop(Tensor node)
    {
        LoopCode code = Recomputation.CodeOf(node);
        SettleInputs(node);
        int ready = Ready(node);
        int weight = LoopUnit.Weight(code, node.Type);
        foreach (LoopUnit? unit in (ReadOnlySpan<LoopUnit?>)[Candidate(ready), Latest(node.Shape, ready)])
        {
            if (unit is null || !unit.HasRoom(weight)) continue;
            if (TryCompute(unit, node, code, reduced: false) || (unit.ReducedAxis >= 0 && TryCompute(unit, node, code, reduced: true))) return;
        }

        if (!TryCompute(NewLoop(node.Shape), node, code, reduced: false)) throw new InvalidOperationException($"{node.Operation.Name} {node.Shape} fits no loop.");
    }

    private bool TryCompute(LoopUnit unit, Tensor node, LoopCode code, bool reduced)
    {
        if (unit.Fit(node.Shape, reduced) is not { } fit || !CanRead(unit, node, fit, reduced)) return false;
        unit.Compute(node, code, [.. node.Inputs.Select(input => Operand(unit, _views[input], fit, reduced))], reduced);
        _unitOf[node] = unit.Index;
        return true;
    }

    private void PlaceReduction(Tensor node)
    {
        SettleInputs(node);
        Tensor input = node.Inputs[0];
        (LoopOp op, int axis, int cut) = node.Operation is Sum sum ? (LoopOp.Sum, sum.Axis, sum.Cut) : (LoopOp.Max, ((Max)node.Operation).Axis, 0);
        int ready = Ready(node);
        foreach (LoopUnit? candidate in (ReadOnlySpan<LoopUnit?>)[Candidate(ready), Latest(input.Shape, ready)])
            if (candidate is not null && candidate.HasRoom(4) && !GoesAgainstStores(candidate, node, axis) && TryReduce(candidate, node, op, axis, cut)) return;
        if (!TryReduce(NewLoop(input.Shape), node, op, axis, cut)) throw new InvalidOperationException($"{node.Operation} of {input.Shape} fits no loop.");
    }

    // Down a column, what a large loop writes would be written in pieces of a vector or four, far apart. Better that it is read once more, from end to end.
    private static bool GoesAgainstStores(LoopUnit unit, Tensor node, int axis) =>
        axis < node.Inputs[0].Rank - 1 && node.Inputs[0].Shape[-1] > LongestRowWithStores && unit.Body.Exists(instruction => instruction.Op == LoopOp.Store);

    private bool TryReduce(LoopUnit unit, Tensor node, LoopOp op, int axis, int cut)
    {
        if (unit.Fit(node.Inputs[0].Shape, reduced: false) is not { } fit || !CanRead(unit, node, fit, reduced: false)) return false;
        if (fit.AxesOf(axis) is not var (first, last) || !unit.CanReduce(first, op, cut)) return false;

        // A sum over everything is one row, and no work for two threads: what it is a sum of had better be computed by itself.
        if (first < last && (unit.ReducedAxis >= 0 || node.Inputs[0].Shape[axis] == unit.Domain.Count || !unit.TryJoin(first, last))) return false;
        unit.Reduce(node, op, Operand(unit, _views[node.Inputs[0]], fit), first, cut);
        _unitOf[node] = unit.Index;
        return true;
    }

    private void PlaceCopy(Tensor node)
    {
        // A reshape of a view that is no run of memory: the elements are put in order once.
        Tensor input = node.Inputs[0];
        Settle(_views[input].Base);
        LoopUnit unit = NewLoop(input.Shape);
        Fit fit = unit.Fit(input.Shape, false)!;
        BufferSpec buffer = NewBuffer(node, BufferKind.Temporary);
        unit.Store(Operand(unit, _views[input], fit), buffer, fit.Over(input.Shape.Strides())!);
        _unitOf[node] = unit.Index;
    }

    private void PlaceProduct(Tensor node, MatrixProduct product)
    {
        View left = _views[node.Inputs[0]], right = _views[node.Inputs[1]];
        Panel a = PanelOf(left, product.TransposeLeft), b = PanelOf(right, product.TransposeRight);
        BufferSpec output = NewBuffer(node, BufferKind.Temporary);
        if (node.Inputs.Length > 2) CopyTo(_views[node.Inputs[2]], node.Shape, output);

        // Lanes run along the columns, or along the rows of a single column.
        NewEpilogue(node, output, node.Shape[-1] == 1 ? node.Rank - 2 : node.Rank - 1, new UnfinishedProduct(node, product, a, b, output));
    }

    private void PlaceConvolution(Tensor node)
    {
        Whole[] inputs = [.. node.Inputs.Select(Contiguous)];
        BufferSpec output = NewBuffer(node, BufferKind.Temporary);
        NewEpilogue(node, output, 2, new UnfinishedConvolution(node.Operation, inputs, new Whole(output.Index, node.Shape, node.Type)));
    }

    // All indices are looked at before an epilogue writes anything.
    private void PlaceScatter(Tensor node)
    {
        Whole[] inputs = [.. node.Inputs.Select(Contiguous)];
        BufferSpec output = NewBuffer(node, BufferKind.Temporary);
        if (MayFail(node)) LastFallible = Units.Count;
        NewEpilogue(node, output, 1, new UnfinishedScatter(node.Operation, inputs, new Whole(output.Index, node.Shape, node.Type)));
    }

    private void NewEpilogue(Tensor node, BufferSpec output, int lanes, Unfinished kernel)
    {
        var epilogue = new LoopUnit(Units.Count, node.Shape) { Before = node, Lanes = lanes };
        epilogue.Alias(node, epilogue.Load(output, 0, epilogue.Fit(node.Shape, false)!.Over(node.Shape.Strides())!));
        Units.Add(new Unit(epilogue, kernel));
        _unitOf[node] = epilogue.Index;
        _latest[Key(node.Shape)] = epilogue;
    }

    private Panel PanelOf(View view, bool transposed)
    {
        long[] strides = view.Strides;
        return new Panel(BufferOf(view.Base).Index, view.Offset, strides[..^2], strides[transposed ? ^1 : ^2], strides[transposed ? ^2 : ^1]);
    }

    private void PlaceLibrary(Tensor node)
    {
        Whole[] inputs = [.. node.Inputs.Select(Contiguous)];
        BufferSpec output = NewBuffer(node, BufferKind.Temporary);
        if (MayFail(node)) LastFallible = Units.Count;
        Finished(new LibraryKernel(node.Operation, inputs, new Whole(output.Index, node.Shape, node.Type)) { Provenances = From(node) }, node);
    }

    // The same indices into the same extent were looked at before, or come from an operation that only gives good ones.
    private bool MayFail(Tensor node)
    {
        (Tensor indices, int extent) = node.Operation switch
        {
            Gather gather => (node.Inputs[1], node.Inputs[0].Shape[gather.Axis]),
            ScatterAdd scatter => (node.Inputs[0], scatter.Extent),
            _ => (node, -1),
        };
        return extent >= 0 && indices.Operation is not WindowArgMax && _checked.Add((indices, extent));
    }

    private static bool MayFail(Program program) =>
        program.Kernels.Any(kernel => kernel is LibraryKernel { Operation: Gather or ScatterAdd } or ScatterKernel || (kernel is ScanKernel scan && MayFail(scan.Body)));

    private void Finished(Kernel kernel, Tensor node)
    {
        _unitOf[node] = Units.Count;
        Units.Add(new Unit(kernel));
    }

    // The unit where the last of the operands becomes known.
    private int Ready(Tensor node)
    {
        int ready = -1;
        foreach (Tensor input in node.Inputs) ready = Math.Max(ready, UnitOf(_views[input].Base));
        return ready;
    }

    private LoopUnit? Candidate(int ready) => ready < 0 ? null : Units[ready].Loop;

    private LoopUnit? Latest(Shape domain, int ready) => _latest.GetValueOrDefault(Key(domain)) is { } unit && unit.Index >= ready ? unit : null;

    private static string Key(Shape domain) => string.Join(',', domain.Where(extent => extent != 1));

    private LoopUnit NewLoop(Shape domain)
    {
        var unit = new LoopUnit(Units.Count, domain);
        Units.Add(new Unit(unit, null));
        _latest[Key(domain)] = unit;
        return unit;
    }

    private bool CanRead(LoopUnit unit, Tensor node, Fit fit, bool reduced)
    {
        foreach (Tensor input in node.Inputs)
        {
            View view = _views[input];
            if (_recomputed.IsDeferred(view.Base))
            {
                if (unit.Fit(view.Base.Shape, reduced) is not { } own || !CanRead(unit, view.Base, own, reduced)) return false;
            }
            else if (unit.Holds(view.Base) ? !unit.IsHere(view, fit) : UnitOf(view.Base) >= unit.Index || fit.Over(view.Strides) is null) return false;

            // A number along an axis is no sum of the numbers along its parts.
            if (view.Base.Operation is Iota && !fit.IsFine) return false;
        }

        return true;
    }

    private int Operand(LoopUnit unit, View view, Fit fit, bool reduced = false)
    {
        if (_recomputed.IsDeferred(view.Base) && !unit.Holds(view.Base))
        {
            Tensor node = view.Base;
            Fit own = unit.Laid(node.Shape, reduced);
            unit.Compute(node, Recomputation.CodeOf(node), [.. node.Inputs.Select(input => Operand(unit, _views[input], own, reduced))], reduced);
        }

        if (unit.Holds(view.Base) && unit.IsHere(view, fit)) return unit.ValueOf(view.Base);
        if (_recomputed.RectifiedBy(view.Base) is { } rectified && _buffers.ContainsKey(rectified) && UnitOf(rectified) < unit.Index)
            return unit.Compute(LoopCode.LessOrEqual, DType.Bool, Operand(unit, view with { Base = rectified }, fit), unit.Number(0, rectified.Type), reduced);
        if (view.Base is Constant { Number: { } number }) return unit.Number(number, view.Base.Type);
        if (view.Base.Operation is Iota) return IndexValue(unit, view.Base, view, fit);
        return unit.Load(BufferOf(view.Base), view.Offset, fit.Over(view.Strides)!);
    }

    // Reshaping may spread the counted axis over several, or join it with others: then it has to be written out.
    private bool IsReshapedIota(Tensor node) =>
        node.Operation is Reshape && _views[node.Inputs[0]].Base.Operation is Iota && !node.Shape.Where(e => e != 1).SequenceEqual(node.Inputs[0].Shape.Where(e => e != 1));

    // The number along the counted axis is a part of the position: position / stride % extent. Only a view that moves along that axis alone stays a plain sum.
    private int IndexValue(LoopUnit unit, Tensor iota, View view, Fit fit)
    {
        var operation = (Iota)iota.Operation;
        int axis = operation.To.Axis(operation.Axis);
        long stride = iota.Shape.Strides()[axis], extent = iota.Shape[axis];
        long[] strides = fit.Over(view.Strides)!;
        long Along(long distance) => distance / stride % extent;
        return unit.IndexOf(Along(view.Offset), [.. strides.Select((s, d) => unit.Domain[d] == 1 ? 0 : Math.Sign(s) * Along(Math.Abs(s)))]);
    }

    private static IReadOnlyList<Provenance> From(Tensor node) => node.Provenance == Provenance.None ? [] : [node.Provenance];
}

/// <summary>A loop nest in the making (perhaps the epilogue of an unfinished kernel), or a kernel that is finished.</summary>
internal sealed record Unit(LoopUnit? Loop, Unfinished? Unfinished, Kernel? Kernel = null)
{
    public Unit(Kernel kernel) : this(null, null, kernel)
    {
    }
}
