using Glissade.Tests.Support;

namespace Glissade.Tests.House;

/// <summary>The public API is a promise: a change to it is seen in a file of its own.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_library_shows_what_is_written_down() => PublicApi.Hold(typeof(Trainer).Assembly, "tests/Glissade.Tests/PublicApi.txt");
}
