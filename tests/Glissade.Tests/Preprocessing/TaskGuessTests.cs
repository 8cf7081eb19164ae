namespace Glissade.Tests.Preprocessing;

public sealed class TaskGuessTests
{
    [Fact]
    public void Tasks_are_guessed_and_reasons_given()
    {
        Expect(LearningTask.Multiclass, new TextColumn("species", Cycle(150, "setosa", "versicolor", "virginica")), "3 different texts in 150 rows");
        Expect(LearningTask.Binary, new TextColumn("sex", Cycle(50, "f", "m")), "two different texts");
        Expect(LearningTask.Binary, Numbers("survived", 100, i => i % 3 == 0 ? 1 : 0), "0 and 1");
        Expect(LearningTask.Multiclass, Numbers("y", 500, i => i % 10), "0 to 9 and about equally frequent");
        Expect(LearningTask.Multiclass, Numbers("glass type", 214, i => i % 6 < 3 ? i % 6 + 1 : i % 6 + 2), "name of classes");
        Expect(LearningTask.Regression, Numbers("price", 100, i => i * 1.37), "100 different numbers");

        // As in red wine: 3 to 8, most of them 5 and 6.
        Expect(LearningTask.Regression, Numbers("quality", 1599, i => i < 10 ? 3 : i < 63 ? 4 : i < 744 ? 5 : i < 1382 ? 6 : i < 1581 ? 7 : 8), "6 different whole numbers in 1,599 rows, 3 to 8");
        Expect(LearningTask.Regression, Numbers("rings", 1000, i => i % 29 == 0 ? i / 29 % 29 : 9), "29 different whole numbers");
        Expect(LearningTask.Regression, new NumericColumn("y", [1.5, 2.5, 1.5]), "2 different numbers");
        Expect(LearningTask.Binary, new NumericColumn("y", [0, 1]), "0 and 1");
    }

    [Fact]
    public void Targets_that_cannot_be_learned_are_refused()
    {
        Assert.Contains("one value alone: '3'", Assert.Throws<GlissadeException>(() => TaskGuess.Of(new NumericColumn("y", [3, 3, 3]))).Message, StringComparison.Ordinal);
        Assert.Contains("no value", Assert.Throws<GlissadeException>(() => TaskGuess.Of(new TextColumn("y", [null, ""]))).Message, StringComparison.Ordinal);
        Assert.Contains("too many for classes", Assert.Throws<GlissadeException>(() => TaskGuess.Of(new TextColumn("y", [.. Enumerable.Range(0, 40).Select(i => $"name {i}")]))).Message, StringComparison.Ordinal);
        Assert.Contains("holds texts", Assert.Throws<GlissadeException>(() => TaskGuess.Asked(new TextColumn("y", ["a", "b"]), LearningTask.Regression)).Message, StringComparison.Ordinal);
        Assert.Contains("two classes", Assert.Throws<GlissadeException>(() => TaskGuess.Asked(new TextColumn("y", ["a", "b", "c"]), LearningTask.Binary)).Message, StringComparison.Ordinal);
        Assert.Equal("--task regression", Assert.Throws<GlissadeException>(() => TaskGuess.Asked(Numbers("y", 100, i => i * .5), LearningTask.Multiclass)).Remedy);
        Assert.Equal(LearningTask.Multiclass, TaskGuess.Asked(Numbers("quality", 100, i => i % 6), LearningTask.Multiclass).Task);
    }

    [Theory]
    [InlineData("PassengerId", ColumnKind.Identifier)]
    [InlineData("id", ColumnKind.Identifier)]
    [InlineData("row_id", ColumnKind.Identifier)]
    [InlineData("Unnamed: 0", ColumnKind.Identifier)]
    [InlineData("paid", ColumnKind.Numeric)]
    [InlineData("x", ColumnKind.Numeric)]
    public void Row_numbers_are_known_by_their_names(string name, ColumnKind kind) => Assert.Equal(kind, ColumnLook.Of(Numbers(name, 30, i => i + 1)).Kind);

    [Fact]
    public void Columns_are_looked_at()
    {
        Assert.Equal(ColumnKind.Identifier, ColumnLook.Of(new TextColumn("name", [.. Enumerable.Range(0, 40).Select(i => $"car {i % 30}")])).Kind);
        Assert.Equal(ColumnKind.Category, ColumnLook.Of(new TextColumn("town", Cycle(40, "a", "b", "c"))).Kind);
        Assert.Equal(ColumnKind.Date, ColumnLook.Of(new TextColumn("month", ["1949-01", "1949-02", "1949-03"])).Kind);
        Assert.Equal(ColumnKind.Constant, ColumnLook.Of(Numbers("c", 4, _ => 2)).Kind);
        Assert.Equal(ColumnKind.Empty, ColumnLook.Of(Numbers("c", 4, _ => double.NaN)).Kind);
    }

    private static void Expect(LearningTask task, TableColumn target, string reason)
    {
        TaskGuess guess = TaskGuess.Of(target);
        Assert.True(guess.Task == task, $"{target.Name}: {guess}");
        Assert.Contains(reason, guess.Reason, StringComparison.Ordinal);
    }

    private static NumericColumn Numbers(string name, int rows, Func<int, double> value) => new(name, [.. Enumerable.Range(0, rows).Select(value)]);

    private static string?[] Cycle(int rows, params string[] words) => [.. Enumerable.Range(0, rows).Select(i => words[i % words.Length])];
}
