using Glissade.Devices.Cpu;

namespace Glissade.Tests.Devices.Cpu;

public sealed class CacheSizesTests
{
    [Fact]
    public void Every_level_is_read_once()
    {
        string folder = Directory.CreateTempSubdirectory("glissade-").FullName;
        try
        {
            foreach ((string index, string size) in ((string, string)[])[("index0", "32K\n"), ("index1", "32K\n"), ("index2", "1M\n"), ("index3", "33554432\n"), ("index4", "what?\n"), ("power", "7K\n")])
            {
                Directory.CreateDirectory(Path.Combine(folder, index));
                File.WriteAllText(Path.Combine(folder, index, "size"), size);
            }

            Directory.CreateDirectory(Path.Combine(folder, "index5"));
            Assert.Equal([32L << 10, 1L << 20, 32L << 20], CacheSizes.OfLinux(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Where_nothing_is_said_a_usual_processor_is_taken()
    {
        Assert.Empty(CacheSizes.OfLinux("/no/such/folder"));
        Assert.True(CacheSizes.LastLevel >= 1 << 20);
        Assert.Equal(CacheSizes.Levels.Order(), CacheSizes.Levels);
    }

    [Theory]
    [InlineData(new long[] { 32 << 10, 512 << 10, 32 << 20 }, 512 << 10)]
    [InlineData(new long[] { 32 << 10, 64 << 10, 2 << 20, 60 << 20 }, 2 << 20)]
    [InlineData(new long[] { 48 << 10 }, 1 << 20)]
    public void The_second_level_lies_between_the_nearest_and_the_last(long[] levels, long second) => Assert.Equal(second, CacheSizes.Second(levels));
}
