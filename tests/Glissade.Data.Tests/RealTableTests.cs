using Xunit.Abstractions;

namespace Glissade.Tests;

public sealed class RealTableTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("iris.csv", 150, "sepal_length:n sepal_width:n petal_length:n petal_width:n species:t", 0)]
    [InlineData("winequality-red.csv", 1599, "fixed acidity:n volatile acidity:n citric acid:n residual sugar:n chlorides:n free sulfur dioxide:n total sulfur dioxide:n density:n pH:n sulphates:n alcohol:n quality:n", 0)]
    [InlineData("auto-mpg.data", 398, "column1:n column2:n column3:n column4:n column5:n column6:n column7:n column8:n column9:t", 6)]
    [InlineData("titanic.csv", 891, "PassengerId:n Survived:n Pclass:n Name:t Sex:t Age:n SibSp:n Parch:n Ticket:t Fare:n Cabin:t Embarked:t", 866)]
    [InlineData("airline-passengers.csv", 144, "Month:t Passengers:n", 0)]
    public void Real_tables_are_read_as_they_are_meant(string name, int rows, string columns, int gaps)
    {
        if (SharedData.Find($"tabular/{name}", output) is not { } path) return;
        Table table = Table.Read(path);
        output.WriteLine($"{table.Format}; {string.Join("; ", table.Warnings)}");
        Assert.Equal(rows, table.Rows);
        Assert.Equal(columns, string.Join(' ', table.Columns.Select(column => $"{column.Name}:{(column is NumericColumn ? 'n' : 't')}")));
        Assert.Equal(gaps, table.Columns.Sum(column => column.Gaps));
        Assert.Empty(table.Warnings);
    }
}
