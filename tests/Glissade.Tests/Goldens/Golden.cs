using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Glissade.Tests.Goldens;

/// <summary>What PyTorch and scikit-learn gave; see goldens.py.</summary>
internal static class Golden
{
    public static IReadOnlyList<JsonElement> Cases(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Find(name)));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    public static double[] Numbers(this JsonElement element) => [.. element.EnumerateArray().Select(item => item.GetDouble())];

    public static Shape Shape(this JsonElement element) => new([.. element.EnumerateArray().Select(item => item.GetInt32())]);

    /// <summary>|ours − theirs| ≤ tolerance·max(1, largest |theirs|): 1e-12 in float64, 1e-5 in float32.</summary>
    public static void Same(string what, DType type, double[] theirs, double[] ours)
    {
        Assert.Equal(theirs.Length, ours.Length);
        double bound = (type == DType.Float64 ? 1e-12 : 1e-5) * theirs.Select(Math.Abs).Append(1).Max();
        for (int i = 0; i < theirs.Length; i++)
            Assert.True(Math.Abs(ours[i] - theirs[i]) <= bound, FormattableString.Invariant($"{what} in {type.Name()}, element {i}: ours is {ours[i]:R}, theirs {theirs[i]:R}."));
    }

    private static string Find(string name, [CallerFilePath] string here = "")
    {
        string beside = Path.Combine(Path.GetDirectoryName(here)!, name);
        if (File.Exists(beside)) return beside;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "tests", "Glissade.Tests", "Goldens", name);
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException($"{name} was found neither beside its reader nor above {AppContext.BaseDirectory}; goldens.py writes it.");
    }
}
