using Glissade.Tests.Support;
using Xunit.Abstractions;

namespace Glissade.Tests.Packages;

/// <summary>What is packed can be installed where nothing else is, and used.</summary>
public sealed class PackagesTests(PackagesFixture packages, ITestOutputHelper output) : IClassFixture<PackagesFixture>
{
    [Fact]
    public void There_are_three_packages() =>
        Assert.Equal(["Glissade", "Glissade.Data", "Glissade.Tool"], Directory.EnumerateFiles(packages.Feed).Select(file => Path.GetFileName(file).Replace($".{packages.Version}.nupkg", "", StringComparison.Ordinal)).Order());

    [Fact]
    public void The_library_holds_its_engine_and_depends_on_nothing()
    {
        (string[] files, string[] dependencies) = packages.Look("Glissade");
        Assert.Empty(dependencies);
        Assert.Equal(["Glissade.Engine.dll", "Glissade.Engine.xml", "Glissade.dll", "Glissade.xml"],
            files.Where(file => file.StartsWith("lib/net10.0/", StringComparison.Ordinal)).Select(file => file["lib/net10.0/".Length..]).Order(StringComparer.Ordinal));
        Assert.Contains("README.md", files);
    }

    [Fact]
    public void The_readers_depend_on_the_library_and_CsvHelper()
    {
        (string[] files, string[] dependencies) = packages.Look("Glissade.Data");
        Assert.Equal(["CsvHelper", "Glissade"], dependencies.Order());
        Assert.Contains("lib/net10.0/Glissade.Data.xml", files);
    }

    [Fact]
    public void The_tool_is_there_for_any_machine_and_with_native_code_for_this_one()
    {
        (string[] files, string[] dependencies) = packages.Look("Glissade.Tool");
        Assert.Empty(dependencies);
        string[] folders = [.. files.Where(file => file.EndsWith("/Glissade.Cli.dll", StringComparison.Ordinal)).Select(file => file.Split('/')[2])];
        Assert.Contains("any", folders);
        if (packages.Log.Contains("is packed without native code", StringComparison.Ordinal)) output.WriteLine($"SKIPPED: {packages.Log}");
        else Assert.Equal(2, folders.Length);
    }

    [Fact]
    public void An_empty_project_trains_saves_loads_and_predicts_with_the_packages()
    {
        string folder = packages.Folder("empty project");
        File.WriteAllText(Path.Combine(folder, "flats.csv"), Flats());
        File.WriteAllText(Path.Combine(folder, "Use.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Glissade" Version="{packages.Version}" />
                <PackageReference Include="Glissade.Data" Version="{packages.Version}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            using Glissade;

            // The engine, of whose assembly the project says nothing.
            Tensor four = Tensor.Scalar(2.0).Square();
            Console.WriteLine($"engine {four.ToArray<float>()[0]}");

            // The library: training, the model in a file, a prediction.
            Dataset xor = Dataset.From(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, [0, 1, 1, 0]);
            var trainer = new Trainer(new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 2)), new CrossEntropy(), new Adam { LearningRate = 0.05f });
            trainer.Fit(xor, epochs: 300);
            trainer.Save("xor.safetensors", like: xor);
            Model model = Model.Load("xor.safetensors");
            Console.WriteLine($"library {string.Join(" ", ((double[][])[[0, 0], [0, 1], [1, 0], [1, 1]]).Select(row => model.Predict(row).Value))}");

            // The readers: a table with its texts and numbers, and a row that it does not have.
            Table table = Table.Read("flats.csv");
            TrainingPlan plan = TrainingPlan.Create(new TrainingOptions { Data = "flats.csv", Target = "rent", Output = "run" });
            TrainingResult result = plan.Run();
            double rent = Model.Load("run/model.safetensors").Predict(new Dictionary<string, object?> { ["area"] = 73.5, ["city"] = "Ulm" }).Value;
            Console.WriteLine($"readers {table.Rows} {rent:F1}");
            """);
        Command.Dotnet(folder, "build", "--configuration", "Release", "--nologo", "--verbosity", "quiet").Succeeded("dotnet build with the packages");
        string[] lines = Command.Dotnet(folder, Path.Combine("bin", "Release", "net10.0", "Use.dll")).Succeeded("the program").TrimEnd('\n').Split('\n');
        Assert.Equal(["engine 4", "library 0 1 1 0"], lines[..^1]);
        string[] readers = lines[^1].Split(' ');
        Assert.Equal(["readers", "240"], readers[..2]);
        // 10 a square metre, and 100 more in Ulm.
        Assert.Equal(835, double.Parse(readers[2], System.Globalization.CultureInfo.InvariantCulture), 60.0);
    }

    [Fact]
    public void The_tool_installs_trains_and_predicts()
    {
        string folder = packages.Folder("tool"), data = packages.Folder("tool data");
        Command.Dotnet(data, "tool", "install", "Glissade.Tool", "--version", packages.Version, "--tool-path", folder, "--configfile", packages.Configuration).Succeeded("dotnet tool install");
        string tool = Path.Combine(folder, OperatingSystem.IsWindows() ? "glissade.exe" : "glissade");
        Assert.Matches(@"^\d+\.\d+\.\d+", Command.Run(tool, data, "--version").Succeeded("glissade --version"));

        File.WriteAllText(Path.Combine(data, "flats.csv"), Flats());
        Command.Run(tool, data, "train", "flats.csv", "--epochs", "5", "--output", "run", "--plain").Succeeded("glissade train");
        Assert.True(File.Exists(Path.Combine(data, "run", "model.safetensors")));
        File.WriteAllText(Path.Combine(data, "new.csv"), "area,city\n73.5,Ulm\n120,Kiel\n");
        string predictions = Command.Run(tool, data, "predict", Path.Combine("run", "model.safetensors"), "new.csv").Succeeded("glissade predict");
        Assert.Equal(3, predictions.TrimEnd('\n').Split('\n').Length);

        // A mistake is told in four lines, by the installed tool as well.
        Command wrong = Command.Run(tool, data, "train", "nowhere.csv");
        Assert.Equal(2, wrong.ExitCode);
        Assert.StartsWith("error: ", wrong.Errors, StringComparison.Ordinal);
    }

    // 10 a square metre, 100 more in Ulm, 50 less in Kiel.
    private static string Flats()
    {
        (string City, int More)[] cities = [("Bonn", 0), ("Ulm", 100), ("Kiel", -50)];
        IEnumerable<string> rows = Enumerable.Range(0, 240).Select(i => (Area: 30 + i * 37 % 120, City: cities[i % 7 % 3])).Select(flat => $"{flat.Area},{flat.City.City},{10 * flat.Area + flat.City.More}");
        return $"area,city,rent\n{string.Join('\n', rows)}\n";
    }
}
