namespace Glissade.Tests.Proof;

/// <summary>
/// A random graph as a list of instructions. Each names a recipe and carries raw numbers that the recipe reads modulo whatever is there, so that any sublist of
/// instructions, over any extents, is again a case: shrinking is deleting.
/// </summary>
/// <param name="Seed">Where it came from.</param>
/// <param name="Palette">The extents that leaves are made of; shapes fit each other more often when there are few.</param>
/// <param name="Instructions">In order; each sees the results of those before.</param>
/// <param name="WithGradient">Adds the gradient of the sum of a result with respect to the parameters.</param>
/// <param name="WithUpdates">Writes states that are read in the same step.</param>
internal sealed record RandomCase(ulong Seed, int[] Palette, Instruction[] Instructions, bool WithGradient, bool WithUpdates)
{
    private static readonly int[] s_aroundVectors = [7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 127, 128, 129];

    /// <summary>The case of a seed.</summary>
    public static RandomCase Generate(ulong seed)
    {
        var random = new SeededNumbers(seed);
        int[] palette = [.. Enumerable.Range(0, 4).Select(_ => Extent(random))];
        int leaves = 2 + random.Below(3);
        int operations = random.Below(10) == 0 ? 20 + random.Below(20) : 3 + random.Below(12);
        var instructions = new Instruction[leaves + operations];
        for (int i = 0; i < instructions.Length; i++) instructions[i] = Any(random, i < leaves, depth: 0);
        return new RandomCase(seed, palette, instructions, random.Below(2) == 0, random.Below(3) == 0);
    }

    private static Instruction Any(SeededNumbers random, bool leaf, int depth)
    {
        Recipe recipe = leaf ? Recipes.Leaves[random.Below(Recipes.Leaves.Length)] : Recipes.Weighted[random.Below(Recipes.Weighted.Length)];
        int[] numbers = [.. Enumerable.Range(0, 12).Select(_ => random.Below(1 << 30))];
        Instruction[] body = recipe.HasBody && depth < 2 ? [.. Enumerable.Range(0, 1 + random.Below(5)).Select(_ => Any(random, false, depth + 1))] : [];
        return new Instruction(recipe.Name, numbers, body);
    }

    private static int Extent(SeededNumbers random) => random.Below(100) switch
    {
        < 3 => 0,
        < 13 => 1,
        < 55 => 2 + random.Below(7),
        < 80 => s_aroundVectors[random.Below(s_aroundVectors.Length)],
        < 98 => 1 + random.Below(70),
        _ => random.Below(2) == 0 ? 4094 + random.Below(5) : 4097 + random.Below(9000),
    };
}

/// <summary>One step of building a graph.</summary>
/// <param name="Recipe">The name of the recipe.</param>
/// <param name="Numbers">What its choices are made from.</param>
/// <param name="Body">The instructions inside a scan.</param>
internal sealed record Instruction(string Recipe, int[] Numbers, Instruction[] Body);

/// <summary>Numbers from a seed (SplitMix64): the same in every version of the framework.</summary>
internal sealed class SeededNumbers(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to but not including the limit.</summary>
    public int Below(int limit) => (int)((Next() >> 33) * (ulong)limit >> 31);

    /// <summary>From 0 up to but not including 1.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1L << 53));
}
