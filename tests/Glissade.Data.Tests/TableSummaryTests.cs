using Xunit.Abstractions;

namespace Glissade.Tests;

public sealed class TableSummaryTests(ITestOutputHelper output) : TableFiles
{
    [Fact]
    public void A_table_is_summed_up()
    {
        Table table = Read("id,age,town,same,copy,y\n1,20,rome,5,a,n\n2,30,oslo,5,b,p\n3,,rome,5,a,n\n4,30,,5,a,n\n");
        TableSummary summary = TableSummary.Of(table, table["y"]);
        ColumnSummary age = summary.Columns[1];
        Assert.Equal((1, 2, 20, 30), (age.Gaps, age.Distinct, age.Minimum, age.Maximum));
        Assert.Equal(80.0 / 3, age.Mean, 12);
        Assert.Equal(Math.Sqrt(200.0 / 9), age.Deviation, 12);
        Assert.Equal(("rome", 2), summary.Columns[2].Common[0]);
        Assert.Equal(
            [
                "1 column with one value alone: same",
                "1 column named or filled like an identifier: id",
                "gaps: age 1, town 1",
                "column copy alone tells the target y in every row; if it would not be known in time, leave it out: --ignore copy",
            ], summary.Warnings);
    }

    [Fact]
    public void Duplicates_and_imbalance_are_said()
    {
        Table table = Read("x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 50},{(i == 7 ? "rare" : "common")}\n")));
        TableSummary summary = TableSummary.Of(table, table["y"]);
        Assert.Equal(9, summary.DuplicateRows);
        Assert.Contains(summary.Warnings, warning => warning.Contains("out of balance: 59 rows are 'common'", StringComparison.Ordinal));
    }

    [Fact]
    public void Real_tables_are_summed_up()
    {
        if (SharedData.Find("tabular", output) is not { } folder) return;
        foreach (string name in (string[])["iris.csv", "winequality-red.csv", "auto-mpg.data", "titanic.csv", "airline-passengers.csv"])
        {
            Table table = Table.Read(Path.Combine(folder, name));
            TableSummary summary = TableSummary.Of(table);
            output.WriteLine($"{name}: {summary.Format}; {string.Join(" | ", summary.Columns.Select(column => $"{column.Name} {column.Look.Kind}"))}; {string.Join("; ", summary.Warnings)}");
            string kinds = string.Join("", summary.Columns.Select(column => column.Look.Kind.ToString()[0]));
            Assert.Equal(name switch { "iris.csv" => "NNNNC", "auto-mpg.data" => "NNNNNNNNI", "titanic.csv" => "INNICNNNINIC", "airline-passengers.csv" => "DN", _ => new string('N', 12) }, kinds);
            if (name[0] == 'w') Assert.Equal(240, summary.DuplicateRows);
        }
    }

    [Fact]
    public void Tasks_of_real_tables_are_guessed()
    {
        if (SharedData.Find("tabular", output) is not { } folder) return;
        foreach ((string file, string target, LearningTask task) in (ReadOnlySpan<(string, string, LearningTask)>)
            [("iris.csv", "species", LearningTask.Multiclass), ("winequality-red.csv", "quality", LearningTask.Regression), ("auto-mpg.data", "1", LearningTask.Regression), ("titanic.csv", "Survived", LearningTask.Binary), ("airline-passengers.csv", "Passengers", LearningTask.Regression)])
        {
            Table table = Table.Read(Path.Combine(folder, file));
            TaskGuess guess = TaskGuess.Of(table.Columns[table.Find(target)]);
            output.WriteLine($"{file}: {guess}");
            Assert.Equal(task, guess.Task);
        }
    }
}
