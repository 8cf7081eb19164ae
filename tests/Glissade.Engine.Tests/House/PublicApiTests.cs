using Glissade.Tests.Support;

namespace Glissade.Tests.House;

/// <summary>The public API is a promise: a change to it is seen in a file of its own.</summary>
public sealed class PublicApiTests
{
    private const string Path = "tests/Glissade.Engine.Tests/PublicApi.txt";

    [Fact]
    public void The_engine_shows_what_is_written_down()
    {
        string api = PublicApi.List(typeof(Tensor).Assembly);
        if (Repository.Rewrites) Repository.Write(Path, api);
        Repository.RequireSame(Path, "", Repository.Read(Path), api);
    }
}
