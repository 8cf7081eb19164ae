namespace Glissade.Tests.Proof;

/// <summary>What one run of a case gave: its outputs, and what its updates wrote.</summary>
/// <param name="Names">What each is called in messages.</param>
/// <param name="Types">The element types.</param>
/// <param name="Values">Widened, which loses nothing.</param>
internal sealed record Results(string[] Names, DType[] Types, double[][] Values)
{
    public static Results Of(Device device, BuiltCase built, Step step)
    {
        Workspace workspace = Prepared(device, built, step);
        workspace.Run();
        Results results = Read(workspace, step);
        if (step.Updates.Count > 0) return results;

        // What is kept of weights from run to run, in whatever form, changes nothing.
        workspace.Run();
        string? changed = Read(workspace, step).Difference(results);
        return changed is null ? results : throw new InvalidOperationException($"A second run over the same values differs: {changed}.");
    }

    private static Results Read(Workspace workspace, Step step) => new(
        [.. step.Outputs.Select((_, i) => $"output {i}"), .. step.Updates.Select(update => $"'{update.State.Name}'")],
        [.. step.Outputs.Select(output => output.Type), .. step.Updates.Select(update => update.State.Type)],
        [.. step.Outputs.Select(output => Widened(workspace, output)), .. step.Updates.Select(update => Widened(update.State))]);

    /// <summary>A workspace with all inputs set, and states at their start.</summary>
    public static Workspace Prepared(Device device, BuiltCase built, Step step)
    {
        foreach ((State state, Array values) in built.States)
        {
            switch (values)
            {
                case float[] floats: state.Set<float>(floats); break;
                case double[] doubles: state.Set<double>(doubles); break;
                case int[] integers: state.Set<int>(integers); break;
                case bool[] bools: state.Set<bool>(bools); break;
                default: state.Set<byte>((byte[])values); break;
            }
        }

        Workspace workspace = device.Compile(step).CreateWorkspace();
        foreach ((Input input, Array values) in built.Given)
        {
            switch (values)
            {
                case float[] floats: workspace.Set<float>(input, floats); break;
                case double[] doubles: workspace.Set<double>(input, doubles); break;
                case int[] integers: workspace.Set<int>(input, integers); break;
                case bool[] bools: workspace.Set<bool>(input, bools); break;
                default: workspace.Set<byte>(input, (byte[])values); break;
            }
        }

        return workspace;
    }

    /// <summary>The first bit that differs from other results, which may have more outputs; updates are compared by name.</summary>
    public string? Difference(Results other)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            int at = Array.IndexOf(other.Names, Names[i]);
            if (at < 0) continue;
            for (int k = 0; k < Values[i].Length; k++)
            {
                double a = Values[i][k], b = other.Values[at][k];
                if (BitConverter.DoubleToInt64Bits(a) != BitConverter.DoubleToInt64Bits(b) && !(double.IsNaN(a) && double.IsNaN(b)))
                    return FormattableString.Invariant($"{Names[i]} ({Types[i].Name()}), element {k}: {a:R} instead of {b:R}");
            }
        }

        return null;
    }

    private static double[] Widened(Workspace workspace, Tensor output) => output.Type switch
    {
        DType.Float32 => Widened(workspace.Read<float>(output), static value => value),
        DType.Float64 => workspace.Read<double>(output).ToArray(),
        DType.Int32 => Widened(workspace.Read<int>(output), static value => value),
        DType.Bool => Widened(workspace.Read<bool>(output), static value => value ? 1 : 0),
        _ => Widened(workspace.Read<byte>(output), static value => value),
    };

    private static double[] Widened(State state) => state.Type switch
    {
        DType.Float32 => Widened<float>(state.Values<float>(), static value => value),
        DType.Float64 => state.Values<double>().ToArray(),
        DType.Int32 => Widened<int>(state.Values<int>(), static value => value),
        DType.Bool => Widened<bool>(state.Values<bool>(), static value => value ? 1 : 0),
        _ => Widened<byte>(state.Values<byte>(), static value => value),
    };

    private static double[] Widened<T>(ReadOnlySpan<T> values, Func<T, double> widen)
    {
        var widened = new double[values.Length];
        for (int i = 0; i < widened.Length; i++) widened[i] = widen(values[i]);
        return widened;
    }
}
