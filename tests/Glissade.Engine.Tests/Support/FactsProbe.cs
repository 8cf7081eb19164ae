using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Tests.Support;

/// <summary>What a process knows of its machine: which of the switches that change the code it runs have taken.</summary>
internal static class FactsProbe
{
    public const string Name = "facts";

    [Probe(Name)]
    public static void Print(string[] arguments) => Console.WriteLine(Describe());

    /// <summary>One line of facts as this process sees them, for probes to print before their results.</summary>
    public static string Describe() => string.Join(' ',
        Fact("vector512", Vector512.IsHardwareAccelerated),
        Fact("vector256", Vector256.IsHardwareAccelerated),
        Fact("vector128", Vector128.IsHardwareAccelerated),
        Fact("avx512", Avx512F.IsSupported),
        Fact("avx2", Avx2.IsSupported),
        Fact("fma", Fma.IsSupported),
        Fact("dynamic_code", RuntimeFeature.IsDynamicCodeSupported),
        $"GLISSADE_DYNAMIC_CODE={Environment.GetEnvironmentVariable("GLISSADE_DYNAMIC_CODE")}");

    private static string Fact(string name, bool holds) => $"{name}={(holds ? "true" : "false")}";
}
