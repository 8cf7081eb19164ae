using System.Numerics;
using Glissade.Devices.Cpu;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Tests.Devices.Cpu.Products;

/// <summary>A shape with random operands, to be multiplied in all ways and held against the reference.</summary>
internal sealed unsafe class ProductCase<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Poisoned columns after each row of C.</summary>
    private const int Gap = 2;

    private readonly ProductShape _shape;
    private readonly Matrix<T> _a;
    private readonly Matrix<T> _b;
    private readonly T[] _expected;
    private readonly T[] _begin;
    private readonly T[] _continued;
    private readonly GuardedMemory<T> _c;
    private readonly int[] _seen;
    private readonly T[] _seenValues;

    public ProductCase(in ProductShape shape, int seed, Arrangement a = Arrangement.Rows, Arrangement b = Arrangement.Rows, double scale = 1)
    {
        Random random = new(seed);
        _shape = shape;
        _a = new Matrix<T>(random, shape.Batch, shape.Rows, shape.Inner, a, scale);
        _b = new Matrix<T>(random, shape.Batch, shape.Inner, shape.Columns, b, scale);
        _expected = ProductReference.Multiply(shape, _a.Operand, _b.Operand);
        _begin = [.. _expected.Select(_ => T.CreateTruncating((random.NextDouble() - 0.5) * scale))];
        _continued = shape.Lanes ? _expected : ProductReference.Multiply(shape, _a.Operand, _b.Operand, _begin);
        _c = new GuardedMemory<T>(shape.Batch * shape.Rows * RowStride);
        _seen = new int[_expected.Length];
        _seenValues = new T[_expected.Length];
    }

    private long RowStride => _shape.Columns + Gap;

    public ProductLayout Layout(ProductWidth width) => Product<T>.Layout(_shape, _a.Operand, _b.Operand, width);

    public void Check(WorkerPool pool, ProductWidth width, ProductPath path)
    {
        Check(_shape, pool, width, path);
        if (_shape.Lanes) return;
        Check(_shape with { Passing = true }, pool, width, path);
        Check(_shape with { Continues = true }, pool, width, path);
    }

    private void Check(in ProductShape shape, WorkerPool pool, ProductWidth width, ProductPath path)
    {
        _c.Refill();
        T[] product = shape.Continues ? _continued : _expected;
        for (int i = 0; shape.Continues && i < _begin.Length; i++) _c.Data[(i / _shape.Columns * RowStride) + (i % _shape.Columns)] = _begin[i];
        Array.Clear(_seen);
        Array.Clear(_seenValues);
        fixed (int* seen = _seen)
        fixed (T* values = _seenValues)
        {
            Recorder recorder = new(shape, _c.Data, RowStride, _expected.Length == 0 ? 0 : Product<T>.Layout(shape, _a.Operand, _b.Operand, width, path).PassingStride, seen, values, pool.Threads);
            using GuardedMemory<byte> scratch = new(Product<T>.ScratchBytes(shape, _a.Operand, _b.Operand, pool.Threads, width, path));
            Target<T> target = new(_c.Data, RowStride, _shape.Rows * RowStride);
            Product<T>.Run(shape, _a.Operand, _b.Operand, target, recorder, scratch.Data, pool, width, path);
            scratch.CheckGuards();
        }

        string what = $"{typeof(T).Name} {shape} {width} {path} on {pool.Threads} threads";
        _c.CheckGuards();
        _a.CheckUnchanged();
        _b.CheckUnchanged();
        for (long row = 0; row < _shape.Batch * _shape.Rows; row++)
        {
            ReadOnlySpan<T> expected = product.AsSpan((int)(row * _shape.Columns), (int)_shape.Columns);
            T* got = _c.Data + (row * RowStride);
            if (shape.Passing)
            {
                foreach (T untouched in new ReadOnlySpan<T>(got, expected.Length)) Assert.True(GuardedMemory<T>.IsPoison(untouched), $"{what}: row {row} was written to.");
                continue;
            }

            Assert.True(ProductReference.SameBits(expected, new ReadOnlySpan<T>(got, expected.Length)), $"{what}: row {row} differs.");
            Assert.True(GuardedMemory<T>.IsPoison(got[_shape.Columns]) && GuardedMemory<T>.IsPoison(got[_shape.Columns + 1]), $"{what}: wrote beyond row {row}.");
        }

        Assert.True(_seen.AsSpan().IndexOfAnyExcept(1) < 0, $"{what}: the epilogue did not see every element once.");
        Assert.True(ProductReference.SameBits<T>(product, _seenValues), $"{what}: the epilogue saw unfinished elements.");
    }

    public void CheckAll(WorkerPool pool)
    {
        foreach (ProductWidth width in new[] { ProductWidth.Vector128, ProductWidth.Vector256, ProductWidth.Vector512 })
        {
            foreach (ProductPath path in Enum.GetValues<ProductPath>())
                Check(pool, width, path);
        }

        Check(pool, ProductWidth.Widest, ProductPath.Fastest);
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    /// <summary>Counts how often each element is given to the epilogue, and what it is by then.</summary>
    private readonly struct Recorder(ProductShape shape, T* c, long rowStride, long passingStride, int* seen, T* values, int threads) : IProductEpilogue
    {
        public FetchedRows Reads(long batch, long row, long column)
        {
            Assert.True(batch < shape.Batch && row < shape.Rows && column < shape.Columns, "Nothing begins there.");
            return new FetchedRows { Arrays = 2, First = (byte*)c, Second = (byte*)values, RowBytes = shape.Columns * sizeof(T) };
        }

        public void Run(long batch, long row, long rows, long column, long columns, int worker, void* passing)
        {
            Assert.Equal(shape.Passing, passing != null);
            Assert.InRange(worker, 0, threads - 1);
            Assert.True(rows > 0 && columns > 0, "An empty rectangle.");
            for (long r = row; r < row + rows; r++)
            {
                for (long k = column; k < column + columns; k++)
                {
                    long line = (batch * shape.Rows) + r;
                    long element = (line * shape.Columns) + k;
                    Interlocked.Increment(ref seen[element]);
                    values[element] = shape.Passing ? ((T*)passing)[((r - row) * passingStride) + (k - column)] : c[(line * rowStride) + k];
                }
            }
        }
    }
}
