using System.Text;

namespace Glissade.Tests;

public sealed class TableTests : TableFiles
{
    [Theory]
    [InlineData("a,b,c\n1,x,2.5\n-3,y,1e3\n", ',')]
    [InlineData("a;b;c\n1;x;2.5\n-3;y;1e3\n", ';')]
    [InlineData("a\tb\tc\n1\tx\t2.5\n-3\ty\t1e3\n", '\t')]
    [InlineData("a|b|c\n1|x|2.5\n-3|y|1e3\n", '|')]
    [InlineData("a   b   c\n1   x   2.5\n-3  y   1e3\n", ' ')]
    [InlineData("a,b,c\r\n1,x,2.5\r\n-3,y,1e3\r\n", ',')]
    [InlineData("a,b,c\n1,x,2.5\n-3,y,1e3", ',')]
    [InlineData("\"a\",\"b\",\"c\"\n\"1\",\"x\",\"2.5\"\n-3, y , 1e3\n", ',')]
    [InlineData("\uFEFFa,b,c\n1,x,2.5\n-3,y,1e3\n", ',')]
    public void Separators_and_headers_are_found_by_looking(string text, char separator)
    {
        Table table = Read(text);
        Assert.Equal(separator, table.Format.Separator);
        Assert.True(table.Format.Header);
        Assert.Equal(["a", "b", "c"], table.Columns.Select(column => column.Name));
        Assert.Equal([1, -3], Numbers(table["a"]));
        Assert.Equal(["x", "y"], Enumerable.Range(0, 2).Select(row => ((TextColumn)table["b"])[row]));
        Assert.Equal([2.5, 1000], Numbers(table["c"]));
        Assert.Equal(2, table.Line(0));
        Assert.Equal(3, table.Line(1));
    }

    [Fact]
    public void A_table_without_a_header_gets_names_by_number()
    {
        Table table = Read("1,2,x\n3,4,y\n");
        Assert.False(table.Format.Header);
        Assert.Equal(["column1", "column2", "column3"], table.Columns.Select(column => column.Name));
        Assert.Equal(2, table.Rows);
        Assert.Equal(1, table.Line(0));
        Assert.False(Read("p,x,s\np,b,s\ne,x,t\n").Format.Header);
        Assert.True(Read("name,town\nanna,rome\nbert,oslo\n").Format.Header);
    }

    [Theory]
    [InlineData("0,1,2\n5,6,9\n7,8,1\n", true)]
    [InlineData(",0,1,2\n0,5,6,9\n1,7,8,1\n", true)]
    [InlineData("land,2019,2020\nchad,1.5,2\nperu,3,4\n", true)]
    [InlineData("chad,2019,2020\nchad,1.5,2\nperu,3,4\n", false)]
    [InlineData("0,1\n5,6\n7,8\n", false)]
    [InlineData("x,1,7\ny,2,5\nx,3,4\n", false)]
    public void Names_may_be_numbers_that_count(string text, bool header) => Assert.Equal(header, Read(text).Format.Header);

    [Fact]
    public void Decimal_commas_are_found_where_commas_do_not_separate()
    {
        Table table = Read("a;b\n1,5;2\n-0,25;3\n");
        Assert.True(table.Format.DecimalComma);
        Assert.Equal([1.5, -0.25], Numbers(table["a"]));
        Assert.Contains(table.Warnings, warning => warning.Contains("decimal commas", StringComparison.Ordinal));
        Assert.False(Read("a;b\n1.5;2\n0.25;3\n").Format.DecimalComma);
    }

    [Fact]
    public void The_usual_words_are_gaps()
    {
        Table table = Read("a,b\n1,x\n?,NA\n,\nNA,null\nn/a,N/A\n-,?\nnone,none\n2,y\n");
        Assert.Equal([1, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, 2], Numbers(table["a"]));
        Assert.Equal(6, table["a"].Gaps);
        Assert.Equal(["x", null, null, null, null, null, "none", "y"], Enumerable.Range(0, 8).Select(row => ((TextColumn)table["b"])[row]));
        Assert.Equal(1, Read("a,b\n1,2\n99,3\n2,4\n", new TableOptions { AlsoMissing = ["99"], Numeric = new Dictionary<string, bool> { ["a"] = false } })["a"].Gaps);
    }

    [Fact]
    public void A_column_of_numbers_may_begin_with_a_word_that_means_none()
    {
        Table table = Read("a,b\nnone,1\n-,2\n3,3\n4,4\n");
        Assert.Equal([double.NaN, double.NaN, 3, 4], Numbers(table["a"]));
    }

    [Fact]
    public void A_real_mix_is_text_and_keeps_every_letter()
    {
        Table table = Read("id,code,y\n1,007,1\n2,A1,2\n3,1.50,3\n4,B7,4\n5,C9,5\n6,12,6\n");
        var code = Assert.IsType<TextColumn>(table["code"]);
        Assert.Equal(["007", "A1", "1.50", "B7", "C9", "12"], Enumerable.Range(0, 6).Select(row => code[row]));
    }

    [Fact]
    public void Quoted_fields_hold_separators_quotes_and_line_breaks()
    {
        Table table = Read("name,n\n\"Braund, Mr. \"\"Bob\"\"\",1\n\"two\nlines\",2\nplain,3\n");
        Assert.Equal(["Braund, Mr. \"Bob\"", "two\nlines", "plain"], Enumerable.Range(0, 3).Select(row => table["name"].Text(row)));
        Assert.Equal([2, 3, 5], Enumerable.Range(0, 3).Select(table.Line));
    }

    [Fact]
    public void A_stray_quote_is_a_character_and_is_said()
    {
        Table table = Read("pipe,n\n5\" steel,1\nwood,2\n");
        Assert.Equal("5\" steel", table["pipe"].Text(0));
        Assert.Contains(table.Warnings, warning => warning.Contains("within a field", StringComparison.Ordinal));
    }

    [Fact]
    public void Encodings_are_found_and_assumptions_said()
    {
        string text = "stadt,n\nKöln,1\nMünchen,2\n";
        foreach (Encoding encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.Latin1])
        {
            Table table = Table.Read(Write([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]));
            Assert.Equal("Köln", table["stadt"].Text(0));
            Assert.Equal(encoding == Encoding.Latin1, table.Warnings.Any(warning => warning.Contains("Latin-1", StringComparison.Ordinal)));
        }

        // The first letter that is not UTF-8 stands far behind what is looked at first.
        string late = "town,n\n" + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"town {i % 7},{i}\n")) + "Köln,1\n";
        Table found = Table.Read(Write(Encoding.Latin1.GetBytes(late)));
        Assert.Equal("Köln", found["town"].Text(found.Rows - 1));
    }

    [Fact]
    public void Compression_is_known_by_its_bytes()
    {
        Table table = Table.Read(Write(Compressed(Encoding.UTF8.GetBytes("a,b\n1,2\n3,4\n")), "misnamed.csv"));
        Assert.True(table.Format.Compressed);
        Assert.Equal([1, 3], Numbers(table["a"]));
    }

    [Fact]
    public void Names_that_come_twice_are_told_apart_and_said()
    {
        Table table = Read("a,a,,b\n1,2,3,4\n5,6,7,8\n");
        Assert.Equal(["a", "a.2", "column3", "b"], table.Columns.Select(column => column.Name));
        Assert.Contains(table.Warnings, warning => warning.Contains("a.2", StringComparison.Ordinal));
    }

    [Fact]
    public void Columns_are_found_by_name_number_and_near_spelling()
    {
        Table table = Read("Price,area,2\n1,2,3\n4,5,6\n", new TableOptions { Header = true });
        Assert.Equal(0, table.Find("price"));
        Assert.Equal(2, table.Find("2"));
        Assert.Equal(0, table.Find("1"));
        GlissadeException refused = Assert.Throws<GlissadeException>(() => table["aera"]);
        Assert.Equal("'area'", refused.Remedy);
        Assert.Throws<GlissadeException>(() => table["4"]);
    }

    [Fact]
    public void What_a_model_expects_decides_the_kind_of_a_column()
    {
        var options = new TableOptions { Numeric = new Dictionary<string, bool> { ["zip"] = false, ["age"] = true }, LeastRows = 1 };
        Assert.Equal("01234", Read("zip,age\n01234,3\n", options)["zip"].Text(0));
        Assert.Equal("text in the numeric column 'age'", Refused("zip,age\n1,young\n2,old\n3,old\n", options).Message[9..41]);
    }

    [Fact]
    public void Blank_lines_and_blank_ends_do_not_count()
    {
        Table table = Read("\n\na,b\n1,2\n   \n3,4\n\n");
        Assert.Equal(2, table.Rows);
        Assert.Equal([4, 6], [table.Line(0), table.Line(1)]);
    }

    private static double[] Numbers(TableColumn column) => Assert.IsType<NumericColumn>(column).Values.ToArray();
}
