using Glissade.Tests.Support;

namespace Glissade.Cli.Tests;

/// <summary>The script <c>./glissade</c>, with a stand-in for <c>dotnet</c> that writes down what it was called for.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly string _source;

    public ScriptTests()
    {
        Directory.CreateDirectory(_folder["src/Glissade.Cli"]);
        Directory.CreateDirectory(_folder["programs"]);
        _source = _folder.Write("src/Glissade.Cli/Program.cs", "class Program;");
        foreach (string file in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json"]) _folder.Write(file, "");
        File.Copy(Repository.FullPath("glissade"), _folder["glissade"]);
        // Building takes a second; a folder called broken makes it fail.
        _folder.Write("programs/dotnet", """
            #!/usr/bin/env bash
            here=$(dirname "$(dirname "$0")")
            case $1 in
                --version) echo 10.0.100 ;;
                publish)
                    echo "$*" >>"$here/calls"
                    if [ -e "$here/broken" ]; then echo "Program.cs(1,1): error"; exit 1; fi
                    sleep 1
                    while [ $# -gt 0 ]; do if [ "$1" = --output ]; then mkdir -p "$2"; echo dll >"$2/Glissade.Cli.dll"; fi; shift; done ;;
                *) shift; echo "ran $*" ;;
            esac
            """.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
            foreach (string file in (string[])["glissade", "programs/dotnet"]) File.SetUnixFileMode(_folder[file], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task It_builds_what_is_stale_once_however_many_start_and_nothing_when_nothing_is()
    {
        if (OperatingSystem.IsWindows()) return;
        Tool[] both = await Task.WhenAll(Task.Run(() => Run("train", "a b")), Task.Run(() => Run("list")));
        Assert.Equal((0, "ran train a b\n"), (both[0].Code, both[0].Out));
        Assert.Equal((0, "ran list\n"), (both[1].Code, both[1].Out));
        Assert.Equal(1, Builds());
        Assert.Equal(new Tool(0, "ran --version\n", ""), Run("--version"));
        Assert.Equal(1, Builds());

        File.SetLastWriteTimeUtc(_source, DateTimeOffset.FromUnixTimeSeconds(4_000_000_000).UtcDateTime);
        Assert.Equal((0, "ran x\n", "building…\n"), (Run("x") is var again ? again.Code : 0, again.Out, again.Error));
        Assert.Equal(2, Builds());
    }

    [Fact]
    public void A_build_that_fails_says_why_ends_1_and_runs_nothing()
    {
        if (OperatingSystem.IsWindows()) return;
        _folder.Write("broken", "");
        Tool failed = Run("train");
        Assert.Equal((1, ""), (failed.Code, failed.Out));
        Assert.Contains("Program.cs(1,1): error", failed.Error, StringComparison.Ordinal);
        Assert.Contains("error: the tool could not be built", failed.Error, StringComparison.Ordinal);
        File.Delete(_folder["broken"]);
        Assert.Equal((0, "ran train\n"), (Run("train") is var then ? then.Code : 0, then.Out));
    }

    public void Dispose() => _folder.Dispose();

    private int Builds() => File.ReadAllLines(_folder["calls"]).Length;

    private Tool Run(params string[] arguments) => ToolProcess.RunProgram("bash", [_folder["glissade"], .. arguments],
        new Dictionary<string, string> { ["PATH"] = $"{_folder["programs"]}:{Environment.GetEnvironmentVariable("PATH")}" });
}
