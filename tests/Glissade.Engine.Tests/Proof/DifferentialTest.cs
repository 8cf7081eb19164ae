using Glissade.Devices.Reference;

namespace Glissade.Tests.Proof;

/// <summary>
/// Holds a device against the references on random graphs: against Ordered bit for bit (any NaN equals any NaN: the standard leaves payloads open), against
/// float64 within the bound that follows from the graph, and against itself with one output more.
/// </summary>
/// <param name="device">Makes the device under test; called for every case.</param>
internal sealed class DifferentialTest(Func<Device> device)
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
            if (Failure(randomCase) is not { } failure) continue;
            (RandomCase small, string smallFailure) = Shrink(randomCase, failure);
            Assert.Fail($"Random graph {seed}: {failure}\nShrunk: {smallFailure}\n{Printed(small)}");
        }
    }

    // A derivative that throws leaves only the formula to print.
    private static string Printed(RandomCase randomCase)
    {
        try
        {
            return GraphPrinter.Print(CaseBuilder.Build(randomCase)!);
        }
        catch (Exception exception) when (randomCase.WithGradient)
        {
            return $"The gradient throws ({exception.Message}) for\n{Printed(randomCase with { WithGradient = false })}";
        }
    }

    /// <summary>What is wrong with a case, or null.</summary>
    public string? Failure(RandomCase randomCase)
    {
        try
        {
            return CaseBuilder.Build(randomCase) is { } built ? Compare(randomCase, built) : null;
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or NotSupportedException))
        {
            return $"{exception.GetType().Name}: {exception.Message}\n{exception.StackTrace}";
        }
    }

    /// <summary>The smallest case found that still fails, by deleting instructions and shrinking extents.</summary>
    public (RandomCase Case, string Failure) Shrink(RandomCase randomCase, string failure)
    {
        for (int round = 0; round < 20; round++)
        {
            bool smaller = false;
            foreach (RandomCase candidate in Smaller(randomCase))
            {
                if (Failure(candidate) is not { } still) continue;
                (randomCase, failure, smaller) = (candidate, still, true);
                break;
            }

            // A candidate that fails starts a new list, which would be long for single steps; so as long as it gets smaller it does not count.
            if (smaller) round--;
            else break;
        }

        return (randomCase, failure);
    }

    private static IEnumerable<RandomCase> Smaller(RandomCase larger)
    {
        if (larger.WithGradient) yield return larger with { WithGradient = false };
        if (larger.WithUpdates) yield return larger with { WithUpdates = false };
        foreach (Instruction[] fewer in Fewer(larger.Instructions)) yield return larger with { Instructions = fewer };
        for (int i = 0; i < larger.Palette.Length; i++)
        {
            int extent = larger.Palette[i];
            foreach (int less in new[] { 1, 2, extent / 2, extent - 1 }.Distinct())
                if (less > 0 && less < extent) yield return larger with { Palette = [.. larger.Palette[..i], less, .. larger.Palette[(i + 1)..]] };
        }
    }

    private static IEnumerable<Instruction[]> Fewer(Instruction[] larger)
    {
        for (int length = larger.Length / 2; length > 0; length /= 2)
            for (int start = larger.Length - length; start >= 0; start -= length) yield return [.. larger[..start], .. larger[(start + length)..]];
        for (int i = 0; i < larger.Length; i++)
            foreach (Instruction[] body in Fewer(larger[i].Body)) yield return [.. larger[..i], larger[i] with { Body = body }, .. larger[(i + 1)..]];
    }

    private string? Compare(RandomCase randomCase, BuiltCase built)
    {
        Results actual = Results.Of(device(), built, built.Step);
        if (SameBits && actual.Difference(Results.Of(new OrderedDevice(), built, built.Step)) is { } difference) return $"not the bits of the ordered device: {difference}";
        if (WithinBounds && Beyond(built, actual) is { } beyond) return beyond;
        if (OneMoreIn > 0 && randomCase.Seed % (ulong)OneMoreIn == 0 && built.Inner.Count > 0)
        {
            Tensor one = built.Inner[(int)(randomCase.Seed / (ulong)OneMoreIn % (ulong)built.Inner.Count)];
            var step = new Step { Outputs = [.. built.Step.Outputs, one], Updates = built.Step.Updates, Inputs = built.Step.Inputs };
            if (Results.Of(device(), built, step).Difference(actual) is { } changed) return $"one output more changed another: {changed}";
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
