using Glissade.Tests.Support;

namespace Glissade.Tests.House;

/// <summary>Lower floors never use higher ones: by what the compiled code names, so that no alias or inferred type hides it.</summary>
public sealed class FloorsTests
{
    /// <summary>The floors of the engine, lowest first: the folders of <c>src/Glissade.Engine</c>.</summary>
    private static readonly string[] s_floors = ["Graph", "Operations", "Autodiff", "Compiler", "Devices"];

    /// <summary>The only ways up, each with its reason. One that nothing uses any more fails the test, too.</summary>
    internal static readonly WayUp[] Sanctioned =
    [
        new("*", "Graph", "*", "Operations", "A node names its operation, and the methods of a tensor apply the rows: the vocabulary of formulas is one thing in two folders. The rows know tensors and nothing else."),
        new("Gradient", "Autodiff", "Prepare", "Compiler", "Formulas are stabilised before they are differentiated. `Prepare.Apply` is the only door; what it makes, the node remembers."),
        new("Evaluation", "Graph", "Device", "Devices", "`ToArray`, `ToString` and `Assign` outside a step need values: a step of one output on the default device."),
        new("Evaluation", "Graph", "Plan", "Devices", "As above."),
        new("Evaluation", "Graph", "Workspace", "Devices", "As above."),
    ];

    /// <summary>A way up.</summary>
    /// <param name="From">The type that goes up, or * for any of the floor.</param>
    /// <param name="Floor">Its floor.</param>
    /// <param name="To">The type it goes to, or * for any of the floor.</param>
    /// <param name="Above">That type's floor.</param>
    /// <param name="Reason">Why there is no other way.</param>
    internal sealed record WayUp(string From, string Floor, string To, string Above, string Reason);

    private static readonly Lazy<Dictionary<Type, string>> s_floorOf = new(() => SourceFolders.Of(typeof(Tensor).Assembly, "src/Glissade.Engine"));

    [Fact]
    public void No_floor_uses_a_higher_one()
    {
        Dictionary<Type, string> floors = s_floorOf.Value;
        var used = new HashSet<WayUp>();
        var found = new List<string>();
        foreach ((Type type, string floor) in floors)
        {
            foreach (Type other in References.Of(type).Where(floors.ContainsKey))
            {
                string above = floors[other];
                if (Array.IndexOf(s_floors, above) <= Array.IndexOf(s_floors, floor)) continue;
                WayUp? sanctioned = Sanctioned.FirstOrDefault(e => e.Floor == floor && e.Above == above && Fits(e.From, type) && Fits(e.To, other));
                if (sanctioned is not null) used.Add(sanctioned);
                else found.Add($"{floor}: {type.Name} uses {other.Name} of {above}");
            }
        }

        Assert.True(found.Count == 0, $"A floor uses a higher one. Move the code, or turn the dependency around; what must be is sanctioned in {nameof(FloorsTests)}.\n{string.Join('\n', found.Order())}");
        Assert.Empty(Sanctioned.Except(used));
    }

    private static bool Fits(string name, Type type) => name == "*" || name == type.Name.Split('`')[0];
}
