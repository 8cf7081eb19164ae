using System.Numerics;
using Glissade.Devices.Cpu;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Tests.Devices.Cpu.Products;

/// <summary>Every width, path, arrangement and number of threads gives the bits of the declared order.</summary>
public sealed class ProductTests
{
    private static readonly WorkerPool[] s_pools = [new(1), new(2), new(3), new(8)];

    private static readonly long[] s_extents = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 18, 19, 23, 24, 25, 31, 32, 33, 35, 39, 40, 41, 63, 64, 65, 97];

    private static readonly long[] s_inner = [0, 1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 47, 64, 65, 100, 191, 192, 193, 383, 384, 385, 600];

    private static readonly long[] s_cuts = [1, 3, 16, 64, 100, 400, 4096, long.MaxValue];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_products_have_the_bits_of_the_declared_order(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 12; i++)
        {
            if (i % 2 == 0)
                CheckRandom<float>(random);
            else
                CheckRandom<double>(random);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Single_columns_are_summed_in_lanes(int seed)
    {
        Random random = new(100 + seed);
        for (int i = 0; i < 8; i++)
        {
            ProductShape shape = new(random.Next(1, 4), Pick(random, s_extents), 1, Pick(random, [.. s_inner, 511, 512, 513, 1100]), Pick(random, s_cuts), true);
            Check<float>(shape, random);
            Check<double>(shape, random);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e-23)]
    [InlineData(double.PositiveInfinity)]
    public void A_rest_of_terms_fills_no_lane_with_another_bit(double scale)
    {
        // Infinite factors beside zeros make NaNs, tiny ones sums of −0; every length of rest, and of the group of rows that comes last.
        for (long inner = 1; inner <= 34; inner++)
        {
            foreach (Arrangement a in new[] { Arrangement.Rows, Arrangement.PaddedRows, Arrangement.OneRow, Arrangement.Transposed })
            {
                using ProductCase<float> one = new(new ProductShape(1, (inner % 13) + 1, 1, inner, 4096, true), 11, a, Arrangement.Rows, scale);
                using ProductCase<double> two = new(new ProductShape(2, (inner % 9) + 4, 1, inner, 21, true), 11, a, Arrangement.OneBatch, scale);
                one.CheckAll(s_pools[1]);
                two.CheckAll(s_pools[0]);
            }
        }
    }

    [Theory]
    [InlineData(0, 3, 4, 5)]
    [InlineData(2, 0, 4, 5)]
    [InlineData(2, 3, 0, 5)]
    [InlineData(2, 3, 4, 0)]
    [InlineData(2, 70, 100, 0)]
    [InlineData(1, 1, 1, 0)]
    [InlineData(0, 0, 0, 0)]
    public void Empty_dimensions_give_zeros_or_nothing(long batch, long rows, long columns, long inner)
    {
        Check<float>(new ProductShape(batch, rows, columns, inner), new Random(1));
        Check<double>(new ProductShape(batch, rows, columns, inner), new Random(1));
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 5, 4096)]
    [InlineData(3, 17, 4097)]
    [InlineData(2, 18, 8200)]
    [InlineData(15, 300, 2500)]
    [InlineData(13, 3, 9000)]
    public void Long_sums_are_cut(long rows, long columns, long inner)
    {
        Check<float>(new ProductShape(1, rows, columns, inner), new Random(2));
        Check<double>(new ProductShape(1, rows, columns, inner), new Random(2));
        Check<float>(new ProductShape(1, rows, 1, inner, Lanes: true), new Random(2));
        Check<double>(new ProductShape(1, rows, 1, inner, Lanes: true), new Random(2));
    }

    [Fact]
    public void All_arrangements_work_together()
    {
        foreach (Arrangement a in Enum.GetValues<Arrangement>())
        {
            foreach (Arrangement b in Enum.GetValues<Arrangement>())
            {
                Check<float>(new ProductShape(5, 7, 21, 19, 16), 3, a, b, 1);
                Check<double>(new ProductShape(5, 7, 11, 19, 16), 3, a, b, 1);
                Check<float>(new ProductShape(5, 11, 1, 37, 32, true), 3, a, b, 1);
            }
        }
    }

    [Fact]
    public void Every_tile_height_and_panel_width_works()
    {
        for (long rows = 1; rows <= 14; rows++)
        {
            for (long columns = 1; columns <= 70; columns += rows == 1 ? 1 : 3)
                Check<float>(new ProductShape(1, rows, columns, 5, 3), 4, Arrangement.Rows, Arrangement.Rows, 1);
        }
    }

    [Fact]
    public void Products_large_enough_for_many_tasks_agree_on_any_number_of_threads()
    {
        using ProductCase<float> wide = new(new ProductShape(1, 70, 530, 120, 50), 5);
        using ProductCase<float> tall = new(new ProductShape(1, 530, 33, 90), 5, Arrangement.Transposed, Arrangement.Transposed);
        using ProductCase<float> stack = new(new ProductShape(9, 40, 40, 60), 5, Arrangement.Rows, Arrangement.OneBatch);
        using ProductCase<float> row = new(new ProductShape(1, 1, 1037, 300, 64), 5);
        using ProductCase<float> column = new(new ProductShape(1, 1037, 1, 300, 64, true), 5);
        foreach (WorkerPool pool in s_pools)
        {
            foreach (ProductPath path in Enum.GetValues<ProductPath>())
            {
                foreach (ProductCase<float> one in new[] { wide, tall, stack, row, column })
                    one.Check(pool, ProductWidth.Widest, path);
            }
        }
    }

    [Fact]
    public void A_matrix_larger_than_a_slab_is_taken_in_several()
    {
        ProductShape shape = new(1, 2, 603, 8300);
        Assert.True(shape.Columns * 4096 * sizeof(float) > Blocking.SlabBytes);
        using ProductCase<float> one = new(shape, 6);
        foreach (WorkerPool pool in s_pools)
            one.Check(pool, ProductWidth.Vector256, ProductPath.Slabs);
    }

    [Theory]
    [InlineData(1, 131, 40, 700, 4096)]
    [InlineData(2, 200, 72, 530, 4096)]
    [InlineData(1, 130, 25, 1100, 800)]
    [InlineData(1, 90, 136, 1300, 1200)]
    [InlineData(1, 13, 264, 4200, 4096)]
    public void The_first_block_of_rows_copies_a_slab_for_the_others(long batch, long rows, long columns, long inner, long cut)
    {
        ProductShape shape = new(batch, rows, columns, inner, cut);
        foreach (Arrangement a in new[] { Arrangement.Rows, Arrangement.PaddedTransposed })
        {
            using ProductCase<float> one = new(shape, 10, a, a == Arrangement.Rows ? Arrangement.Rows : Arrangement.PaddedRows);
            using ProductCase<double> two = new(shape with { Rows = rows / 2, Columns = columns / 2 }, 10, a, Arrangement.OneBatch);
            foreach (ProductWidth width in new[] { ProductWidth.Vector128, ProductWidth.Vector256, ProductWidth.Vector512 })
            {
                one.Check(s_pools[1], width, ProductPath.Slabs);
                two.Check(s_pools[2], width, ProductPath.Slabs);
            }
        }
    }

    [Theory]
    [InlineData(1, 64, 65, 96, 4096)]
    [InlineData(2, 97, 131, 100, 64)]
    [InlineData(1, 135, 100, 192, 7)]
    [InlineData(1, 269, 112, 97, 4096)]
    public void A_left_operand_that_lies_transposed_is_copied_by_each_task(long batch, long rows, long columns, long inner, long cut)
    {
        ProductShape shape = new(batch, rows, columns, inner, cut);
        foreach (Arrangement arrangement in new[] { Arrangement.Transposed, Arrangement.PaddedTransposed, Arrangement.BackwardTransposed })
        {
            using ProductCase<float> one = new(shape, 7, arrangement, arrangement == Arrangement.Transposed ? Arrangement.Rows : arrangement);
            using ProductCase<double> two = new(shape with { Columns = columns / 2 }, 7, arrangement);
            Assert.True(one.Layout(ProductWidth.Vector256).CopiesA && two.Layout(ProductWidth.Vector256).CopiesA);
            one.CheckAll(s_pools[1]);
            two.CheckAll(s_pools[0]);
        }
    }

    [Theory]
    [InlineData(64, 10, 256)]
    [InlineData(64, 5, 128)]
    [InlineData(64, 16, 512)]
    [InlineData(1, 128, 256)]
    [InlineData(1, 256, 512)]
    public void A_vector_is_no_wider_than_what_it_works_on(long rows, long columns, int bits)
    {
        using ProductCase<float> one = new(new ProductShape(1, rows, columns, 40), 3);
        Assert.Equal(Enum.Parse<ProductWidth>($"Vector{bits}"), one.Layout(ProductWidth.Vector512).Width);
        one.CheckAll(s_pools[1]);
    }

    [Fact]
    public void Operands_of_a_few_megabytes_are_copied_by_each_task_and_not_into_a_slab()
    {
        const long rows = Blocking.TogetherRows + 1, columns = Blocking.ManyPanels * 32 + 5;
        long inner = Blocking.InPlaceOftenBytes / (rows * sizeof(float)) + 9;
        foreach (Arrangement arrangement in new[] { Arrangement.Rows, Arrangement.PaddedRows })
        {
            using ProductCase<float> one = new(new ProductShape(1, rows, columns, inner), 22, arrangement, arrangement);
            ProductLayout layout = one.Layout(ProductWidth.Vector512);
            Assert.Equal((ProductPath.Panels, true), (layout.Path, layout.CopiesA));
            foreach (WorkerPool pool in s_pools) one.Check(pool, ProductWidth.Vector512, ProductPath.Fastest);
            one.Check(s_pools[1], ProductWidth.Vector256, ProductPath.Fastest);
        }
    }

    [Theory]
    [InlineData(520, 520, 520, false)]
    [InlineData(640, 640, 640, false)]
    [InlineData(777, 777, 777, false)]
    [InlineData(900, 900, 1500, false)]
    [InlineData(64, 288, 512, false)]
    [InlineData(128, 352, 256, false)]
    [InlineData(640, 512, 128, true)]
    [InlineData(900, 300, 100, true)]
    public void Two_threads_have_as_many_tasks_each(long rows, long columns, long inner, bool transposed)
    {
        foreach (ProductWidth width in new[] { ProductWidth.Vector128, ProductWidth.Vector256, ProductWidth.Vector512 })
        {
            ProductLayout layout = Product<float>.Layout(new ProductShape(1, rows, columns, inner), Operand(transposed ? 1 : inner, transposed ? rows : 1), Operand(columns, 1), width);
            Assert.Equal(0, layout.Tasks % 2);
        }

        static unsafe Operand<float> Operand(long rowStride, long columnStride) => new(null, rowStride, columnStride);
    }

    [Theory]
    [InlineData(512, 128, 64, nameof(Arrangement.Rows), true)]
    [InlineData(512, 130, 64, nameof(Arrangement.PaddedRows), true)]
    [InlineData(64, 128, 512, nameof(Arrangement.Rows), false)]
    [InlineData(512, 128, 64, nameof(Arrangement.Transposed), false)]
    public void Tasks_of_a_tall_product_keep_to_its_rows_and_all_others_to_columns(long rows, long columns, long inner, string a, bool byRows)
    {
        using ProductCase<float> one = new(new ProductShape(1, rows, columns, inner), 21, Enum.Parse<Arrangement>(a));
        ProductLayout layout = one.Layout(ProductWidth.Vector256);
        (long Batch, long Row, long Column)[] places = [.. Enumerable.Range(0, layout.Tasks).Select(task => layout.Place(task))];
        Assert.Equal(byRows, layout.RowsFirst);
        Assert.Equal(places.Length, places.Distinct().Count());
        Assert.All(places, place => Assert.True(place.Row < layout.RowBlocks && place.Column < layout.ColumnBlocks));
        Assert.Equal(byRows ? places.OrderBy(place => place.Row) : places.OrderBy(place => place.Column), places);
        one.CheckAll(s_pools[2]);
    }

    [Theory]
    [InlineData(1, 32, 16, 2)]
    [InlineData(1, 16, 16, 32)]
    [InlineData(1, 2, 17, 32)]
    [InlineData(1, 64, 10, 128)]
    [InlineData(30, 16, 19, 16)]
    [InlineData(1, 1, 13, 40)]
    public void Tiny_products_take_no_detour(long batch, long rows, long columns, long inner)
    {
        foreach (Arrangement a in new[] { Arrangement.Rows, Arrangement.Transposed, Arrangement.OneRow })
        {
            using ProductCase<float> one = new(new ProductShape(batch, rows, columns, inner), 9, a, Arrangement.PaddedRows);
            Assert.True(one.Layout(ProductWidth.Vector256).Small);
            one.CheckAll(s_pools[1]);
        }
    }

    [Theory]
    [InlineData(24, 33)]
    [InlineData(31, 40)]
    [InlineData(50, 25)]
    public void The_first_rows_copy_a_panel_for_the_others(long rows, long columns)
    {
        foreach (Arrangement b in new[] { Arrangement.Rows, Arrangement.PaddedRows, Arrangement.OneRow })
        {
            Check<float>(new ProductShape(2, rows, columns, 37, 16), 8, Arrangement.Rows, b, 1);
            Check<double>(new ProductShape(2, rows, columns, 1100, 700), 8, Arrangement.Transposed, b, 1);
        }
    }

    [Fact]
    public void Matrices_may_lie_in_groups()
    {
        Assert.Equal([0, 3, 100, 103, 200], Enumerable.Range(0, 5).Select(batch => new Stack(3, 2, 100).Offset(batch)));
        Assert.Equal([0, 3, 6], Enumerable.Range(0, 3).Select(batch => new Stack(3).Offset(batch)));
    }

    [Fact]
    public void Lanes_are_for_one_column() => Assert.Throws<ArgumentException>(() => Check<float>(new ProductShape(1, 2, 2, 2, Lanes: true), new Random(1)));

    private static void CheckRandom<T>(Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ProductShape shape;
        do
        {
            shape = new(random.Next(1, 4), Pick(random, s_extents), Pick(random, s_extents), Pick(random, s_inner), Pick(random, s_cuts));
        }
        while (shape.Batch * shape.Rows * shape.Columns * shape.Inner > 200_000);

        Check<T>(shape, random);
    }

    private static void Check<T>(in ProductShape shape, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Tiny factors make products that vanish: sums of −0 then show who adds zeros that are not there.
        double tiny = typeof(T) == typeof(float) ? 1e-23 : 1e-162;
        Check<T>(shape, random.Next(), Pick(random, Enum.GetValues<Arrangement>()), Pick(random, Enum.GetValues<Arrangement>()), random.Next(4) == 0 ? tiny : 1);
    }

    private static void Check<T>(in ProductShape shape, int seed, Arrangement a, Arrangement b, double scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using ProductCase<T> one = new(shape, seed, a, b, scale);
        one.CheckAll(s_pools[seed % s_pools.Length]);
    }

    private static TItem Pick<TItem>(Random random, TItem[] items) => items[random.Next(items.Length)];
}
