using System.Text;
using Xunit.Abstractions;

namespace Glissade.Tests;

/// <summary>Whatever a file holds, reading it ends in a table or in words.</summary>
public sealed class FuzzTests(ITestOutputHelper output) : TableFiles
{
    private static readonly string[] s_pieces = ["\"", "\"\"", "'", ",", ";", "\t", "|", " ", "  ", "\n", "\r\n", "\r", "nan", "-inf", "1e999", "?", "NA", "-", ".", "1,5", "0.5", "-7", "x", "Köln", "\uFEFF", "\0", "a,b\n", "1e", "2020-01-01"];

    [Fact]
    public void Any_text_is_a_table_or_is_refused_in_words()
    {
        var random = new Random(20);
        int rounds = Environment.GetEnvironmentVariable("GLISSADE_LONG") == "1" ? 50_000 : 3_000, read = 0;
        for (int i = 0; i < rounds; i++)
        {
            byte[] bytes = Make(random);
            if (Attempt(bytes, random)) read++;
        }

        output.WriteLine($"{read} of {rounds} were tables");
        Assert.InRange(read, rounds / 20, rounds * 19 / 20);
    }

    private bool Attempt(byte[] bytes, Random random)
    {
        string path = Write(bytes);
        try
        {
            Table table = Table.Read(path, random.Next(4) == 0 ? new TableOptions { Header = random.Next(2) == 0, LeastRows = 1 } : null);
            Assert.True(table.Rows >= 1 && table.Columns.Count >= 1);
            Assert.All(table.Columns, column => Assert.Equal(table.Rows, column.Count));
            Assert.Equal(table.Columns.Count, table.Columns.Select(column => column.Name).Distinct().Count());
            TableSummary.Of(table, table.Columns[^1]);
            try
            {
                TaskGuess guess = TaskGuess.Of(table.Columns[^1]);
                int[] rows = new MissingRules().Apply([.. table.Columns.Take(table.Columns.Count - 1)], table.Columns[^1], table.Where, out _);
                Split split = Split.Random(rows.Length, .2, 0, 1);
                TablePreprocessing fitted = TablePreprocessing.Fit([.. table.Columns.Take(table.Columns.Count - 1)], split.Training);
                Assert.All(fitted.Transform(table.Columns, rows), value => Assert.True(float.IsFinite(value)));
                TargetTransform.Fit(table.Columns[^1], guess.Task, split.Training, rows);
            }
            catch (GlissadeException)
            {
                // A table, but none to learn from.
            }

            return true;
        }
        catch (GlissadeException refused)
        {
            Assert.NotEmpty(refused.Message);
            Assert.NotEmpty(refused.Where);
            return false;
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{failure.GetType().Name} for {Convert.ToHexString(bytes)}", failure);
        }
    }

    private static byte[] Make(Random random)
    {
        if (random.Next(8) == 0)
        {
            var noise = new byte[random.Next(1, 300)];
            random.NextBytes(noise);
            return noise;
        }

        var text = new StringBuilder();
        int columns = random.Next(1, 6), rows = random.Next(0, 12);
        char separator = ",;\t|"[random.Next(4)];
        if (random.Next(2) == 0) text.AppendJoin(separator, Enumerable.Range(0, columns).Select(i => $"c{i % 4}")).Append('\n');
        for (int row = 0; row < rows; row++)
            text.AppendJoin(separator, Enumerable.Range(0, columns).Select(i => random.Next(10) == 0 ? s_pieces[random.Next(s_pieces.Length)] : i % 2 == 0 ? $"{random.Next(100) / 4.0}" : $"w{random.Next(4)}")).Append('\n');
        for (int edits = random.Next(3); edits > 0; edits--) text.Insert(random.Next(text.Length + 1), s_pieces[random.Next(s_pieces.Length)]);
        byte[] bytes = (random.Next(6) switch { 0 => Encoding.Latin1, 1 => Encoding.Unicode, _ => Encoding.UTF8 }).GetBytes(text.ToString());
        if (random.Next(4) == 0 && bytes.Length > 0) bytes = bytes[..random.Next(bytes.Length)];
        if (random.Next(6) == 0 && bytes.Length > 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        if (random.Next(6) == 0) bytes = Compressed(bytes);
        if (random.Next(20) == 0 && bytes.Length > 0) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }
}
