using System.Text;
using System.Text.Json;

namespace Glissade.Tests.Preprocessing;

public sealed class TablePreprocessingTests
{
    private static readonly TableColumn[] s_table =
    [
        new NumericColumn("age", [20, 40, double.NaN, 60, 1000]),
        new TextColumn("port", ["S", "C", null, "S", "Q"]),
        new TextColumn("sex", ["f", "m", "m", "m", "x"]),
        new NumericColumn("same", [7, 7, 7, 7, 8]),
    ];

    [Fact]
    public void Transforms_are_fitted_on_training_rows_alone()
    {
        TablePreprocessing fitted = TablePreprocessing.Fit(s_table, [0, 1, 2, 3]);
        Assert.Equal(["age", "age is missing", "port = S", "port = C", "port is missing", "sex = f", "same"], fitted.Features);
        double deviation = Math.Sqrt(800.0 / 3);
        Assert.Equal(
            [
                (float)(-20 / deviation), 0, 1, 0, 0, 1, 0,
                0, 0, 0, 1, 0, -1, 0,
                0, 1, 0, 0, 1, -1, 0,
                (float)(20 / deviation), 0, 1, 0, 0, -1, 0,
                (float)(960 / deviation), 0, 0, 0, 0, 0, 0,
            ], fitted.Transform(s_table, [0, 1, 2, 3, 4]));
    }

    [Fact]
    public void A_row_by_itself_gives_the_same_features_and_allocates_nothing()
    {
        TablePreprocessing fitted = TablePreprocessing.Fit(s_table, [0, 1, 2, 3]);
        Assert.Equal([("age", true, 0), ("port", false, 0), ("sex", false, 1), ("same", true, 1)], fitted.Columns.Select(column => (column.Name, column.IsNumeric, column.Slot)));
        float[] all = fitted.Transform(s_table, [0, 1, 2, 3, 4]), row = new float[fitted.Width];
        double[] numbers = new double[2];
        string?[] texts = new string?[2];
        long allocated = 0;
        for (int i = 0; i < 5; i++)
        {
            (numbers[0], numbers[1]) = (((NumericColumn)s_table[0]).Values[i], ((NumericColumn)s_table[3]).Values[i]);
            (texts[0], texts[1]) = (((TextColumn)s_table[1])[i], ((TextColumn)s_table[2])[i]);
            fitted.Transform(numbers, texts, row);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int again = 0; again < 100; again++) fitted.Transform(numbers, texts, row);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(all[(i * row.Length)..((i + 1) * row.Length)], row);
        }

        Assert.Equal(0, allocated);
        Assert.Throws<ArgumentException>(() => fitted.Transform(numbers, texts[..1], row));
    }

    [Fact]
    public void Rare_words_share_a_place()
    {
        var column = new TextColumn("town", [.. Enumerable.Range(0, 300).Select(i => $"town {i % 100 / (i < 200 ? 1 : 2)}")]);
        var one = Assert.IsType<OneHot>(ColumnTransform.Fit(column, [.. Enumerable.Range(0, 300)]));
        Assert.Equal((64, true, false, 65), (one.Words.Count, one.HasOther, one.HasMissing, one.Width));
        float[] features = new float[65];
        one.Write("nowhere", features);
        Assert.Equal(1, features[64]);
        Assert.Equal(1, features.Sum());
    }

    [Fact]
    public void The_arithmetic_is_said_in_words()
    {
        ColumnTransform age = ColumnTransform.Fit(new NumericColumn("age", [22, 40, -2.5]), [0, 1, 2]);
        Assert.Equal("age 22 → (22 − 19.8333) / 17.4181 = 0.1244", age.Explain(22, null));
        ColumnTransform gaps = ColumnTransform.Fit(s_table[0], [0, 1, 2, 3]);
        Assert.Equal("age missing → median 40 → (40 − 40) / 16.3299 = 0, is missing: 1", gaps.Explain(double.NaN, null));
        Assert.Equal("port 'C' → 1 at 'port = C', 0 at 2 others", ColumnTransform.Fit(s_table[1], [0, 1, 2, 3]).Explain(0, "C"));
        Assert.Equal("sex 'f' → 1", ColumnTransform.Fit(s_table[2], [0, 1, 2, 3]).Explain(0, "f"));
    }

    [Fact]
    public void Json_gives_back_the_same_bits()
    {
        TablePreprocessing fitted = TablePreprocessing.Fit(s_table, [0, 1, 2, 3]);
        TablePreprocessing read = TablePreprocessing.FromJson(Parse(Json(fitted.ToJson)));
        Assert.Equal(fitted.Transforms, read.Transforms);
        Assert.Equal(fitted.Transform(s_table, [0, 1, 2, 3, 4]), read.Transform(s_table, [0, 1, 2, 3, 4]));
        foreach (TargetTransform target in (TargetTransform[])[TargetTransform.Fit(s_table[3], LearningTask.Binary, [0, 1, 4], [0, 1, 4]), TargetTransform.Fit(new NumericColumn("y", [.1, .7, 1 / 3.0]), LearningTask.Regression, [0, 1], [0, 1, 2])])
            Assert.Equal(target, TargetTransform.FromJson(Parse(Json(target.ToJson))));
        PicturePreprocessing picture = PicturePreprocessing.Fit([0, 255, 10, 20, 3, 4], new Shape(1, 2), [0, 1]);
        Assert.Equal(picture, PicturePreprocessing.FromJson(Parse(Json(picture.ToJson))));
        Assert.Equal(285.0 / 4 / 255, picture.Mean, 15);
    }

    [Fact]
    public void Damaged_json_is_refused_in_words()
    {
        string[] good = [Json(TablePreprocessing.Fit(s_table, [0, 1, 2, 3]).ToJson), Json(TargetTransform.Fit(s_table[3], LearningTask.Binary, [0, 1, 4], [0, 1, 4]).ToJson), Json(PicturePreprocessing.Fit([0, 255], new Shape(2), [0]).ToJson)];
        var random = new Random(1);
        int refused = 0, read = 0;
        for (int i = 0; i < 6_000; i++)
        {
            var text = new StringBuilder(good[i % 3]);
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                int at = random.Next(text.Length), count = Math.Min(random.Next(1, 12), text.Length - at);
                string other = good[random.Next(3)];
                int from = random.Next(other.Length);
                if (random.Next(2) == 0) text.Remove(at, count).Append(text.Length == 0 ? " " : "");
                text.Insert(Math.Min(at, text.Length), random.Next(3) switch { 0 => other[from..Math.Min(other.Length, from + 20)], 1 => ((string[])["null", "-1", "1e400", "[]", "{}", "\"\\ud800\"", "true"])[random.Next(7)], _ => "" });
            }

            JsonDocument document;
            try
            {
                document = JsonDocument.Parse(text.ToString());
            }
            catch (JsonException)
            {
                continue;
            }

            try
            {
                switch (i % 3)
                {
                    case 0: TablePreprocessing.FromJson(document.RootElement); break;
                    case 1: TargetTransform.FromJson(document.RootElement); break;
                    default: PicturePreprocessing.FromJson(document.RootElement); break;
                }

                read++;
            }
            catch (GlissadeException)
            {
                refused++;
            }
        }

        Assert.True(refused > 100 && read > 20, $"{refused} refused, {read} read");
        foreach (string bad in (string[])["null", "[]", "{}", "[1]", "[{\"transform\":\"sql\"}]", "[{\"transform\":\"standardize\",\"column\":\"a\",\"mean\":1e999,\"deviation\":1,\"median\":0,\"indicator\":false}]"])
            Assert.Throws<GlissadeException>(() => TablePreprocessing.FromJson(Parse(bad)));
    }

    [Fact]
    public void Columns_are_bound_by_name_and_kind()
    {
        TablePreprocessing fitted = TablePreprocessing.Fit(s_table, [0, 1, 2, 3]);
        TableColumn[] other = [new NumericColumn("port", [1]), new NumericColumn("same", [7]), new TextColumn("more", ["?"]), new TextColumn("sex", ["f"]), new NumericColumn("age", [40])];
        Assert.Equal([0, 0, 0, 0, 0, 1, 0], fitted.Transform(other, [0]));
        Assert.Contains("'age'", Assert.Throws<GlissadeException>(() => fitted.Transform(s_table[1..], [0])).Message, StringComparison.Ordinal);
        Assert.Contains("'old'", Assert.Throws<GlissadeException>(() => fitted.Transform([new TextColumn("age", ["old"]), .. s_table[1..]], [0])).Message, StringComparison.Ordinal);
        Assert.Throws<GlissadeException>(() => TablePreprocessing.Fit([], [0]));
        Assert.Throws<GlissadeException>(() => TablePreprocessing.Fit(s_table, [2]));
    }

    [Fact]
    public void Labels_keep_their_names_in_their_order()
    {
        var codes = Assert.IsType<ClassTarget>(TargetTransform.Fit(new NumericColumn("y", [10, 9, -1, 9, 10]), LearningTask.Multiclass, [0, 1], [0, 1, 2, 3, 4]));
        Assert.Equal(["-1", "9", "10"], codes.Labels);
        Assert.Equal([2, 1, 0], codes.Index(new NumericColumn("y", [10, 9, -1]), [0, 1, 2]));
        Assert.Contains("'3'", Assert.Throws<GlissadeException>(() => codes.Index(new NumericColumn("y", [3]), [0])).Message, StringComparison.Ordinal);
        var number = Assert.IsType<NumberTarget>(TargetTransform.Fit(new NumericColumn("y", [1, 3, 100]), LearningTask.Regression, [0, 1], [0, 1, 2]));
        Assert.Equal((2, 1), (number.Mean, number.Deviation));
        Assert.Equal(100, number.Undo(number.Scale(100)));
        Assert.Throws<GlissadeException>(() => TargetTransform.Fit(new NumericColumn("y", [1, double.NaN]), LearningTask.Regression, [0], [0, 1]));
    }

    [Fact]
    public void Large_and_small_numbers_keep_their_digits()
    {
        var shifted = (Standardize)ColumnTransform.Fit(new NumericColumn("a", [1e9, 1e9 + 1, 1e9 + 2]), [0, 1, 2]);
        Assert.Equal(Math.Sqrt(2.0 / 3), shifted.Deviation, 12);
        var huge = (Standardize)ColumnTransform.Fit(new NumericColumn("a", [1e308, -1e308, 1.5e308]), [0, 1, 2]);
        Assert.True(double.IsFinite(huge.Deviation) && double.IsFinite(huge.Mean));
        float[] feature = new float[1];
        huge.Write(-1.7e308, feature);
        Assert.True(float.IsFinite(feature[0]));
    }

    [Fact]
    public void Gaps_are_imputed_dropped_or_refused()
    {
        TableColumn[] features = [s_table[0], s_table[1]];
        TableColumn target = s_table[3];
        Assert.Equal(5, new MissingRules().Apply(features, target, Where, out _).Length);
        Assert.Equal([0, 1, 3, 4], MissingRules.Parse("age=drop").Apply(features, target, Where, out IReadOnlyDictionary<string, int> dropped));
        Assert.Equal(1, dropped["age"]);
        Assert.Equal("row 3, column 'port'", Assert.Throws<GlissadeException>(() => MissingRules.Parse("error,age=impute").Apply(features, target, Where, out _)).Where);
        Assert.Contains("age=drop", Assert.Throws<GlissadeException>(() => new MissingRules().Apply([target], s_table[0], Where, out _)).Remedy, StringComparison.Ordinal);
        Assert.Equal(4, MissingRules.Parse("age=drop").Apply([target], s_table[0], Where, out _).Length);
        Assert.Equal("--missing age=impute", Assert.Throws<GlissadeException>(() => MissingRules.Parse("age=imput")).Remedy);
        Assert.Contains("'aged'", Assert.Throws<GlissadeException>(() => MissingRules.Parse("aged=drop").Apply(features, target, Where, out _)).Message, StringComparison.Ordinal);

        static string Where(int row) => $"row {row + 1}";
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory)) write(writer);
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
