namespace Glissade.Tests.Formats;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_file_is_replaced_whole()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.bin");
        File.WriteAllText(path, "before");
        AtomicFile.Write(path, stream => stream.Write("after, and longer"u8));
        Assert.Equal("after, and longer", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_write_that_fails_leaves_what_stood_there()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.bin");
        File.WriteAllText(path, "before");
        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidTimeZoneException();
        }));
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void What_a_killed_process_left_behind_is_cleaned_up_by_the_next_write()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.bin");
        File.WriteAllText(path + AtomicFile.Suffix, "left behind by somebody, longer than what is written now");
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Two_writers_of_one_name_do_not_mix()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.bin");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("first"u8);
            Assert.Throws<GlissadeException>(() => AtomicFile.Write(path, other => other.Write("second"u8)));
        });
        Assert.Equal("first", File.ReadAllText(path));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        GlissadeException refusal = Assert.Throws<GlissadeException>(() => AtomicFile.Write(Path.Combine(folder.Path, "no", "a.bin"), _ => Assert.Fail("nothing is to be written")));
        Assert.Contains("does not exist", refusal.Message);
        Assert.False(refusal.IsFailure);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("/proc/version")]
    public void A_place_that_cannot_be_written_is_no_failure_of_the_work(string path)
    {
        // The folder of the second is on a system of files that takes none.
        if (path.StartsWith("/proc", StringComparison.Ordinal) && !File.Exists(path)) return;
        GlissadeException refusal = Assert.Throws<GlissadeException>(() => AtomicFile.Write(path, _ => Assert.Fail("nothing is to be written")));
        Assert.False(refusal.IsFailure);
        Assert.NotEmpty(refusal.Remedy);
    }

    [Fact]
    public void A_folder_is_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("folder of this name", Assert.Throws<GlissadeException>(() => AtomicFile.Write(folder.Path, _ => { })).Message);
    }

    [Fact]
    public void A_full_disk_is_a_failure_and_told_as_one()
    {
        // The device that is always full stands for a disk that is.
        if (!File.Exists("/dev/full")) return;
        Exception failure = Assert.ThrowsAny<IOException>(() =>
        {
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, 0);
            full.Write(new byte[100]);
        });
        GlissadeException told = AtomicFile.Explain(failure, "a.bin", begun: true)!;
        Assert.Equal("the disk is full", told.Message);
        Assert.True(told.IsFailure);
    }
}
