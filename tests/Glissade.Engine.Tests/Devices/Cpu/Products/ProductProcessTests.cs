using System.Runtime.InteropServices;
using Glissade.Devices.Cpu;
using Glissade.Devices.Cpu.Products;
using Glissade.Tests.Support;

namespace Glissade.Tests.Devices.Cpu.Products;

/// <summary>What depends on the process: vectors switched off, and allocation.</summary>
public sealed unsafe class ProductProcessTests
{
    [Fact]
    public void Without_AVX2_and_FMA_the_bits_are_the_same() => Assert.Equal(Hashes(), ChildProcess.RunChecked("products", Switches.NoAvx2));

    [Fact]
    public void Without_any_vectors_the_bits_are_the_same() => Assert.Equal(Hashes(), ChildProcess.RunChecked("products", Switches.NoIntrinsics));

    [Fact]
    public void A_product_allocates_nothing()
    {
        WorkerPool pool = new(1);
        foreach (ProductShape shape in new ProductShape[] { new(2, 30, 40, 50), new(1, 100, 100, 800), new(1, 100, 1, 50, Lanes: true), new(1, 5, 3, 10, 4) })
        {
            foreach (ProductPath path in Enum.GetValues<ProductPath>())
            {
                Multiply<float>(shape, pool, path, 2);
                Assert.Equal(0, Multiply<float>(shape, pool, path, 3));
            }
        }
    }

    [Probe("products")]
    internal static void Print(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        foreach (string hash in Hashes())
            Console.WriteLine(hash);
    }

    private static string[] Hashes()
    {
        WorkerPool pool = new(1);
        List<string> hashes = [];
        foreach (ProductShape shape in new ProductShape[] { new(2, 7, 21, 19, 8), new(1, 1, 70, 9), new(2, 9, 1, 37, 32, true), new(1, 5, 3, 10) })
        {
            foreach (ProductPath path in Enum.GetValues<ProductPath>())
            {
                hashes.Add(Hash<float>(shape, pool, path));
                hashes.Add(Hash<double>(shape, pool, path));
            }
        }

        return [.. hashes];
    }

    private static string Hash<T>(in ProductShape shape, WorkerPool pool, ProductPath path)
        where T : unmanaged
    {
        byte[] bytes = new byte[shape.Batch * shape.Rows * shape.Columns * sizeof(T)];
        Multiply<T>(shape, pool, path, 1, bytes);
        return $"{typeof(T).Name} {shape} {path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))}";
    }

    /// <summary>Multiplies numbers that follow from their index, and gives the bytes that the product allocated on this thread.</summary>
    private static long Multiply<T>(in ProductShape shape, WorkerPool pool, ProductPath path, int times, byte[]? result = null)
        where T : unmanaged
    {
        long aLength = shape.Batch * shape.Rows * shape.Inner;
        long bLength = shape.Batch * shape.Inner * shape.Columns;
        long cLength = shape.Batch * shape.Rows * shape.Columns;
        T* a = (T*)NativeMemory.Alloc((nuint)((aLength + bLength + cLength) * sizeof(T)));
        for (long i = 0; i < aLength + bLength; i++)
        {
            double value = Math.ScaleB(((i * 7919) % 1009) - 500, -9) / 3;
            if (typeof(T) == typeof(float))
                ((float*)a)[i] = (float)value;
            else
                ((double*)a)[i] = value;
        }

        Operand<T> left = new(a, shape.Inner, 1, new Stack(shape.Rows * shape.Inner));
        Operand<T> right = new(a + aLength, shape.Columns, 1, new Stack(shape.Inner * shape.Columns));
        Target<T> target = new(a + aLength + bLength, shape.Columns, shape.Rows * shape.Columns);
        void* scratch = NativeMemory.Alloc((nuint)Product<T>.ScratchBytes(shape, left, right, pool.Threads, path: path));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int time = 0; time < times; time++)
            Product<T>.Run(shape, left, right, target, default(NoEpilogue), scratch, pool, path: path);

        long inside = GC.GetAllocatedBytesForCurrentThread() - before;
        if (result is not null)
            new ReadOnlySpan<byte>(target.Data, result.Length).CopyTo(result);

        NativeMemory.Free(scratch);
        NativeMemory.Free(a);
        return inside;
    }
}
