using Glissade.Operations;

namespace Glissade;

/// <summary>
/// A node of a lazy, immutable expression: an operation over other tensors, with a shape and an element type that are known at once. Building one runs
/// no kernel; values come from a <see cref="Plan"/> or from <see cref="ToArray{T}"/>. A tensor holds no memory but its own small record and is never disposed.
/// </summary>
public abstract partial class Tensor
{
    /// <summary>Expressions longer than this from leaf to root are evaluated and cut, so that a loop building on its own result cannot grow for ever.</summary>
    internal const int LongestChain = 1 << 17;

    private Tensor? _cut;

    private protected Tensor(Operation operation, Tensor[] inputs, Shape shape, DType type)
    {
        Operation = operation;
        Inputs = inputs;
        Shape = shape;
        Type = type;
        Provenance = Provenance.Current;
        IsExact = ExactScope.Active;
        IsFixed = this is not (State or Input);
        foreach (Tensor input in inputs)
        {
            Depth = Math.Max(Depth, input.Depth + 1);
            IsFixed &= input.IsFixed;
        }
    }

    /// <summary>The extents of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The type of the elements.</summary>
    public DType Type { get; }

    /// <summary>The layer and the formula that this node came from.</summary>
    public Provenance Provenance { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public long Count => Shape.Count;

    internal Operation Operation { get; }

    internal Tensor[] Inputs { get; private set; }

    /// <summary>The longest way down to a leaf.</summary>
    internal int Depth { get; private set; }

    /// <summary>Depends on constants alone, so that its value can never change.</summary>
    internal bool IsFixed { get; }

    /// <summary>
    /// Written to be computed as it stands, by differentiation or as the body of a built-in composite: only rewrites that are exact in IEEE arithmetic are allowed.
    /// </summary>
    internal bool IsExact { get; }

    /// <summary>This node stabilised and in primitives; remembered because it depends on nothing but the node.</summary>
    internal Tensor? Prepared { get; set; }

    /// <summary>The node that applies an operation; the operation's rule gives its shape and type or throws.</summary>
    internal static Tensor Apply(Operation operation, params Tensor[] inputs)
    {
        if (!ExactScope.Active && Array.Exists(inputs, IsTooLong)) inputs = [.. inputs.Select(input => IsTooLong(input) ? input.CutOff() : input)];
        (Shape shape, DType type) = operation.Infer(inputs);
        return new Node(operation, inputs, shape, type);
    }

    // Only what is constant has a value that can stand in for it. A scan is seen through its results.
    private static bool IsTooLong(Tensor input) => input.Depth >= LongestChain - 1 && input.IsFixed && input.Operation is not Operations.Scan;

    // Whoever builds on this node builds on the same leaf: one evaluation for all of them.
    private Tensor CutOff() => _cut ??= new Node(Operations.Detach.Instance, [this], Shape, Type).Settle();

    /// <summary>This node over other inputs (and perhaps with another operation): the same provenance and the same mark.</summary>
    internal Tensor Over(Tensor[] inputs, Operation? operation = null)
    {
        using (Provenance.Continue(Provenance))
        using (ExactScope.Open(IsExact))
            return Apply(operation ?? Operation, inputs);
    }

    /// <summary>
    /// Evaluates a node through which nothing is differentiated or rewritten, and lets go of what it was computed from.
    /// Values, gradients and shapes stay as they were.
    /// </summary>
    private protected void BecomeLeaf()
    {
        Inputs = [];
        Depth = 0;
    }

    /// <summary>An inner node of the graph.</summary>
    private sealed class Node(Operation operation, Tensor[] inputs, Shape shape, DType type) : Tensor(operation, inputs, shape, type)
    {
        /// <summary>The values of a detached node that was settled.</summary>
        public Storage? Values;

        public void Settle(Storage values)
        {
            // The first values stay, whoever else computed them at the same time: kernels keep their address.
            Interlocked.CompareExchange(ref Values, values, null);
            BecomeLeaf();
        }
    }

    /// <summary>The values of a settled node, or null.</summary>
    internal Storage? SettledValues => (this as Node)?.Values;

    /// <summary>Evaluates a detached node now and drops its history.</summary>
    internal Tensor Settle()
    {
        if (this is Node { Values: null } node) node.Settle(Evaluation.Evaluate(this));
        return this;
    }
}

/// <summary>While one is open, nodes made on this thread are marked as exact (see <see cref="Tensor.IsExact"/>).</summary>
internal readonly struct ExactScope : IDisposable
{
    [ThreadStatic]
    private static bool s_active;

    private readonly bool _outer;

    private ExactScope(bool active) => (_outer, s_active) = (s_active, active);

    public static bool Active => s_active;

    public static ExactScope Open(bool active = true) => new(active);

    public void Dispose() => s_active = _outer;
}
