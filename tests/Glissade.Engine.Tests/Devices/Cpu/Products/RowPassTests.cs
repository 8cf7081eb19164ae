using System.Numerics;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Tests.Devices.Cpu.Products;

/// <summary>The two halves of a pass over rows: dot products with a column, and the rows added up by weights.</summary>
public sealed unsafe class RowPassTests
{
    private static readonly ProductWidth[] s_widths = [ProductWidth.Vector128, ProductWidth.Vector256, ProductWidth.Vector512];

    public static TheoryData<int> Columns => [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 95, 100, 112, 127, 128, 129, 140, 255, 256, 257, 300];

    [Theory]
    [MemberData(nameof(Columns))]
    public void Dot_products_of_rows_are_those_of_a_product_in_lanes(int columns)
    {
        CheckDots<float>(columns);
        CheckDots<double>(columns);
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void Rows_are_added_up_one_after_the_other(int columns)
    {
        CheckSums<float>(columns);
        CheckSums<double>(columns);
    }

    private static void CheckDots<T>(int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int rows in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 21 })
        {
            Random random = new((columns * 100) + rows);
            var shape = new ProductShape(1, rows, 1, columns, 4096, true);
            using Matrix<T> matrix = new(random, 1, rows, columns, Arrangement.PaddedRows, 1);
            using Matrix<T> column = new(random, 1, columns, 1, Arrangement.Rows, 1);
            using GuardedMemory<T> totals = new(rows);
            T[] expected = ProductReference.Multiply(shape, matrix.Operand, column.Operand);
            foreach (ProductWidth width in s_widths)
            {
                totals.Refill();
                RowDots<T>.Of(width).Run(matrix.Operand.Data, matrix.Operand.RowStride, rows, column.Operand.Data, columns, totals.Data);
                totals.CheckGuards();
                Assert.True(ProductReference.SameBits(expected, new ReadOnlySpan<T>(totals.Data, rows)), $"{typeof(T).Name} {rows} × {columns} {width}");
            }

            matrix.CheckUnchanged();
            column.CheckUnchanged();
        }
    }

    private static void CheckSums<T>(int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Random random = new(columns);
        const int rows = 11, first = 4;
        using Matrix<T> weights = new(random, 1, 1, rows, Arrangement.Rows, 1);
        using Matrix<T> matrix = new(random, 1, rows, columns, Arrangement.PaddedRows, 1);
        T[] once = ProductReference.Multiply(new ProductShape(1, 1, columns, rows), weights.Operand, matrix.Operand);
        T[] twice = [.. once.Select(sum => sum + sum)];
        long stride = matrix.Operand.RowStride;
        foreach (ProductWidth width in s_widths)
        {
            RowSums<T> sums = RowSums<T>.Of(columns, width);
            using GuardedMemory<T> partial = new(sums.Length);
            using GuardedMemory<T> total = new(columns);
            sums.Add(weights.Operand.Data, matrix.Operand.Data, stride, first, partial.Data, true);
            sums.Add(weights.Operand.Data + first, matrix.Operand.Data + (first * stride), stride, rows - first, partial.Data, false);
            sums.AddTo(total.Data, partial.Data, true);
            Assert.True(ProductReference.SameBits(once, new ReadOnlySpan<T>(total.Data, columns)), $"{typeof(T).Name} {columns} {width}");
            sums.AddTo(total.Data, partial.Data, false);
            Assert.True(ProductReference.SameBits(twice, new ReadOnlySpan<T>(total.Data, columns)), $"{typeof(T).Name} {columns} {width}, twice");
            partial.CheckGuards();
            total.CheckGuards();
        }

        matrix.CheckUnchanged();
    }
}
