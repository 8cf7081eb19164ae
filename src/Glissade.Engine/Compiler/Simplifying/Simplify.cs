using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// Makes a graph of primitives smaller without changing a bit of any result: constants, equal expressions, shapes that cancel, and the algebra that is exact in IEEE arithmetic
/// (x·1, x − 0, −−x; never x·0 or a reordered sum). Nodes that nobody needs are never visited.
/// </summary>
internal static class Simplify
{
    public static Tensor[] Apply(IReadOnlyList<Tensor> roots)
    {
        using var exact = ExactScope.Open();
        var uses = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in GraphWalk.Topological(roots))
            foreach (Tensor input in node.Inputs) uses[input] = uses.GetValueOrDefault(input) + 1;
        foreach (Tensor root in roots) uses[root] = uses.GetValueOrDefault(root) + 1;

        var pass = new Pass(uses);
        return GraphWalk.Rewrite(roots, pass.Visit);
    }

    private sealed class Pass(Dictionary<Tensor, int> uses)
    {
        private readonly Dictionary<Expression, Tensor> _known = [];
        private readonly Dictionary<Number, Tensor> _numbers = [];
        private readonly HashSet<Tensor> _shared = new(ReferenceEqualityComparer.Instance);

        public Tensor Visit(Tensor original, Tensor node)
        {
            Tensor result;
            using (Provenance.Continue(original.Provenance)) result = Settle(node);
            if (uses.GetValueOrDefault(original) > 1) _shared.Add(result);
            return result;
        }

        // Rules may make a node that another rule applies to; each makes the expression smaller or moves a shape towards the leaves, so this ends.
        private Tensor Settle(Tensor node)
        {
            for (int i = 0; i < 64; i++)
            {
                Tensor next = Once(node);
                if (ReferenceEquals(next, node)) break;
                node = next;
            }

            return Merge(node);
        }

        private Tensor Once(Tensor node) => node.Operation switch
        {
            Leaf or Scan => node,
            // Of no elements, any are right.
            not Broadcast when node.Count == 0 => Constants.Filled(0, node.Shape, node.Type),
            Elementwise elementwise => Constants.Fold(node, elementwise) ?? Parts.Join(node, elementwise, Settle) ?? Algebra.Rewrite(node, elementwise, Settle) ?? RectifiedPooling.MaskBelow(node, _shared.Contains, Settle) ?? Shapes.BelowBroadcast(node) ?? node,
            Cast cast => Constants.Fold(node, cast) ?? Shapes.BelowBroadcast(node) ?? node,
            Sum or Max => Algebra.ShortReduction(node) ?? node,
            MatrixProduct product => Algebra.OuterProduct(node, product, Settle) ?? node,
            Reshape => Shapes.Join(node) ?? Shapes.PushReshape(node, _shared.Contains, Settle) ?? node,
            // After differentiation these are their first input.
            Detach or Sloped or SlopedSoftmax when node.SettledValues is null => node.Inputs[0],
            Permute permute => Shapes.Join(node) ?? Shapes.PushPermute(node, permute, _shared.Contains, Settle) ?? node,
            Broadcast => Shapes.Join(node) ?? node,
            _ => node,
        };

        private Tensor Merge(Tensor node)
        {
            if (node is Constant { Number: { } number } constant)
            {
                var key = new Number(number, double.IsNegative(number), constant.Type);
                return _numbers.TryGetValue(key, out Tensor? same) ? same : _numbers[key] = node;
            }

            if (!node.Operation.MayMerge || node.SettledValues is not null) return node;
            var expression = new Expression(node);
            if (_known.TryGetValue(expression, out Tensor? known))
            {
                _shared.Add(known);
                return known;
            }

            return _known[expression] = node;
        }
    }

    // Keys are classes, here and elsewhere in the compiler: the runtime has the collections of references compiled already, those of structures it compiles when a process starts.

    /// <summary>A number by its value, its sign (of zero) and its type.</summary>
    private sealed record Number(double Value, bool IsNegative, DType Type);

    /// <summary>A node by what it computes: its operation over these very inputs.</summary>
    private sealed class Expression(Tensor node) : IEquatable<Expression>
    {
        private readonly Tensor _node = node;

        public bool Equals(Expression? other)
        {
            if (other is null || _node.Inputs.Length != other._node.Inputs.Length || !_node.Operation.Equals(other._node.Operation) || _node.Type != other._node.Type || !_node.Shape.Equals(other._node.Shape)) return false;
            for (int i = 0; i < _node.Inputs.Length; i++)
                if (!ReferenceEquals(_node.Inputs[i], other._node.Inputs[i])) return false;
            return true;
        }

        public override bool Equals(object? obj) => obj is Expression other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_node.Operation);
            foreach (Tensor input in _node.Inputs) hash.Add(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(input));
            return hash.ToHashCode();
        }
    }
}
