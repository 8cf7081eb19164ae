using Glissade.Tests.Support;

namespace Glissade.Tests.Documentation;

/// <summary>The pages of the vocabulary are what the catalogue says; with GLISSADE_WRITE_DOCS=1 they are written anew.</summary>
public sealed class VocabularyTests
{
    private static readonly Lazy<SortedDictionary<string, string>> s_files = new(VocabularyPages.All);

    [Fact]
    public void The_pages_and_plots_of_the_vocabulary_are_those_of_the_catalogue()
    {
        string folder = Repository.FullPath(VocabularyPages.Folder);
        string[] there = Directory.Exists(folder) ? [.. Repository.Files(VocabularyPages.Folder, "*")] : [];
        if (!Repository.Rewrites)
        {
            Assert.Empty(there.Except(s_files.Value.Keys));
            foreach ((string path, string text) in s_files.Value) Repository.RequireSame(path, "", there.Contains(path) ? Repository.Read(path) : "", text);
            return;
        }

        foreach (string path in there.Except(s_files.Value.Keys)) File.Delete(Repository.FullPath(path));
        foreach ((string path, string text) in s_files.Value)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Repository.FullPath(path))!);
            Repository.Write(path, text);
        }
    }

    [Fact]
    public void Every_activation_loss_and_schedule_has_a_plot()
    {
        string[] rows = [.. Catalog.Activations.Rows.Select(row => $"activations/{row.Name}"), .. Catalog.Losses.Rows.Select(row => $"losses/{row.Name}"), .. Catalog.Schedules.Rows.Select(row => $"schedules/{row.Name}")];
        string[] missing = [.. rows.Where(row => !s_files.Value.ContainsKey($"{VocabularyPages.Folder}/{row}.svg"))];
        Assert.True(missing.Length == 0, $"There is no plot of {string.Join(", ", missing)}; LossPlot and VocabularyPlots say how a thing is drawn.");
    }
}
