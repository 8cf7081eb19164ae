using Glissade.Tests.Support;

namespace Glissade.Tests.House;

/// <summary>A file holds one idea; one that grows beyond this holds two.</summary>
public sealed class FileLengthTests
{
    private const int MostLines = 400;

    [Theory]
    [InlineData("bench")]
    [InlineData("samples")]
    [InlineData("src")]
    [InlineData("tests")]
    public void No_file_is_longer_than_400_lines(string folder)
    {
        foreach (string file in Repository.Files(folder, "*.cs"))
        {
            int lines = File.ReadLines(Repository.FullPath(file)).Count();
            Assert.True(lines <= MostLines, $"{file} has {lines} lines; a file holds one idea, in at most {MostLines}.");
        }
    }
}
