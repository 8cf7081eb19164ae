using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="RandomBits"/>: whole blocks of four words, eight blocks at a time where the processor has wide integer products.</summary>
internal sealed unsafe class RandomBitsRoutine(LibraryKernel kernel, RandomBits row) : Routine
{
    private readonly LibraryKernel _kernel = kernel;
    private readonly long _examples = row.To[0], _terms = row.To[0] == 0 ? 0 : row.To.Count / row.To[0];
    private readonly ulong _path = row.Path;
    private readonly RandomBits _row = row;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        int seed = *(int*)buffers[_kernel.Inputs[0].Buffer], step = *(int*)buffers[_kernel.Inputs[1].Buffer];
        long first = _kernel.Inputs.Length == 4 ? _row.PlaceOf(*(int*)buffers[_kernel.Inputs[3].Buffer]) : 0;
        var job = new Job(this, (uint)seed ^ (uint)_path, (uint)step, *(int*)buffers[_kernel.Inputs[2].Buffer], first, (int*)buffers[_kernel.Output.Buffer]);
        pool.Run(ref job, _terms == 0 ? 0 : job.Cut.Tasks);
    }

    private readonly struct Job(RandomBitsRoutine routine, uint key, uint step, long firstExample, long first, int* to) : IJob
    {
        // Words of one item: a multiple of the widest group of blocks, so that items of an example do not share a block.
        private const long Part = 4096;

        private readonly long _parts = (routine._terms + Part - 1) / Part;

        public TaskCut Cut => new(routine._examples * _parts, 4 * Math.Min(routine._terms, Part));

        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            Span<uint> words = stackalloc uint[4];
            uint otherKey = (uint)(routine._path >> 32);
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                long example = item / _parts, begin = item % _parts * Part, number = firstExample + example;
                long place = first + begin, end = first + Math.Min(routine._terms, begin + Part);
                int* target = to + example * routine._terms - first;
                while (place < end)
                {
                    // A part of an example's rows may begin, as it may end, in the midst of a block.
                    int word = (int)(place & 3);
                    if (Avx2.IsSupported && word == 0 && place <= end - 32)
                    {
                        EightBlocks((uint)(place >> 2), (uint)number, step, (uint)(number >> 32), key, otherKey, (ulong*)(target + place));
                        place += 32;
                        continue;
                    }

                    Philox.Block((uint)(place >> 2), (uint)number, step, (uint)(number >> 32), key, otherKey, words);
                    for (; word < 4 && place < end; word++) target[place++] = (int)words[word];
                }
            }
        }

        // One 32-bit word of a counter in each 64-bit lane, where its product with a constant has room; two vectors of four blocks hide each other's latency.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void EightBlocks(uint block, uint counter1, uint counter2, uint counter3, uint key0, uint key1, ulong* target)
        {
            // The number of a block wraps around as a 32-bit word.
            Vector256<ulong> low = Vector256.Create(uint.MaxValue).AsUInt64() >>> 32;
            Vector256<ulong> a0 = (Vector256.Create((ulong)block) + Vector256.Create(0UL, 1, 2, 3)) & low;
            Vector256<ulong> b0 = (Vector256.Create((ulong)block) + Vector256.Create(4UL, 5, 6, 7)) & low;
            Vector256<ulong> a1 = Vector256.Create((ulong)counter1), a2 = Vector256.Create((ulong)counter2), a3 = Vector256.Create((ulong)counter3);
            Vector256<ulong> b1 = a1, b2 = a2, b3 = a3;
            for (int round = 0; round < 10; round++)
            {
                Vector256<ulong> first = Vector256.Create((ulong)key0), second = Vector256.Create((ulong)key1);
                Round(ref a0, ref a1, ref a2, ref a3, first, second, low);
                Round(ref b0, ref b1, ref b2, ref b3, first, second, low);
                key0 += 0x9E3779B9;
                key1 += 0xBB67AE85;
            }

            Store(a0, a1, a2, a3, target);
            Store(b0, b1, b2, b3, target + 8);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Round(
            ref Vector256<ulong> c0, ref Vector256<ulong> c1, ref Vector256<ulong> c2, ref Vector256<ulong> c3, Vector256<ulong> key0, Vector256<ulong> key1, Vector256<ulong> low)
        {
            Vector256<ulong> first = Avx2.Multiply(c0.AsUInt32(), Vector256.Create(0xD2511F53u));
            Vector256<ulong> second = Avx2.Multiply(c2.AsUInt32(), Vector256.Create(0xCD9E8D57u));
            c0 = (second >>> 32) ^ c1 ^ key0;
            c1 = second & low;
            c2 = (first >>> 32) ^ c3 ^ key1;
            c3 = first & low;
        }

        private static void Store(Vector256<ulong> c0, Vector256<ulong> c1, Vector256<ulong> c2, Vector256<ulong> c3, ulong* target)
        {
            // Pairs of words, then the pairs of blocks 0 and 2, and of 1 and 3.
            Vector256<ulong> front = c0 | (c1 << 32), back = c2 | (c3 << 32);
            Vector256<ulong> even = Avx2.UnpackLow(front, back), odd = Avx2.UnpackHigh(front, back);
            even.GetLower().Store(target);
            odd.GetLower().Store(target + 2);
            even.GetUpper().Store(target + 4);
            odd.GetUpper().Store(target + 6);
        }
    }
}
