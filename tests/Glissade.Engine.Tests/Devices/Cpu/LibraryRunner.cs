using System.Runtime.InteropServices;
using Glissade.Compiler;
using Glissade.Devices.Cpu;
using Glissade.Operations;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Runs one library call over arrays, its output between canaries and its scratch full of garbage.</summary>
internal static unsafe class LibraryRunner
{
    public static readonly int[] Threads = [1, 2, 3, 8];

    private const int Canary = 128;

    private static readonly WorkerPool[] s_pools = [.. Threads.Select(threads => new WorkerPool(threads))];

    /// <summary>The output, which must be the same for every number of threads.</summary>
    public static TOut[] Run<TOut>(Operation operation, Shape output, params (Shape Shape, Array Values)[] inputs) where TOut : unmanaged
    {
        TOut[]? first = null;
        foreach (WorkerPool pool in s_pools)
        {
            TOut[] result = Run<TOut>(pool, operation, output, inputs);
            first ??= result;
            Assert.True(Bytes(first).SequenceEqual(Bytes(result)), $"{operation.Name} differs with {pool.Threads} threads");
        }

        return first!;
    }

    /// <summary>Of a program without weights.</summary>
    public static PackedPlaces NothingPacked { get; } = new(new Program([], [.. Enumerable.Range(0, 8).Select(i => new BufferSpec(i, DType.Float32, 0, BufferKind.Temporary, null))], [], 0), _ => false);

    public static TOut[] Run<TOut>(WorkerPool pool, Operation operation, Shape output, params (Shape Shape, Array Values)[] inputs) where TOut : unmanaged
    {
        LibraryKernel kernel = Kernel<TOut>(operation, output, inputs);
        Routine routine = Routine.For(kernel, NothingPacked);
        var memory = new List<Storage>();
        byte** buffers = stackalloc byte*[inputs.Length + 1];
        for (int i = 0; i < inputs.Length; i++)
        {
            ReadOnlySpan<byte> bytes = Bytes(inputs[i].Values);
            var storage = new Storage(bytes.Length);
            bytes.CopyTo(new Span<byte>(storage.Pointer, bytes.Length));
            memory.Add(storage);
            buffers[i] = storage.Pointer;
        }

        int size = checked((int)output.Count * sizeof(TOut));
        var target = new Storage(size + 2 * Canary);
        new Span<byte>(target.Pointer, size + 2 * Canary).Fill(0xA5);
        buffers[inputs.Length] = target.Pointer + Canary;
        long scratchBytes = routine.ScratchBytes(pool.Threads);
        var scratch = new Storage(scratchBytes + Canary);
        new Span<byte>(scratch.Pointer, (int)scratchBytes + Canary).Fill(0xFF);

        routine.Run(buffers, scratch.Pointer, pool);
        // Later runs must find nothing of the first. The pool may still start a thread in one of them, which allocates.
        long allocated = 1;
        for (int run = 0; run < 5 && allocated != 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            routine.Run(buffers, scratch.Pointer, pool);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        Assert.True(new Span<byte>(target.Pointer, Canary).IndexOfAnyExcept((byte)0xA5) < 0, "written before the output");
        Assert.True(new Span<byte>(target.Pointer + Canary + size, Canary).IndexOfAnyExcept((byte)0xA5) < 0, "written behind the output");
        Assert.True(new Span<byte>(scratch.Pointer + scratchBytes, Canary).IndexOfAnyExcept((byte)0xFF) < 0, "written behind the scratch");
        for (int i = 0; i < inputs.Length; i++)
            Assert.True(Bytes(inputs[i].Values).SequenceEqual(new Span<byte>(buffers[i], (int)memory[i].Bytes)), "an input was changed");
        TOut[] result = new Span<TOut>(buffers[inputs.Length], (int)output.Count).ToArray();
        GC.KeepAlive(memory);
        GC.KeepAlive(target);
        GC.KeepAlive(scratch);
        return result;
    }

    public static LibraryKernel Kernel<TOut>(Operation operation, Shape output, params (Shape Shape, Array Values)[] inputs) where TOut : unmanaged =>
        new(operation, [.. inputs.Select((input, i) => new Whole(i, input.Shape, Type(input.Values)))], new Whole(inputs.Length, output, DTypes.Of<TOut>()))
        {
            Provenances = [new Provenance("encoder/embedding", "rows of W")],
        };

    public static void AssertBits<T>(T[] expected, T[] actual, string what) where T : unmanaged
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (MemoryMarshal.AsBytes(expected.AsSpan(i, 1)).SequenceEqual(MemoryMarshal.AsBytes(actual.AsSpan(i, 1)))) continue;

            // Which NaN comes out of two is the processor's choice.
            bool nan = expected[i] is float.NaN && actual[i] is float.NaN || expected[i] is double.NaN && actual[i] is double.NaN;
            Assert.True(nan, $"{what}: element {i} is {actual[i]}, expected {expected[i]}");
        }
    }

    /// <summary>Numbers of many sizes, with zeros of both signs, equal ones, and now and then something that is no number.</summary>
    public static T[] Values<T>(Random random, long count, bool special = true) where T : unmanaged
    {
        var values = new T[count];
        for (int i = 0; i < values.Length; i++)
        {
            double value = random.Next(special ? 40 : 36) switch
            {
                0 => 0.0,
                1 => -0.0,
                < 8 => random.Next(-3, 4),
                < 36 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 4)),
                36 => double.NaN,
                37 => double.PositiveInfinity,
                38 => double.NegativeInfinity,
                _ => -1e-44,
            };
            values[i] = default(T) switch
            {
                float => (T)(object)(float)value,
                double => (T)(object)value,
                int => (T)(object)(double.IsNaN(value) ? int.MinValue : (int)Math.Clamp(value * 7, int.MinValue, int.MaxValue)),
                bool => (T)(object)(random.Next(2) == 0),
                _ => (T)(object)(byte)random.Next(256),
            };
        }

        return values;
    }

    private static DType Type(Array values) => values switch
    {
        float[] => DType.Float32,
        double[] => DType.Float64,
        int[] => DType.Int32,
        bool[] => DType.Bool,
        _ => DType.UInt8,
    };

    private static ReadOnlySpan<byte> Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan());

    private static ReadOnlySpan<byte> Bytes(Array values) => values switch
    {
        float[] floats => Bytes(floats),
        double[] doubles => Bytes(doubles),
        int[] integers => Bytes(integers),
        bool[] truths => Bytes(truths),
        byte[] bytes => bytes,
        _ => throw new ArgumentException("no element type"),
    };
}
