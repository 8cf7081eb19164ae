namespace Glissade.Cli.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData(double.NaN, "-")]
    [InlineData(0, "0")]
    [InlineData(0.000123456, "0.00012")]
    [InlineData(0.00001234, "1.234e-05")]
    [InlineData(0.0912345, "0.09123")]
    [InlineData(0.9765432, "0.9765")]
    [InlineData(-48.0249, "-48.02")]
    [InlineData(123.456, "123.5")]
    [InlineData(12345.6, "12346")]
    [InlineData(1234567.8, "1.235e6")]
    [InlineData(double.PositiveInfinity, "infinite")]
    public void Numbers_have_the_digits_that_a_person_reads(double value, string text) => Assert.Equal(text, Figures.Short(value));

    [Theory]
    [InlineData(0.001f, "0.001")]
    [InlineData(3e-4f, "3e-4")]
    [InlineData(0.05f, "0.05")]
    [InlineData(1, "1")]
    public void A_chosen_number_is_shown_as_it_was_chosen(double value, string text) => Assert.Equal(text, Figures.Chosen(value));

    [Theory]
    [InlineData(0.84, "0.8 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7800, "2 h 10 min")]
    [InlineData(double.NaN, "-")]
    public void Times_are_told_in_units_of_their_size(double seconds, string text) => Assert.Equal(text, Figures.Time(seconds));

    [Fact]
    public void Wide_letters_take_two_columns_and_marks_none()
    {
        Assert.Equal(4, Cells.Width("数据"));
        Assert.Equal(1, Cells.Width("e\u0301"));
        Assert.Equal("数…", Cells.Cut("数据据", 4));
        Assert.Equal("数~", Cells.Cut("数据据", 4, unicode: false));
        Assert.Equal("abc", Cells.Cut("abc", 3));
    }

    [Fact]
    public void What_would_move_the_cursor_is_made_visible() => Assert.Equal("a\uFFFD[31mb c\uFFFD", Cells.Safe("a\u001b[31mb\tc\n"));

    [Fact]
    public void Wrapping_breaks_at_spaces_and_long_words_where_they_must()
    {
        Assert.Equal(["one two", "three", "abcdefgh", "ijk"], Cells.Wrap("one two three abcdefghijk", 8));
        Assert.Equal(["数据", "数"], Cells.Wrap("数据数", 5));
    }

    [Fact]
    public void A_table_s_widest_column_gives_way()
    {
        TextTable table = new TextTable("name", "what it is").Add("a", "some words that are longer than the table").Add("b", "short");
        Assert.Equal("name  what it is\na     some words\n      that are\n      longer than\n      the table\nb     short\n", Snapshot.Of(table.Lines(17)));
        Assert.All(table.Lines(5), line => Assert.True(line.Width <= 5));
    }

    [Fact]
    public void A_curve_goes_from_its_first_to_its_last_value()
    {
        Curve falling = new("x", Ink.Training, '.', 1, [(1, 4), (2, 3), (3, 2), (4, 1)]);
        Line[] lines = [.. Chart.Lines([falling], 15, 7, false, "epochs")];
        Assert.Equal(["4.0000 +.", "       | .", "       |  .", "2.5000 +   .", "       |    .", "       |     .", "1.0000 +      .", "        1     4"], lines.Select(line => line.ToString()));
    }
}
