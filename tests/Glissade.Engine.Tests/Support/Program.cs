using System.Reflection;

namespace Glissade.Tests.Support;

/// <summary>The test assembly as a program: runs one probe. xunit never comes here.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        Dictionary<string, MethodInfo> probes = typeof(Program).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(ProbeAttribute)))
            .ToDictionary(method => method.GetCustomAttribute<ProbeAttribute>()!.Name);

        if (arguments.Length == 0 || !probes.TryGetValue(arguments[0], out MethodInfo? probe))
        {
            Console.Error.WriteLine($"Usage: dotnet Glissade.Engine.Tests.dll probe [arguments]. The probes: {string.Join(", ", probes.Keys.Order())}.");
            return 64;
        }

        // A delegate, not Invoke: an exception ends the process with its own stack.
        probe.CreateDelegate<Action<string[]>>()(arguments[1..]);
        return 0;
    }
}
