using Glissade.Devices.Reference;

namespace Glissade.Tests.Proof;

/// <summary>
/// Holds a device against the references on random graphs: against Ordered bit for bit (any NaN equals any NaN: the standard leaves payloads open), against
/// float64 within the bound that follows from the graph, and against itself with one output more.
/// </summary>
/// <param name="device">The device under test, by a number: the seed, and another for the run with one output more. It may be another variant for every number.</param>
internal sealed class DifferentialTest(Func<ulong, Device> device)
{
    /// <summary>Whether bits must be those of the ordered device. Off only where the device under test is a float64 one itself.</summary>
    public bool SameBits { get; init; } = true;

    /// <summary>Whether values must be within their bounds.</summary>
    public bool WithinBounds { get; init; } = true;

    /// <summary>Ask for one more output in one of so many cases; 0 for never.</summary>
    public int OneMoreIn { get; init; } = 4;

    /// <summary>Elements that had a finite bound, out of all float elements; says how much the bounds see.</summary>
    public (long Bounded, long All) Seen { get; private set; }

    /// <summary>Runs the cases of the seeds from first on. The message of a failure has the seed and the graph, shrunk.</summary>
    public void Run(ulong first, int count)
    {
        for (ulong seed = first; seed < first + (ulong)count; seed++)
        {
            RandomCase randomCase = RandomCase.Generate(seed);
            if (Failure(randomCase) is { } failure) Assert.Fail($"Random graph {seed}: {failure}\n{Explain(randomCase)}");
        }
    }

    /// <summary>What is wrong with a case, or null.</summary>
    public string? Failure(RandomCase randomCase) =>
        Guarded(() => CaseBuilder.Build(randomCase) is { } built ? Compare(randomCase.Seed, built) : null);

    /// <summary>The smallest graph found that fails as a case does; null where already building its gradient throws.</summary>
    public BuiltCase? Shrink(RandomCase randomCase)
    {
        RandomCase small = Shrinking.Shrink(randomCase, candidate => Failure(candidate) is not null);
        BuiltCase? built = null;
        return Guarded(() => (built = CaseBuilder.Build(small)) is null ? "" : null) is null
            ? Shrinking.Shrink(built!, candidate => Failure(small.Seed, candidate) is not null)
            : null;
    }

    private string Explain(RandomCase randomCase)
    {
        if (Shrink(randomCase) is { } built) return $"Shrunk: {Failure(randomCase.Seed, built)}\n{GraphPrinter.Print(built)}";
        RandomCase small = Shrinking.Shrink(randomCase, candidate => Failure(candidate) is not null);
        return $"Shrunk, the gradient of this throws:\n{GraphPrinter.Print(CaseBuilder.Build(small with { WithGradient = false })!)}";
    }

    private string? Failure(ulong seed, BuiltCase built) => Guarded(() => Compare(seed, built));

    // A device that throws fails; where from takes a few lines only.
    private static string? Guarded(Func<string?> run)
    {
        try
        {
            return run();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"{exception.GetType().Name}: {exception.Message}\n{string.Join('\n', (exception.StackTrace ?? "").Split('\n').Take(4))}";
        }
    }

    private string? Compare(ulong seed, BuiltCase built)
    {
        Results actual = Results.Of(device(seed), built, built.Step);
        if (SameBits && actual.Difference(Results.Of(new OrderedDevice(), built, built.Step)) is { } difference) return $"not the bits of the ordered device: {difference}";
        if (WithinBounds && Beyond(built, actual) is { } beyond) return beyond;
        if (OneMoreIn > 0 && seed % (ulong)OneMoreIn == 0 && built.Inner.Count > 0)
        {
            Tensor one = built.Inner[(int)(seed / (ulong)OneMoreIn % (ulong)built.Inner.Count)];
            var step = new Step { Outputs = [.. built.Step.Outputs, one], Updates = built.Step.Updates, Inputs = built.Step.Inputs };
            Results more = Results.Of(device(seed + 5), built, step);
            if (more.Difference(actual) is { } changed) return $"one output more changed another: {changed}";
            // That one is read by others, which must leave it as it is.
            if (SameBits && more.Difference(Results.Of(new OrderedDevice(), built, step)) is { } other) return $"with one output more, not the bits of the ordered device: {other}";
        }

        return null;
    }

    private string? Beyond(BuiltCase built, Results actual)
    {
        Tensor[] roots = [.. built.Step.Outputs, .. built.Step.Updates.Select(update => update.Value)];
        var step = new Step { Outputs = roots, Inputs = built.Step.Inputs };
        var workspace = (ReferenceWorkspace)Results.Prepared(new BoundedDevice(), built, step);
        workspace.Run();
        for (int root = 0; root < roots.Length; root++)
        {
            var expected = (Bounded[])workspace.Values(roots[root]);
            for (int i = 0; i < expected.Length; i++)
            {
                (double value, double bound) = (expected[i].Value, expected[i].Bound);
                bool seen = bound < double.PositiveInfinity && double.IsFinite(value);
                if (roots[root].Type.IsFloat()) Seen = (Seen.Bounded + (seen ? 1 : 0), Seen.All + 1);
                double got = actual.Values[root][i];
                if (seen && !(Math.Abs(got - value) <= bound * 1.000001))
                    return FormattableString.Invariant($"{actual.Names[root]}, element {i}: {got:R} where float64 gives {value:R}, and the graph allows {bound:R} between them");
            }
        }

        return null;
    }
}
