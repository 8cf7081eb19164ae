namespace Glissade;

/// <summary>
/// Finds where a training broke. A run is a function of its data and its seed, so the epoch's steps are simply taken again from its beginning, looking at all states after each; within the step that
/// broke, the search goes from the first number that is not finite back through its inputs to the operation whose own inputs were all finite.
/// </summary>
internal sealed class DivergenceSearch(TrainingStep step, Device device, IReadOnlyList<(string Name, State State)> states)
{
    private readonly Dictionary<Tensor, Tensor> _wide = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes the steps again, and leaves the states as they were before the one that broke.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="firstStep">The number of the first step to take, from 0.</param>
    /// <param name="count">How many steps, the last of which broke at the latest.</param>
    /// <param name="examples">The examples of each.</param>
    /// <param name="rate">The learning rate of each, by the step's number.</param>
    public Divergence Find(int epoch, long firstStep, int count, Func<int, int[]> examples, Func<long, double> rate)
    {
        var before = new StateSnapshot(states);
        for (int i = 0; i < count; i++)
        {
            before.Take();
            int[] batch = examples(i);
            long number = firstStep + i;
            (double numerator, double denominator, _) = step.Run(batch, number, rate(number));
            if (denominator == 0)
            {
                before.Restore();
                return new Divergence(epoch, number + 1, "loss", "the mean over a batch in which every item is ignored or weighs nothing", batch);
            }

            if (double.IsFinite(numerator) && states.All(state => IsFinite(state.State))) continue;
            before.Restore();
            return Inspect(epoch, number, batch, rate(number));
        }

        // Only if the first run and this one differ, which the house forbids.
        before.Restore();
        return new Divergence(epoch, firstStep + count, "loss", "", []);
    }

    private Divergence Inspect(int epoch, long number, int[] batch, double rate)
    {
        StepGraph graph = step.Build(batch.Length);
        Tensor[] ends = [graph.Cost, .. graph.Gradients.Select(pair => pair.Gradient), .. graph.Updates.Select(update => update.Value)];
        var seen = new Dictionary<Tensor, bool>(ReferenceEqualityComparer.Instance);
        Tensor? origin = FirstBroken(graph, ends, batch, number, rate, seen);
        // Follow what is broken up to where it comes from.
        while (origin is not null && FirstBroken(graph, [.. origin.Inputs.Where(input => input.Type.IsFloat())], batch, number, rate, seen) is { } earlier) origin = earlier;
        if (origin is null) return new Divergence(epoch, number + 1, "loss", "", batch);
        string operation = origin switch { State state => $"the parameter {state.Name}", Input => "the input", _ => origin.Operation.Name };
        string formula = origin.Provenance.Formula;
        return new Divergence(epoch, number + 1, origin.Provenance.Path.Length > 0 ? origin.Provenance.Path : "loss",
            formula.Length > 0 ? $"{operation} in {formula}" : operation, Rows(graph, origin, batch, number, rate));
    }

    private Tensor? FirstBroken(StepGraph graph, IReadOnlyList<Tensor> tensors, int[] batch, long number, double rate, Dictionary<Tensor, bool> seen)
    {
        Tensor[] unknown = [.. tensors.Where(tensor => !seen.ContainsKey(tensor)).Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>()];
        if (unknown.Length > 0)
        {
            Workspace workspace = Run(graph, unknown, batch, number, rate);
            foreach (Tensor tensor in unknown) seen[tensor] = !IsFinite(Read(workspace, tensor));
        }

        return tensors.FirstOrDefault(tensor => seen[tensor]);
    }

    // The rows whose own numbers are broken; all of the batch where the broken thing belongs to no example.
    private int[] Rows(StepGraph graph, Tensor origin, int[] batch, long number, double rate)
    {
        Tensor? perExample = origin.Rank > 0 && origin.Shape[0] == batch.Length && origin is not State ? origin : graph.Prediction;
        double[] values = Read(Run(graph, [perExample], batch, number, rate), perExample);
        int width = values.Length / batch.Length;
        int[] rows = [.. Enumerable.Range(0, batch.Length).Where(i => !IsFinite(values.AsSpan(i * width, width))).Select(i => batch[i])];
        return rows.Length > 0 ? rows : batch;
    }

    private Workspace Run(StepGraph graph, IReadOnlyList<Tensor> outputs, int[] batch, long number, double rate)
    {
        // As float64, so that one way of reading serves all types; widening changes no value.
        Workspace workspace = device.Compile(new Step { Outputs = [.. outputs.Select(Wide)], Inputs = step.InputsOf(graph) }).CreateWorkspace();
        step.Feed(graph, workspace, batch, number, rate);
        workspace.Run();
        return workspace;
    }

    private Tensor Wide(Tensor tensor)
    {
        if (!_wide.TryGetValue(tensor, out Tensor? wide)) _wide[tensor] = wide = tensor.Type == DType.Float64 ? tensor : tensor.Cast(DType.Float64);
        return wide;
    }

    private double[] Read(Workspace workspace, Tensor tensor) => workspace.Read<double>(Wide(tensor)).ToArray();

    private static bool IsFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            if (!double.IsFinite(value)) return false;
        return true;
    }

    /// <summary>Whether every number of a state is finite.</summary>
    public static bool IsFinite(State state)
    {
        if (state.Type == DType.Float64) return IsFinite(state.Values<double>());
        if (state.Type != DType.Float32) return true;
        foreach (float value in state.Values<float>())
            if (!float.IsFinite(value)) return false;
        return true;
    }
}
