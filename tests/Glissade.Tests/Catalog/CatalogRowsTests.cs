using System.Text.Json;

namespace Glissade.Tests.CatalogTests;

/// <summary>What every row of the catalogue must have and do, whatever it is: generated from the rows.</summary>
public sealed class CatalogRowsTests
{
    // Their meaning is in code, which a name cannot carry.
    private static readonly Type[] s_withoutRow = [typeof(Lambda), typeof(LambdaSchedule)];

    [Fact]
    public void Everything_has_a_row()
    {
        Require(Catalog.Losses);
        Require(Catalog.Network);
        Require(Catalog.Initializers);
        Require(Catalog.Optimizers);
        Require(Catalog.Schedules);
        Require(Catalog.Minimizers);
        Require(Catalog.Metrics);

        static void Require<T>(CatalogFamily<T> family) where T : class, IConfigurable<T>
        {
            IEnumerable<Type> types = typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && type is { IsAbstract: false, IsPublic: true } && !s_withoutRow.Contains(type));
            string[] missing = [.. types.Where(type => family.Rows.All(row => row.Prototype.GetType() != type)).Select(type => type.Name)];
            Assert.True(missing.Length == 0, $"The catalogue's {family.Plural} have no row for {string.Join(", ", missing)}; see CONTRIBUTING.md.");
        }
    }

    [Fact]
    public void Rows_keep_the_house_s_order()
    {
        Each(Catalog.Losses);
        Each(Catalog.Activations);
        Each(Catalog.Layers);
        Each(Catalog.Initializers);
        Each(Catalog.Optimizers);
        Each(Catalog.Schedules);
        Each(Catalog.Minimizers);
        Each(Catalog.Metrics);

        static void Each<T>(CatalogFamily<T> family) where T : class, IConfigurable<T>
        {
            string[] names = [.. family.Rows.SelectMany(row => row.Names)];
            Assert.Equal(names.Distinct(), names);
            Assert.All(names, name => Assert.Matches("^[a-z][a-z0-9_]*$", name));
            foreach (CatalogRow<T> row in family.Rows)
            {
                Assert.EndsWith(".", row.Summary);
                Assert.NotEmpty(row.Formula);
                foreach (string name in row.Names) Assert.Same(row, family.Find(name));
                Assert.Same(row, family.Find(row.Name.ToUpperInvariant().Replace('_', '-')));
                // A row with arguments has cases with others than the defaults.
                if (family.Describe(row).Count > 0) Assert.NotEmpty(row.Samples);
                foreach (string sample in row.Samples) Assert.Same(row, family.RowOf(family.Parse(sample)));
            }
        }
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        Each(Catalog.Losses);
        Each(Catalog.Activations);
        Each(Catalog.Layers);
        Each(Catalog.Initializers);
        Each(Catalog.Optimizers);
        Each(Catalog.Schedules);
        Each(Catalog.Minimizers);
        Each(Catalog.Metrics);

        static void Each<T>(CatalogFamily<T> family) where T : class, IConfigurable<T>
        {
            foreach (CatalogRow<T> row in family.Rows)
            {
                foreach (T thing in row.Samples.Select(family.Parse).Prepend(row.Prototype))
                {
                    string json = Json(family, thing);
                    Assert.Equal(json, Json(family, family.Parse(JsonDocument.Parse(json).RootElement)));
                    string text = family.Text(thing);
                    Assert.Equal(json, Json(family, family.Parse(text)));
                    Assert.True(family.Knows(thing));
                }

                // The samples differ from the default, so that a lost argument would be seen.
                foreach (string sample in row.Samples)
                    Assert.NotEqual(Json(family, row.Prototype), Json(family, family.Parse(sample)));
            }
        }
    }

    [Fact]
    public void Every_number_survives_to_the_last_bit()
    {
        foreach (double delta in (double[])[0.1, 1.0 / 3, 1e-300, 1.7976931348623157e308, 0.1f, 5e-324])
        {
            var loss = new Huber { Delta = delta };
            Assert.Equal(loss, Catalog.Losses.Parse(JsonDocument.Parse(Json(Catalog.Losses, loss)).RootElement));
            Assert.Equal(loss, Catalog.Losses.Parse(loss.ToString()));
        }

        foreach (float rate in (float[])[0.1f, 1e-3f, 1f / 3, float.Epsilon, float.MaxValue])
        {
            var optimizer = new Adam { LearningRate = rate };
            Assert.Equal(optimizer, Catalog.Optimizers.Parse(JsonDocument.Parse(Json(Catalog.Optimizers, optimizer)).RootElement));
            Assert.Equal(optimizer, Catalog.Optimizers.Parse(optimizer.ToString()));
        }

        Assert.Equal("adam(learning_rate=0.1)", new Adam { LearningRate = 0.1f }.ToString());
        Assert.Equal("adam", new Adam().ToString());
    }

    [Fact]
    public void What_is_wrong_is_refused()
    {
        Each(Catalog.Losses);
        Each(Catalog.Activations);
        Each(Catalog.Layers);
        Each(Catalog.Initializers);
        Each(Catalog.Optimizers);
        Each(Catalog.Schedules);
        Each(Catalog.Minimizers);
        Each(Catalog.Metrics);

        static void Each<T>(CatalogFamily<T> family) where T : class, IConfigurable<T>
        {
            foreach (CatalogRow<T> row in family.Rows)
            {
                foreach (string text in row.Refused.Append($"{row.Name}(no_such_argument=1)").Append($"{row.Name}(").Append($"{row.Name})"))
                {
                    try
                    {
                        T made = family.Parse(text);
                        Assert.Fail($"{text} was taken, as {family.Text(made)}.");
                    }
                    catch (GlissadeException e)
                    {
                        Assert.NotEmpty(e.Message);
                        Assert.True(e.Expected.Length > 0 || e.InnerException is not null, $"{text}: {e.Describe()}");
                    }
                }
            }
        }
    }

    internal static string Json<T>(CatalogFamily<T> family, T thing) where T : class, IConfigurable<T>
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) family.Write(writer, thing);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
