using System.Diagnostics;
using System.Text;
using Xunit.Abstractions;

namespace Glissade.Tests;

public sealed class TableErrorTests(ITestOutputHelper output) : TableFiles
{
    [Fact]
    public void What_is_no_file_is_refused()
    {
        Assert.Contains("no such file", Refusal(Path.Combine(Folder, "absent.csv")).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Refusal(Folder).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\n  \n\t\n", "the file is empty: it has blank lines alone")]
    [InlineData("a,b,c\n", "the file has a header alone: a, b, c")]
    [InlineData("a,b\n1,2\n", "the table has only 1 row below its header")]
    [InlineData("1,2\n", "the table has only 1 row")]
    public void Too_little_is_refused(string text, string message) => Assert.Equal(message, Refused(text).Message);

    [Theory]
    [InlineData("a,b\n1,2\n3,4,5\n6,7\n", 3, "a row has 3 fields, but the header has 2")]
    [InlineData("a,b\n1,2\n\"x\ny\",4\n6\n", 5, "a row has 1 field, but the header has 2")]
    [InlineData("1,2\n3,4\n5\n", 3, "a row has 1 field, but the first row has 2")]
    public void A_ragged_row_is_refused_with_its_number(string text, int row, string message)
    {
        GlissadeException refused = Refused(text);
        Assert.Equal(message, refused.Message);
        Assert.EndsWith($"table.csv, row {row}", refused.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n2,3\n3,4\nfour,5\n5,6\n", 5, "a", "'four'")]
    [InlineData("a,b\n1,2\n2,x\n3,4\n", 3, "b", "'x'")]
    [InlineData("a,b\none,2\n2,3\n3,4\n4,5\n", 2, "a", "'one'")]
    public void Text_in_a_column_of_numbers_is_refused_with_row_column_and_text(string text, int row, string column, string found)
    {
        GlissadeException refused = Refused(text);
        Assert.Contains(found, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith($"table.csv, row {row}, column '{column}'", refused.Where, StringComparison.Ordinal);
        Assert.Contains($"--ignore {column}", refused.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("1e999")]
    public void Numbers_that_are_not_finite_are_refused_with_row_and_column(string value)
    {
        foreach (string text in (string[])[$"a,b\n1,2\n{value},3\n2,4\n", $"a,b\n1,2\n{value},3\n{value},4\n{value},4\n"])
        {
            GlissadeException refused = Refused(text);
            Assert.Equal($"a value is not a finite number: '{value}'", refused.Message);
            Assert.EndsWith("table.csv, row 3, column 'a'", refused.Where, StringComparison.Ordinal);
        }

        Assert.EndsWith("row 2, column 'a'", Refused($"a,b\n{value},2\n1,3\n").Where, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_refused_with_its_row()
    {
        GlissadeException refused = Refused("a,b\n1,2\n3,\"open\n5,6\n7,8\n");
        Assert.Equal("a quote is opened but never closed", refused.Message);
        Assert.EndsWith("table.csv, row 3", refused.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("504B030414000000", "zip")]
    [InlineData("5041523115041500", "Parquet")]
    [InlineData("89504E470D0A1A0A", "PNG")]
    [InlineData("0000080300000001", "IDX")]
    [InlineData("312C320A332C0034", "zero byte")]
    [InlineData("0102030405060102030C0B", "control")]
    public void Binary_files_are_refused_by_what_they_are(string start, string what)
    {
        byte[] bytes = [.. Convert.FromHexString(start), .. "1,2\n3,4\n"u8];
        Assert.Contains(what, Refusal(Write(bytes)).Message, StringComparison.Ordinal);
        Assert.Contains(what, Refusal(Write(Compressed(bytes), "table.csv.gz")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zero_byte_far_behind_is_found()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 80_000).Select(i => $"{i},2\n")) + "1,\0\n");
        Assert.Contains("zero byte", Refusal(Write(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_archive_is_refused()
    {
        byte[] whole = Compressed(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i * 7919 % 10007},{i}\n"))));
        Assert.ThrowsAny<GlissadeException>(() => Table.Read(Write(whole[..(whole.Length / 2)], "half.csv.gz")));
        whole[whole.Length / 3] ^= 0x10;
        Assert.ThrowsAny<GlissadeException>(() => Table.Read(Write(whole, "flipped.csv.gz")));
    }

    [Fact]
    public void A_hundred_thousand_columns_are_read_in_time()
    {
        var text = new StringBuilder();
        for (int row = 0; row < 20; row++) text.AppendJoin(',', Enumerable.Range(0, 100_000).Select(i => row == 0 ? $"c{i}" : (i * row % 97).ToString())).Append('\n');
        string path = Write(text.ToString());
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        Table table = Table.Read(path);
        output.WriteLine($"{new FileInfo(path).Length / 1e6:F1} MB, {watch.Elapsed.TotalSeconds:F2} s, {(GC.GetAllocatedBytesForCurrentThread() - before) / 1e6:F0} MB allocated");
        Assert.Equal((100_000, 19), (table.Columns.Count, table.Rows));
        Assert.True(watch.Elapsed.TotalSeconds < 10, $"{watch.Elapsed}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 500_000_000);
        Assert.Contains("100,000 columns", Assert.Throws<GlissadeException>(() => Table.Read(path, new TableOptions { MostColumns = 1000 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_does_not_end_is_refused()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("a,b\n1,2\n\"" + new string('x', 70_000_000));
        Assert.Contains("does not end", Refusal(Write(bytes)).Message, StringComparison.Ordinal);
    }

    private static GlissadeException Refusal(string path)
    {
        GlissadeException refused = Assert.Throws<GlissadeException>(() => Table.Read(path));
        Assert.StartsWith(path, refused.Where, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Remedy);
        return refused;
    }
}
