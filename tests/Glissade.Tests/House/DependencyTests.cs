using System.Reflection;

namespace Glissade.Tests.House;

/// <summary>A deployed predictor is two files and the runtime.</summary>
public sealed class DependencyTests
{
    [Fact]
    public void The_engine_depends_on_nothing_but_the_runtime() => RequireOnly(typeof(Tensor).Assembly);

    [Fact]
    public void The_library_depends_on_nothing_but_the_engine_and_the_runtime() => RequireOnly(typeof(Trainer).Assembly, "Glissade.Engine");

    private static void RequireOnly(Assembly assembly, params string[] others)
    {
        string[] names = [.. assembly.GetReferencedAssemblies().Select(name => name.Name!)];
        Assert.NotEmpty(names);
        // What the runtime brings stands beside its core library.
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Assert.All(names.Except(others), name => Assert.True(File.Exists(Path.Combine(runtime, $"{name}.dll")), $"{assembly.GetName().Name} depends on {name}."));
    }
}
