using Glissade.Tests.Support;

namespace Glissade.Tests.House;

/// <summary>The library's floors, by what its compiled code names: formulas know nothing of those who train, save or explain them.</summary>
public sealed class FloorsTests
{
    /// <summary>Formulas, and the catalogue that lists them.</summary>
    private static readonly string[] s_formulas = ["", "Layers", "Activations", "Losses", "Initializers", "Optimizers", "Minimizers", "Schedules", "Metrics", "Catalog"];

    /// <summary>What is made of the world outside, before anything is trained.</summary>
    private static readonly string[] s_data = ["Formats", "Preprocessing", "Samples"];

    private static readonly string[] s_above = ["Training", "Models", "Analysis", "Benchmarks"];

    private static readonly Lazy<Dictionary<Type, string>> s_folders = new(() => SourceFolders.Of(typeof(Trainer).Assembly, "src/Glissade"));

    [Fact]
    public void Every_folder_has_its_floor() => Assert.Empty(s_folders.Value.Values.Distinct().Except([.. s_formulas, .. s_data, .. s_above]));

    [Fact]
    public void Formulas_know_nothing_of_data_training_or_models() => RequireNone(s_formulas, [.. s_data, .. s_above]);

    [Fact]
    public void Data_knows_nothing_of_training_or_models() => RequireNone(s_data, s_above);

    [Fact]
    public void The_way_down_is_seen()
    {
        // Were the reading blind, the tests above would always pass.
        Dictionary<Type, string> folders = s_folders.Value;
        Assert.Contains(References.Of(typeof(Trainer)), type => folders.GetValueOrDefault(type) == "Losses");
        Assert.Contains(References.Of(typeof(Sequential)), type => folders.GetValueOrDefault(type) == "Catalog");
    }

    private static void RequireNone(string[] below, string[] above)
    {
        Dictionary<Type, string> folders = s_folders.Value;
        Type[] lower = [.. folders.Where(pair => below.Contains(pair.Value)).Select(pair => pair.Key)];
        Assert.NotEmpty(lower);
        string[] found = [.. lower.SelectMany(type => References.Of(type).Where(other => above.Contains(folders.GetValueOrDefault(other)))
            .Select(other => $"{folders[type]}: {type.Name} uses {other.Name} of {folders[other]}")).Order()];
        Assert.True(found.Length == 0, $"A floor uses a higher one. Move the code, or turn the dependency around.\n{string.Join('\n', found)}");
    }
}
