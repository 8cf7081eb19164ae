namespace Glissade.Tests.Preprocessing;

public sealed class SplitTests
{
    [Theory]
    [InlineData(2, .2, 0)]
    [InlineData(150, .2, .1)]
    [InlineData(1599, .25, .25)]
    [InlineData(10, 0, 0)]
    public void Every_row_is_in_one_part(int rows, double validation, double test)
    {
        Split split = Split.Random(rows, validation, test, 3);
        Assert.Equal(Enumerable.Range(0, rows), split.Training.Concat(split.Validation).Concat(split.Test).Order());
        Assert.Equal(validation == 0 ? 0 : Math.Max(1, (int)Math.Round(validation * rows)), split.Validation.Length);
        Assert.Equal((int)Math.Round(test * rows), split.Test.Length);
        Assert.Equal(split.Training.Order(), split.Training);
    }

    [Fact]
    public void A_split_is_a_function_of_the_seed()
    {
        Assert.Equal(Split.Random(100, .2, 0, 7).Validation, Split.Random(100, .2, 0, 7).Validation);
        Assert.NotEqual(Split.Random(100, .2, 0, 7).Validation, Split.Random(100, .2, 0, 8).Validation);

        // On paper once, so that no machine and no later version has another.
        Assert.Equal("1 3 4 5 13 27", string.Join(' ', Split.Random(30, .2, 0, 0).Validation));
    }

    [Fact]
    public void Each_class_keeps_its_proportion()
    {
        int[] classes = [.. Enumerable.Range(0, 1000).Select(i => i % 10 == 0 ? 2 : i % 3 == 0 ? 1 : 0)];
        Split split = Split.Stratified(classes, .2, .1, 5);
        Assert.Equal((700, 200, 100), (split.Training.Length, split.Validation.Length, split.Test.Length));
        foreach (int label in (int[])[0, 1, 2])
        {
            double size = classes.Count(c => c == label);
            Assert.InRange(split.Validation.Count(row => classes[row] == label), .2 * size - 1, .2 * size + 1);
            Assert.InRange(split.Test.Count(row => classes[row] == label), .1 * size - 1, .1 * size + 1);
        }

        Assert.Equal(Enumerable.Range(0, 1000), split.Training.Concat(split.Validation).Concat(split.Test).Order());
    }

    [Fact]
    public void A_class_with_a_single_row_is_trained_on()
    {
        Split split = Split.Stratified([0, 0, 0, 0, 1, 0, 0, 0, 0, 2], .3, .2, 1);
        Assert.Contains(4, split.Training);
        Assert.Contains(9, split.Training);
        Assert.Equal("2 classes have a single row, which is trained on and never checked", Assert.Single(split.Warnings));
    }

    [Fact]
    public void The_latest_rows_are_held_back()
    {
        var years = new NumericColumn("year", [5, 1, 4, 2, 3, 0, 9, 8, 7, 6]);
        Split split = Split.ByTime(years, .2, .1);
        Assert.Equal([6], split.Test);
        Assert.Equal([7, 8], split.Validation);
        var dates = new TextColumn("day", ["3/1/2020", "12/1/2019", "1/15/2020", "2/1/2020"]);
        Assert.Equal([0], Split.ByTime(dates, .25, 0).Validation);
        Assert.Single(Split.ByTime(new TextColumn("t", ["b", "a", "c"]), .3, 0).Warnings);
        Assert.Throws<GlissadeException>(() => Split.ByTime(new NumericColumn("t", [1, double.NaN, 2]), .3, 0));
    }

    [Fact]
    public void Groups_stay_together()
    {
        var group = new NumericColumn("patient", [.. Enumerable.Range(0, 200).Select(i => (double)(i * 7 % 31))]);
        Split split = Split.ByGroup(group, .2, .1, 2);
        var parts = new[] { split.Training, split.Validation, split.Test }.Select(part => part.Select(row => group.Values[row]).ToHashSet()).ToArray();
        Assert.Empty(parts[0].Intersect(parts[1]).Union(parts[0].Intersect(parts[2])).Union(parts[1].Intersect(parts[2])));
        Assert.InRange(split.Validation.Length, 30, 50);
        Assert.InRange(split.Test.Length, 10, 30);
        Split three = Split.ByGroup(new TextColumn("g", ["a", "b", "c", "a"]), .5, .1, 1);
        Assert.NotEmpty(three.Training);
        Assert.NotEmpty(three.Validation);
        Assert.NotEmpty(three.Test);
        Assert.Throws<GlissadeException>(() => Split.ByGroup(new TextColumn("g", ["a", "b", "a"]), .2, .1, 1));
    }

    [Fact]
    public void Shares_that_leave_nothing_to_train_on_are_refused()
    {
        Assert.Throws<GlissadeException>(() => Split.Random(10, .5, .5, 0));
        Assert.Throws<GlissadeException>(() => Split.Random(10, -.1, 0, 0));
        Assert.Throws<GlissadeException>(() => Split.Random(10, double.NaN, 0, 0));
        Assert.Throws<GlissadeException>(() => Split.Random(1, .2, 0, 0));
        Assert.Throws<GlissadeException>(() => Split.Random(2, .2, .2, 0));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("stratified")]
    [InlineData("time:year")]
    [InlineData("group:year")]
    public void Rules_split_the_rows_in_use(string text)
    {
        var rule = SplitRule.Parse(text);
        Assert.Equal(text, rule.ToString());
        var year = new NumericColumn("year", [.. Enumerable.Range(0, 40).Select(i => (double)(40 - i))]);
        var classes = new TextColumn("y", [.. Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? "a" : "b")]);
        int[] rows = [.. Enumerable.Range(0, 40).Where(row => row != 7)];
        Split split = rule.Apply(rows, classes, _ => year, .2, 0, 1);
        Assert.Equal(rows, split.Training.Concat(split.Validation).Order());
        Assert.Equal(8, split.Validation.Length);
        if (rule.Kind == SplitKind.Time) Assert.Equal([0, 1, 2, 3, 4, 5, 6, 8], split.Validation);
        if (rule.Kind == SplitKind.Stratified) Assert.Equal(2, split.Validation.Count(row => row % 4 == 0));
    }

    [Theory]
    [InlineData("time", "time:COLUMN")]
    [InlineData("grup:a", "group:COLUMN")]
    [InlineData("stratifed", "stratified")]
    [InlineData("random:a", "random")]
    public void What_is_no_rule_is_refused(string text, string advice) =>
        Assert.Equal($"--split {advice}", Assert.Throws<GlissadeException>(() => SplitRule.Parse(text)).Remedy);

    [Fact]
    public void A_stream_of_random_numbers_is_fair()
    {
        var random = new RandomStream(1, "fair");
        int[] counts = new int[7];
        double sum = 0, squares = 0;
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.Below(7)]++;
            double bell = random.Bell();
            (sum, squares) = (sum + bell, squares + bell * bell);
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.InRange(sum / 70_000, -.02, .02);
        Assert.InRange(squares / 70_000, .98, 1.02);
        Assert.NotEqual(new RandomStream(1, "a").Permutation(20), new RandomStream(1, "b").Permutation(20));
    }
}
