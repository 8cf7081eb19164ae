using Glissade.Tests.Support;

namespace Glissade.Tests.House;

/// <summary>The public API is a promise: a change to it is seen in a file of its own.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_reader_of_files_shows_what_is_written_down() => PublicApi.Hold(typeof(TableReader).Assembly, "tests/Glissade.Data.Tests/PublicApi.txt");
}
