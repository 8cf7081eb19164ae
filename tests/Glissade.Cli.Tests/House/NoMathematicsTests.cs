using System.Reflection;
using Glissade.Tests.Support;

namespace Glissade.Cli.Tests.House;

/// <summary>The tool is a face: what it shows is computed by the library. It reads the compiled code, so that no alias or inferred type hides anything.</summary>
public sealed class NoMathematicsTests
{
    /// <summary>What laying out text and pictures takes.</summary>
    private static readonly string[] s_layout = ["Abs", "Ceiling", "Clamp", "DivRem", "Floor", "Max", "Min", "Round"];

    /// <summary>Further functions that a type may use, each with its reason. One that is no longer used fails the test, too.</summary>
    private static readonly (string Type, string Function, string Reason)[] s_sanctioned =
    [
        ("Chart", "Log", "The axis of costs is logarithmic: where a line of text stands on it."),
        ("Chart", "Pow", "As above, the other way round."),
    ];

    private static readonly Type[] s_types = [.. typeof(App).Assembly.GetTypes().Where(type => !type.IsNested)];

    [Fact]
    public void The_tool_builds_and_runs_no_expression()
    {
        Type[] computing = [typeof(Tensor), typeof(Parameter), typeof(Buffer), typeof(Input), typeof(Gradient), typeof(Step), typeof(Plan), typeof(Workspace)];
        Assert.Empty(s_types.SelectMany(type => References.All(type).Intersect(computing).Select(used => $"{type.Name} uses {used.Name}")));
    }

    [Fact]
    public void The_tool_computes_nothing_but_its_layout()
    {
        var used = new HashSet<(string, string)>();
        foreach (Type type in s_types)
        {
            foreach (MemberInfo function in References.Members(type).Where(member => member.DeclaringType == typeof(Math) || member.DeclaringType == typeof(MathF)))
                if (!s_layout.Contains(function.Name)) used.Add((type.Name, function.Name));
        }

        Assert.Equal(s_sanctioned.Select(sanctioned => (sanctioned.Type, sanctioned.Function)).Order(), used.Order());
    }
}
