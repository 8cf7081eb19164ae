using System.Runtime.InteropServices;
using Glissade.Compiler;
using Glissade.Devices.Cpu;
using Glissade.Devices.Cpu.Emission;

namespace Glissade.Tests.Devices.Cpu;

public sealed unsafe class LoopRunnerTests
{
    private const int Canary = 256;

    private static readonly int s_rounds = Environment.GetEnvironmentVariable("GLISSADE_LONG") == "1" ? 2000 : 120;

    private long _leastAllocated;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_interpreted_loop_nest_gives_the_bits_of_its_scalars_at_every_width_and_however_it_is_parted(int seed) =>
        Check(seed, s_rounds, (kernel, bits) => new LoopInterpreter(kernel, bits));

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void An_emitted_loop_nest_does_too(int seed) => Check(seed, s_rounds / 2, (kernel, bits) => new EmittedLoop(kernel, bits));

    private void Check(int seed, int rounds, Func<LoopKernel, int, LoopRunner> create)
    {
        var random = new Random(seed);
        for (int round = 0; round < rounds; round++)
        {
            (LoopKernel kernel, RandomLoops memory) = RandomLoops.Next(random);
            if (kernel.Points <= 60_000) Check(kernel, memory, random, round, create);
        }
    }

    private void Check(LoopKernel kernel, RandomLoops loops, Random random, int round, Func<LoopKernel, int, LoopRunner> create)
    {
        byte[][] before = [.. loops.BufferBytes.Select((bytes, buffer) => Content(random, loops.BufferTypes[buffer], bytes))];
        for (int buffer = 0; buffer < before.Length; buffer++) before[buffer] = before[loops.SameMemory[buffer]];
        byte[][] expected = [.. before.Select(bytes => (byte[])bytes.Clone())];
        for (int buffer = 0; buffer < before.Length; buffer++) expected[buffer] = expected[loops.SameMemory[buffer]];
        new ScalarLoops(kernel, before, expected).Run();

        foreach (int bits in new[] { 512, 256, 128 })
        {
            LoopRunner runner = create(kernel, bits);
            foreach (bool parted in new[] { false, true })
            {
                _leastAllocated = long.MaxValue;
                byte[][] actual = Execute(runner, before, loops, parted ? random : null);
                for (int again = 0; again < 3 && _leastAllocated > 0; again++) Execute(runner, before, loops, null);
                Assert.Equal(0, _leastAllocated);
                for (int buffer = 0; buffer < before.Length; buffer++)
                {
                    // Memory that two buffers share has the type of the one that is stored.
                    DType type = loops.BufferTypes[loops.SameMemory.LastIndexOf(loops.SameMemory[buffer])];
                    string? difference = Difference(type, expected[buffer], actual[buffer]);
                    Assert.True(difference is null, $"round {round}, {bits} bits, parted {parted}, buffer {buffer} {difference}\n{Describe(kernel)}");
                }
            }
        }
    }

    private byte[][] Execute(LoopRunner runner, byte[][] before, RandomLoops loops, Random? parts)
    {
        LoopKernel kernel = runner.Kernel;
        Storage[] memory = [.. before.Select(bytes => new Storage(bytes.Length + 2 * Canary))];
        byte** buffers = stackalloc byte*[before.Length];
        for (int buffer = 0; buffer < before.Length; buffer++)
        {
            int owner = loops.SameMemory[buffer];
            buffers[buffer] = memory[owner].Pointer + Canary;
            if (owner != buffer) continue;
            new Span<byte>(memory[owner].Pointer, (int)memory[owner].Bytes).Fill(0xA5);
            before[buffer].CopyTo(new Span<byte>(buffers[buffer], before[buffer].Length));
        }

        var scratch = new Storage(runner.ScratchBytes + Canary);
        long[] rows = Cuts(kernel.Rows, parts), inner = Cuts(kernel.Inner, kernel.Kind == LoopKind.Row ? null : parts);
        for (int r = 1; r < rows.Length; r++)
        {
            for (int i = 1; i < inner.Length; i++)
            {
                new Span<byte>(scratch.Pointer, (int)scratch.Bytes).Fill(0xFF);
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                runner.Run(buffers, scratch.Pointer, rows[r - 1], rows[r], inner[i - 1], inner[i]);

                // A collection that another test causes counts what is left of this thread's allocation buffer; it never happens every time.
                _leastAllocated = Math.Min(_leastAllocated, GC.GetAllocatedBytesForCurrentThread() - allocated);
                Assert.True(new Span<byte>(scratch.Pointer + runner.ScratchBytes, Canary).IndexOfAnyExcept((byte)0xFF) < 0, "written behind the scratch\n" + Describe(kernel));
            }
        }

        foreach ((Storage storage, byte[] bytes) in memory.Zip(before).Where((_, buffer) => loops.SameMemory[buffer] == buffer))
        {
            Assert.True(new Span<byte>(storage.Pointer, Canary).IndexOfAnyExcept((byte)0xA5) < 0, "written before a buffer\n" + Describe(kernel));
            Assert.True(new Span<byte>(storage.Pointer + Canary + bytes.Length, Canary).IndexOfAnyExcept((byte)0xA5) < 0, "written behind a buffer\n" + Describe(kernel));
        }

        return [.. before.Select((bytes, buffer) => new Span<byte>(memory[loops.SameMemory[buffer]].Pointer + Canary, bytes.Length).ToArray())];
    }

    private static long[] Cuts(long count, Random? random) =>
        random is null ? [0, count] : [0, .. Enumerable.Range(0, 3).Select(_ => random.NextInt64(count + 1)).Order(), count];

    private static byte[] Content(Random random, DType type, long bytes) => type switch
    {
        DType.Float32 => MemoryMarshal.AsBytes(LibraryRunner.Values<float>(random, bytes / 4, random.Next(2) == 0).AsSpan()).ToArray(),
        DType.Float64 => MemoryMarshal.AsBytes(LibraryRunner.Values<double>(random, bytes / 8, random.Next(2) == 0).AsSpan()).ToArray(),
        DType.Int32 => MemoryMarshal.AsBytes(LibraryRunner.Values<int>(random, bytes / 4).AsSpan()).ToArray(),
        DType.Bool => MemoryMarshal.AsBytes(LibraryRunner.Values<bool>(random, bytes).AsSpan()).ToArray(),
        _ => LibraryRunner.Values<byte>(random, bytes),
    };

    // Which NaN comes out of several is the processor's choice.
    private static string? Difference(DType type, byte[] expected, byte[] actual)
    {
        for (int at = 0; at < expected.Length; at += type.Size())
        {
            if (expected.AsSpan(at, type.Size()).SequenceEqual(actual.AsSpan(at, type.Size()))) continue;
            (double wanted, double got) = type switch
            {
                DType.Float32 => (BitConverter.ToSingle(expected, at), BitConverter.ToSingle(actual, at)),
                DType.Float64 => (BitConverter.ToDouble(expected, at), BitConverter.ToDouble(actual, at)),
                DType.Int32 => (BitConverter.ToInt32(expected, at), BitConverter.ToInt32(actual, at)),
                _ => ((double)expected[at], actual[at]),
            };
            if (!double.IsNaN(wanted) || !double.IsNaN(got)) return $"({type}) element {at / type.Size()} is {got:R}, expected {wanted:R}";
        }

        return null;
    }

    private static string Describe(LoopKernel kernel) =>
        $"{kernel.Kind} [{string.Join(", ", kernel.Extents)}]\n"
        + string.Join("\n", kernel.Accesses.Select((access, i) => $"  access {i}: buffer {access.Buffer} {access.Type} {access.Offset} [{string.Join(", ", access.Strides)}]")) + "\n"
        + string.Join("\n", kernel.Body.Select((instruction, i) => $"  {i}: {instruction}"));
}
