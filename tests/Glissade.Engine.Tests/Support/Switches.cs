namespace Glissade.Tests.Support;

/// <summary>
/// What can be switched in a fresh process, and the facts by which to see that it took. A switch may name something that this machine does not have: then nothing changes, and the facts still hold.
/// </summary>
internal sealed record Switches
{
    /// <summary>One of those below, by its name: what a theory can be given.</summary>
    public static Switches Named(string name) => (Switches)typeof(Switches).GetField(name)!.GetValue(null)!;

    /// <summary>As this process.</summary>
    public static readonly Switches None = new();

    /// <summary>256-bit vectors.</summary>
    public static readonly Switches NoAvx512 = new()
    {
        Environment = new() { ["DOTNET_EnableAVX512"] = "0" },
        Facts = ["vector512=false", "avx512=false"],
    };

    /// <summary>128-bit vectors. In .NET 10 this takes the fused multiply-add away as well, so products become very slow.</summary>
    public static readonly Switches NoAvx2 = new()
    {
        Environment = new() { ["DOTNET_EnableAVX2"] = "0" },
        Facts = ["vector512=false", "vector256=false", "avx2=false", "fma=false"],
    };

    /// <summary>No vectors at all.</summary>
    public static readonly Switches NoIntrinsics = new()
    {
        Environment = new() { ["DOTNET_EnableHWIntrinsic"] = "0" },
        Facts = ["vector512=false", "vector256=false", "vector128=false", "avx2=false", "fma=false"],
    };

    /// <summary>No emitted kernels, as our own variable asks.</summary>
    public static readonly Switches NoDynamicCode = new()
    {
        Environment = new() { ["GLISSADE_DYNAMIC_CODE"] = "0" },
        Facts = ["GLISSADE_DYNAMIC_CODE=0"],
    };

    /// <summary>No emitted kernels, as the runtime itself says, the way it is in a program compiled ahead of time.</summary>
    public static readonly Switches NoDynamicCodeSupport = new()
    {
        RuntimeProperties = new() { ["System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported"] = false },
        Facts = ["dynamic_code=false"],
    };

    /// <summary>Environment variables for the child alone.</summary>
    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Properties that a child reads from its runtimeconfig.json.</summary>
    public Dictionary<string, bool> RuntimeProperties { get; init; } = [];

    /// <summary>What <see cref="FactsProbe.Describe"/> must say in the child.</summary>
    public string[] Facts { get; init; } = [];

    /// <summary>Fails unless a line printed by <see cref="FactsProbe.Describe"/> shows that the switch took.</summary>
    public void AssertTaken(string facts)
    {
        string[] seen = facts.Split(' ', StringSplitOptions.TrimEntries);
        Assert.All(Facts, fact => Assert.Contains(fact, seen));
    }
}
