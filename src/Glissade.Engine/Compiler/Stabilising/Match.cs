using Glissade.Operations;

namespace Glissade.Compiler.Stabilising;

/// <summary>
/// Questions that rules ask. An operation fits if its author meant it as a formula: it is not exact, and no Detach stands before it. Every question looks at
/// a bounded number of nodes, so that long chains cost no more than short ones.
/// </summary>
internal static class Match
{
    private const int MostSteps = 16, MostNodes = 64;

    /// <summary>The formula inside composites that users define; built-in ones are known by name instead.</summary>
    public static Tensor View(Tensor tensor)
    {
        while (tensor.Operation is CompositeCall call && !call.Body.IsExact) tensor = call.Body;
        return tensor;
    }

    /// <summary>Whether this is a formula's elementwise operation; its first input.</summary>
    public static bool Is(Tensor tensor, Elementwise row, out Tensor first) => Is(tensor, row, out first, out _);

    /// <summary>Whether this is a formula's elementwise operation; its first two inputs (the first twice, if it has one).</summary>
    public static bool Is(Tensor tensor, Elementwise row, out Tensor first, out Tensor second)
    {
        tensor = View(tensor);
        (first, second) = (tensor, tensor);
        if (tensor.IsExact || tensor.Operation is not Elementwise elementwise || elementwise.Code != row.Code) return false;
        (first, second) = (View(tensor.Inputs[0]), View(tensor.Inputs[^1]));
        return true;
    }

    /// <summary>Whether this is a call of a composite; its first argument.</summary>
    public static bool IsCall(Tensor tensor, string name, out Tensor argument, out int axis)
    {
        tensor = View(tensor);
        (argument, axis) = (tensor, 0);
        if (tensor.Operation is not CompositeCall call || call.Name != name) return false;
        (argument, axis) = (View(tensor.Inputs[0]), call.Axis);
        return true;
    }

    /// <inheritdoc cref="IsCall(Tensor, string, out Tensor, out int)"/>
    public static bool IsCall(Tensor tensor, string name, out Tensor argument) => IsCall(tensor, name, out argument, out _);

    /// <summary>The number that is everywhere in a constant, or null.</summary>
    public static double? Number(Tensor tensor)
    {
        double sign = 1;
        for (int step = 0; step < MostSteps; step++)
        {
            tensor = View(tensor);
            if (tensor is Constant constant) return sign * constant.Number;
            if (tensor.Operation is not (Broadcast or Reshape or Elementwise { Code: LoopCode.Negate })) return null;
            if (tensor.Operation is Elementwise) sign = -sign;
            tensor = tensor.Inputs[0];
        }

        return null;
    }

    /// <summary>a·b or b·a or a/b with a number: the other factor and the number (1/b of a quotient); −a counts as −1·a.</summary>
    public static bool IsScaled(Tensor tensor, out Tensor other, out double factor)
    {
        (factor, other) = (-1, View(tensor));
        // A minus hides nothing, so that of a rule or a body is as good as the author's.
        if (other.Operation is Elementwise { Code: LoopCode.Negate })
        {
            other = View(other.Inputs[0]);
            return true;
        }

        if (Is(tensor, Rows.Multiply, out Tensor a, out Tensor b))
        {
            if (Number(b) is { } right) (other, factor) = (a, right);
            else if (Number(a) is { } left) (other, factor) = (b, left);
            else return false;
            return true;
        }

        if (!Is(tensor, Rows.Divide, out other, out Tensor divisor) || Number(divisor) is not { } number || number == 0) return false;
        factor = 1 / number;
        return true;
    }

    /// <summary>−a, as written with a sign or with the factor −1.</summary>
    public static bool IsNegative(Tensor tensor, out Tensor positive) => IsScaled(tensor, out positive, out double factor) && factor == -1;

    /// <summary>−a, a minus that is there already taken away.</summary>
    public static Tensor Minus(Tensor tensor) => IsNegative(tensor, out Tensor positive) ? positive : -tensor;

    /// <summary>a + number, in any order of writing.</summary>
    public static bool IsShifted(Tensor tensor, double number, out Tensor other)
    {
        if (Is(tensor, Rows.Add, out Tensor a, out Tensor b))
        {
            other = Number(a) == number ? b : a;
            return Number(a) == number || Number(b) == number;
        }

        return Is(tensor, Rows.Subtract, out other, out Tensor taken) && Number(taken) == -number;
    }

    /// <summary>number − a, in any order of writing.</summary>
    public static bool IsTakenFrom(Tensor tensor, double number, out Tensor taken)
    {
        if (Is(tensor, Rows.Subtract, out Tensor from, out taken) && Number(from) == number) return true;
        if (IsShifted(tensor, number, out Tensor other) && IsNegative(other, out taken)) return true;
        return IsNegative(tensor, out Tensor inner) && IsShifted(inner, -number, out taken);
    }

    /// <summary>x·x; also e^x and others are no squares here.</summary>
    public static bool IsSquare(Tensor tensor, out Tensor root) => Is(tensor, Rows.Multiply, out root, out Tensor other) && Same(root, other);

    /// <summary>The terms of a sum and their signs, down to a few levels.</summary>
    public static List<(Tensor Term, bool Negative)> Terms(Tensor tensor)
    {
        var terms = new List<(Tensor, bool)>();
        Collect(tensor, false, 4);
        return terms;

        void Collect(Tensor term, bool negative, int depth)
        {
            if (depth > 0 && Is(term, Rows.Add, out Tensor a, out Tensor b))
            {
                Collect(a, negative, depth - 1);
                Collect(b, negative, depth - 1);
            }
            else if (depth > 0 && Is(term, Rows.Subtract, out a, out b))
            {
                Collect(a, negative, depth - 1);
                Collect(b, !negative, depth - 1);
            }
            else if (depth > 0 && Is(term, Rows.Negate, out a))
            {
                Collect(a, !negative, depth - 1);
            }
            else
            {
                terms.Add((View(term), negative));
            }
        }
    }

    /// <summary>
    /// Whether two expressions are the same formula over the same leaves. Calls are compared by their bodies; of two large formulas it is not found out.
    /// </summary>
    public static bool Same(Tensor a, Tensor b)
    {
        int left = MostNodes;
        return Equal(a, b);

        bool Equal(Tensor x, Tensor y)
        {
            (x, y) = (Body(x), Body(y));
            if (ReferenceEquals(x, y)) return true;
            if (--left < 0 || !x.Shape.Equals(y.Shape) || x.Type != y.Type) return false;
            if (x is Constant { Number: { } m } && y is Constant { Number: { } n }) return m.Equals(n);
            // A detached node may have forgotten its history when somebody looked at it, which must change nothing.
            if (x.Operation is Detach || !x.Operation.MayMerge || !x.Operation.Equals(y.Operation) || x.Inputs.Length != y.Inputs.Length) return false;
            for (int i = 0; i < x.Inputs.Length; i++)
                if (!Equal(x.Inputs[i], y.Inputs[i])) return false;
            return true;
        }

        static Tensor Body(Tensor tensor)
        {
            while (tensor.Operation is CompositeCall call) tensor = call.Body;
            return tensor;
        }
    }

    /// <summary>Whether b is −a: as written, or two multiples that differ in the sign of their factor.</summary>
    public static bool AreOpposite(Tensor a, Tensor b) => AreMultiples(a, b, -1);

    /// <summary>Whether b is factor·a.</summary>
    public static bool AreMultiples(Tensor a, Tensor b, double factor)
    {
        (Tensor x, double m) = Scaled(a);
        (Tensor y, double n) = Scaled(b);
        return m * factor == n && Same(x, y);

        static (Tensor, double) Scaled(Tensor tensor)
        {
            double all = 1;
            for (int step = 0; step < 4 && IsScaled(tensor, out Tensor other, out double factor); step++) (tensor, all) = (other, all * factor);
            return (tensor, all);
        }
    }

    /// <summary>What is below operations that only choose, repeat and move elements, and how to do the same to something else of its shape.</summary>
    public static (Tensor Core, Func<Tensor, Tensor> Again) Moved(Tensor tensor)
    {
        var steps = new Stack<Tensor>();
        tensor = View(tensor);
        while (steps.Count < MostSteps && tensor.Operation is Reshape or Permute or Broadcast or Slice or Gather)
        {
            steps.Push(tensor);
            tensor = View(tensor.Inputs[0]);
        }

        return (tensor, other =>
        {
            foreach (Tensor step in steps) other = Tensor.Apply(step.Operation, [other, .. step.Inputs[1..]]);
            return other;
        }
        );
    }

    /// <summary>
    /// A reduced row (its axis kept with extent 1) repeated beside every element of what it was reduced from; the reduced row. Axes of extent 1 may have come and gone between.
    /// </summary>
    public static bool IsBeside(Tensor tensor, out Tensor reduced)
    {
        reduced = View(tensor);
        int rank = reduced.Rank;
        if (reduced.Operation is Broadcast) reduced = View(reduced.Inputs[0]);
        Shape aligned = new([.. Enumerable.Repeat(1, rank - reduced.Rank), .. reduced.Shape.Extents]);
        for (int step = 0; step < MostSteps && reduced.Operation is Reshape; step++) reduced = View(reduced.Inputs[0]);
        return reduced.Count == 1 || reduced.Shape.Equals(aligned);
    }

    /// <summary>A formula's sum along an axis that is kept; what is summed.</summary>
    public static bool IsSum(Tensor tensor, out Tensor summand, out int axis)
    {
        tensor = View(tensor);
        (summand, axis) = (tensor, 0);
        if (tensor.IsExact || tensor.Operation is not Sum sum) return false;
        (summand, axis) = (View(tensor.Inputs[0]), sum.Axis);
        return true;
    }
}
