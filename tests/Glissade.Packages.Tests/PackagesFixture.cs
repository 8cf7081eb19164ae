using System.IO.Compression;
using System.Xml.Linq;
using Glissade.Tests.Support;

namespace Glissade.Tests.Packages;

/// <summary>
/// The packages of this build in a folder of their own, which is the only source that they are installed from: no registry is asked. What they depend on is in the machine's cache already, as the repository
/// depends on the very same. The version is of this run alone, so that no package of another run is taken.
/// </summary>
public sealed class PackagesFixture : IDisposable
{
    // What the tests were built as is what is packed: .../bin/Release/net10.0/.
    private static readonly string s_configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public PackagesFixture()
    {
        Root = Directory.CreateTempSubdirectory("glissade-packages-").FullName;
        Feed = Path.Combine(Root, "feed");
        Version = $"0.0.1-check.{Guid.NewGuid():N}";
        Log = Command.Dotnet(Repository.Root, "pack", "Glissade.slnx", "--no-build", "--configuration", s_configuration, "--output", Feed, $"-p:PackageVersion={Version}").Succeeded("dotnet pack");
        Configuration = Path.Combine(Root, "NuGet.config");
        File.WriteAllText(Configuration, $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{Feed}" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>The folder that goes away with the tests; outside the repository, whose rules of building must not reach in.</summary>
    public string Root { get; }

    public string Feed { get; }

    public string Version { get; }

    /// <summary>What packing printed.</summary>
    public string Log { get; }

    /// <summary>The file that names the folder as the one source.</summary>
    public string Configuration { get; }

    /// <summary>An empty folder.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    /// <summary>The files in a package by their paths, and what it depends on.</summary>
    internal (string[] Files, string[] Dependencies) Look(string id)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(Feed, $"{id}.{Version}.nupkg"));
        using Stream nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        Assert.Equal("README.md", metadata.Elements().Single(element => element.Name.LocalName == "readme").Value);
        Assert.Equal("MIT", metadata.Elements().Single(element => element.Name.LocalName == "license").Value);
        Assert.NotEmpty(metadata.Elements().Single(element => element.Name.LocalName == "description").Value);
        return ([.. package.Entries.Select(entry => entry.FullName)], [.. metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value)]);
    }

    public void Dispose()
    {
        // The cache of packages keeps what is installed from anywhere; this version nobody will ask for again.
        string? assets = Directory.EnumerateFiles(Root, "project.assets.json", SearchOption.AllDirectories).FirstOrDefault(file => !file.Contains($"{Path.DirectorySeparatorChar}.store{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        if (assets is not null)
        {
            using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(assets));
            foreach (System.Text.Json.JsonProperty cache in json.RootElement.GetProperty("packageFolders").EnumerateObject())
            {
                foreach (string id in (string[])["glissade", "glissade.data"])
                {
                    string installed = Path.Combine(cache.Name, id, Version);
                    if (Directory.Exists(installed)) Directory.Delete(installed, recursive: true);
                }
            }
        }

        Directory.Delete(Root, recursive: true);
    }
}
