using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>
/// A graph of primitives in the order in which it is evaluated, node by node, nothing fused and nothing merged. The body of a scan is a program of its own.
/// </summary>
internal sealed class ReferenceProgram
{
    private readonly Tensor[] _nodes;
    private readonly int[][] _inputs;
    private readonly int[] _roots;
    private readonly int[] _lastUse;
    private readonly Dictionary<Tensor, ReferenceProgram> _bodies = new(ReferenceEqualityComparer.Instance);

    /// <param name="roots">What to compute, as formulas.</param>
    /// <param name="prepare">From formulas to primitives; bodies of scans go the same way.</param>
    public ReferenceProgram(IReadOnlyList<Tensor> roots, Func<IReadOnlyList<Tensor>, Tensor[]> prepare)
    {
        Tensor[] prepared = prepare(roots);
        _nodes = [.. GraphWalk.Topological(prepared)];
        var slots = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        _inputs = new int[_nodes.Length][];
        _lastUse = new int[_nodes.Length];
        for (int slot = 0; slot < _nodes.Length; slot++)
        {
            Tensor node = _nodes[slot];
            slots[node] = slot;
            _inputs[slot] = [.. node.Inputs.Select(input => slots[input])];
            foreach (int input in _inputs[slot]) _lastUse[input] = slot;
            if (node.Operation is Scan scan) _bodies[node] = new ReferenceProgram([.. scan.Body.Next, .. scan.Body.Emitted], prepare);
        }

        _roots = [.. prepared.Select(root => slots[root])];
        foreach (int root in _roots) _lastUse[root] = int.MaxValue;
    }

    /// <summary>Every node, each after its inputs.</summary>
    public IReadOnlyList<Tensor> Nodes => _nodes;

    /// <summary>The values of the roots, given those of the leaves.</summary>
    public Array[] Run(ReferenceArithmetic arithmetic, Func<Tensor, Array> leaf)
    {
        var values = new Array?[_nodes.Length];
        for (int slot = 0; slot < _nodes.Length; slot++)
        {
            Tensor node = _nodes[slot];
            Array[] inputs = [.. _inputs[slot].Select(input => values[input]!)];
            values[slot] = node.Operation switch
            {
                Leaf => leaf(node),
                Detach when node.SettledValues is { } settled => arithmetic.Load(settled, node.Count, node.Type),
                Scan scan => RunScan(scan, _bodies[node], arithmetic, inputs),
                ScanResult result => ((Array[])inputs[0])[result.Index],
                Gather gather => Checked(node, node.Inputs[1].Shape, node.Inputs[0].Shape[gather.Axis], inputs[1], inputs),
                ScatterAdd scatter => Checked(node, node.Inputs[0].Shape, scatter.Extent, inputs[0], inputs),
                _ => arithmetic.Compute(node, inputs),
            };
            foreach (int input in _inputs[slot])
                if (_lastUse[input] == slot) values[input] = null;
        }

        return [.. _roots.Select(root => values[root]!)];

        Array Checked(Tensor node, Shape shape, int extent, Array indices, Array[] inputs)
        {
            for (int place = 0; place < indices.Length; place++)
            {
                int index = arithmetic.IndexAt(indices, place);
                if ((uint)index >= (uint)extent) throw IndexRefusal.Of(node.Operation.Name, [node.Provenance], shape, place, index, extent);
            }

            return arithmetic.Compute(node, inputs);
        }
    }

    private static Array[] RunScan(Scan scan, ReferenceProgram program, ReferenceArithmetic arithmetic, Array[] inputs)
    {
        ScanBody body = scan.Body;
        int carries = body.Carries.Length, items = body.Items.Length;
        var bound = new Dictionary<Tensor, Array>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < body.Invariants.Length; i++) bound[body.Invariants[i]] = inputs[carries + items + i];
        Array[] carried = inputs[..carries];
        Array[] emitted = [.. body.Emitted.Select(emission => arithmetic.Room(scan.Length * emission.Count, emission.Type))];

        for (int step = 0; step < scan.Length; step++)
        {
            int at = scan.Reverse ? scan.Length - 1 - step : step;
            for (int i = 0; i < carries; i++) bound[body.Carries[i]] = carried[i];
            for (int i = 0; i < items; i++)
            {
                Array item = arithmetic.Room(body.Items[i].Count, body.Items[i].Type);
                Array.Copy(inputs[carries + i], at * item.LongLength, item, 0, item.LongLength);
                bound[body.Items[i]] = item;
            }

            Array[] results = program.Run(arithmetic, Bound);
            carried = results[..carries];
            for (int i = 0; i < emitted.Length; i++)
                Array.Copy(results[carries + i], 0, emitted[i], at * results[carries + i].LongLength, results[carries + i].LongLength);
        }

        return [.. carried, .. emitted];

        // What is no placeholder can only be a constant: everything else from outside is an invariant.
        Array Bound(Tensor node) => bound.TryGetValue(node, out Array? value) ? value
            : node is Constant constant ? arithmetic.Load(constant.Storage, node.Count, node.Type)
            : throw new InvalidOperationException($"The body of a scan reads '{(node as Input)?.Name ?? (node as State)?.Name}', which is not bound.");
    }
}
