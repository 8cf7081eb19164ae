namespace Glissade;

/// <summary>Values of expressions outside a step.</summary>
internal static unsafe class Evaluation
{
    /// <summary>Computes a tensor now, on the default device.</summary>
    /// <exception cref="InvalidOperationException">The expression needs an input that only a plan's run can give.</exception>
    public static Storage Evaluate(Tensor tensor)
    {
        if (tensor.SettledValues is { } settled) return settled;
        Plan plan = Device.Cpu.Compile(new Step { Outputs = [tensor] });
        if (plan.Step.Inputs.Count > 0)
            throw new InvalidOperationException($"The value depends on the input '{plan.Step.Inputs[0].Name}', which is given only when a plan runs; compile a Step.");
        Workspace workspace = plan.CreateWorkspace();
        workspace.Run();
        var result = new Storage(tensor.Count * tensor.Type.Size(), zeroed: false);
        workspace.CopyTo(tensor, result);
        return result;
    }

    public static void RequireType<T>(Tensor tensor) where T : unmanaged
    {
        DType asked = DTypes.Of<T>();
        if (asked != tensor.Type) throw new ArgumentException($"The tensor holds {tensor.Type.Name()}; it cannot be read or written as {asked.Name()}.");
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// The values, row-major, computed now. Looking changes nothing: the expression stays what it was.
    /// </summary>
    /// <typeparam name="T">The .NET type of <see cref="Type"/>.</typeparam>
    /// <exception cref="ArgumentException">The type differs.</exception>
    /// <exception cref="InvalidOperationException">The expression needs an <see cref="Input"/>.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        Evaluation.RequireType<T>(this);
        // A detached constant expression can never change and nothing reaches through it, so its history may go.
        Storage values = IsFixed && Operation is Operations.Detach ? Settle().SettledValues! : Evaluation.Evaluate(this);
        return values.Span<T>()[..checked((int)Count)].ToArray();
    }

    /// <summary>The value of a tensor with one element.</summary>
    /// <exception cref="ShapeException">There is not exactly one element.</exception>
    public T ToScalar<T>() where T : unmanaged =>
        Count == 1 ? ToArray<T>()[0] : throw new ShapeException($"A scalar has one element; {Shape} has {Count}.");
}
