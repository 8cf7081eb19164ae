using Glissade.Devices.Cpu.Products;

namespace Glissade.Tests.Devices.Cpu.Products;

/// <summary>How the elements of an operand lie in memory.</summary>
internal enum Arrangement
{
    Rows,
    Transposed,
    PaddedRows,
    PaddedTransposed,
    Spread,
    BackwardRows,
    BackwardTransposed,
    OneRow,
    OneColumn,
    OneElement,
    OneBatch,

    /// <summary>Rows of two matrices side by side, as the heads of an attention lie.</summary>
    Pairs,
}

/// <summary>An operand with random elements in guarded memory.</summary>
internal sealed unsafe class Matrix<T> : IDisposable
    where T : unmanaged
{
    private readonly GuardedMemory<T> _memory;
    private readonly T[] _before;

    public Matrix(Random random, long batch, long rows, long columns, Arrangement arrangement, double scale)
    {
        (long row, long column, long stack) = arrangement switch
        {
            Arrangement.Transposed => (1, rows, rows * columns),
            Arrangement.PaddedRows => (columns + 3, 1, (rows * (columns + 3)) + 5),
            Arrangement.PaddedTransposed => (1, rows + 5, columns * (rows + 5)),
            Arrangement.Spread => (2 * columns * 3, 3, rows * columns * 6),
            Arrangement.BackwardRows => (-columns, -1L, rows * columns),
            Arrangement.BackwardTransposed => (1, -rows, -rows * columns),
            Arrangement.OneRow => (0, 1, columns),
            Arrangement.OneColumn => (1, 0, rows),
            Arrangement.OneElement => (0, 0, 1),
            Arrangement.OneBatch => (columns, 1, 0L),
            Arrangement.Pairs => (2 * columns, 1, columns),
            _ => (columns, 1, rows * columns),
        };
        long pair = arrangement == Arrangement.Pairs ? 2 * rows * columns + 7 : 2 * stack;
        long[] begins = [.. Enumerable.Range(0, (int)batch).Select(b => b / 2 * pair + b % 2 * stack)];
        long low = begins.Append(0).Min();
        long high = begins.Append(0).Max();
        foreach ((long stride, long extent) in new[] { (row, rows), (column, columns) })
        {
            low += Math.Min(0, stride * (extent - 1));
            high += Math.Max(0, stride * (extent - 1));
        }

        long length = Math.Min(Math.Min(batch, rows), columns) == 0 ? 0 : high - low + 1;
        _memory = new GuardedMemory<T>(length);
        Operand = new Operand<T>(_memory.Data - (length == 0 ? 0 : low), row, column, arrangement == Arrangement.Pairs ? new Stack(stack, 2, pair) : new Stack(stack));
        for (long b = 0; b < batch; b++)
        {
            for (long r = 0; r < rows; r++)
            {
                for (long c = 0; c < columns; c++)
                    Operand.Data[begins[b] + (r * row) + (c * column)] = Element(random, scale);
            }
        }

        _before = new ReadOnlySpan<T>(_memory.Data, (int)length).ToArray();
    }

    public Operand<T> Operand { get; }

    public void CheckUnchanged()
    {
        _memory.CheckGuards();
        Assert.True(ProductReference.SameBits(_before, new ReadOnlySpan<T>(_memory.Data, _before.Length)), "An operand was written to.");
    }

    public void Dispose() => _memory.Dispose();

    private static T Element(Random random, double scale)
    {
        double value = random.Next(16) == 0 ? -0.0 : ((random.NextDouble() * 2) - 1) * scale;
        return typeof(T) == typeof(float) ? (T)(object)(float)value : (T)(object)value;
    }
}
