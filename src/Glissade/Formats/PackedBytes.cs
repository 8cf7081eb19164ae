using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Glissade;

/// <summary>
/// Examples of bytes most of which are zero, as in pictures on an empty ground: of each a bit for every byte that says whether it is zero, then the bytes that are not. MNIST takes a third of its size,
/// and a batch is unpacked in the time in which memory would give it.
/// </summary>
/// <param name="width">Bytes of an example, at most <see cref="MostWidth"/>.</param>
internal sealed class PackedBytes(int width)
{
    public const int MostWidth = 1 << 16;

    // Of a start, the upper bits say which chunk and the lower ones where in it.
    private const int ChunkBits = 20, ChunkBytes = 1 << ChunkBits;

    // Eight bytes are written and read at once.
    private const int Slack = 8;

    private static readonly ulong[] s_gather = Tables(gathers: true), s_spread = Tables(gathers: false);

    private readonly List<byte[]> _chunks = [];
    private int _end = ChunkBytes;

    /// <summary>Bytes of an example.</summary>
    public int Width => width;

    private int Groups => (width + 7) / 8;

    /// <summary>Packs some examples behind those that are there, and adds where each begins.</summary>
    public void Append(ReadOnlySpan<byte> examples, List<int> starts)
    {
        int groups = Groups;
        byte[] chunk = _chunks.Count > 0 ? _chunks[^1] : [];
        ref ulong gather = ref s_gather[0];
        Span<byte> padded = stackalloc byte[8];
        for (int from = 0; from < examples.Length; from += width)
        {
            if (_end + groups + 8 * groups + Slack > chunk.Length)
            {
                chunk = GC.AllocateUninitializedArray<byte>(ChunkBytes);
                _chunks.Add(chunk);
                _end = 0;
            }

            starts.Add(checked((_chunks.Count - 1) * ChunkBytes) + _end);
            int to = _end + groups, whole = width / 8;
            ref byte example = ref Unsafe.Add(ref MemoryMarshal.GetReference(examples), from);
            ref byte mask = ref chunk[_end], packed = ref chunk[0];
            for (int group = 0; group < whole; group++)
            {
                // Most of a picture is empty ground: eight groups of it at once.
                if (whole - group >= 8 && IsZero(ref Unsafe.Add(ref example, 8 * group)))
                {
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref mask, group), 0UL);
                    group += 7;
                    continue;
                }

                to += Pack(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref example, 8 * group)), ref gather, ref Unsafe.Add(ref mask, group), ref Unsafe.Add(ref packed, to));
            }

            if (whole < groups)
            {
                padded.Clear();
                examples.Slice(from + 8 * whole, width - 8 * whole).CopyTo(padded);
                to += Pack(Unsafe.ReadUnaligned<ulong>(ref padded[0]), ref gather, ref Unsafe.Add(ref mask, whole), ref Unsafe.Add(ref packed, to));
            }

            _end = to;
        }
    }

    /// <summary>Bytes that so many examples take.</summary>
    public long Bytes => _chunks.Count == 0 ? 0 : (long)(_chunks.Count - 1) * ChunkBytes + _end;

    /// <summary>Writes an example out.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="target">[<see cref="Width"/>].</param>
    public void Unpack(int start, Span<byte> target)
    {
        byte[] chunk = _chunks[start >> ChunkBits];
        int mask = start & (ChunkBytes - 1), groups = Groups, from = mask + groups, whole = width / 8;
        ReadOnlySpan<ulong> spread = s_spread;
        for (int group = 0; group < whole; group++)
        {
            int bits = chunk[mask + group];
            BinaryPrimitives.WriteUInt64LittleEndian(target[(8 * group)..], Shuffle(Vector128.CreateScalar(BinaryPrimitives.ReadUInt64LittleEndian(chunk.AsSpan(from))).AsByte(), spread[bits]));
            from += BitOperations.PopCount((uint)bits);
        }

        for (int i = 8 * whole; i < width; i++) target[i] = (chunk[mask + whole] >> (i - 8 * whole) & 1) != 0 ? chunk[from++] : (byte)0;
    }

    /// <summary>Some examples, one after the other.</summary>
    public byte[] ToArray(ReadOnlySpan<int> starts)
    {
        var values = new byte[(long)starts.Length * width];
        for (int i = 0; i < starts.Length; i++) Unpack(starts[i], values.AsSpan(i * width, width));
        return values;
    }

    /// <summary>The bytes of an example that are not zero.</summary>
    public ReadOnlySpan<byte> NotZero(int start) => Parts(start, Groups, out int count).Slice(Groups, count);

    /// <summary>One byte of an example.</summary>
    public byte this[int start, int index]
    {
        get
        {
            ReadOnlySpan<byte> packed = Parts(start, index / 8, out int before);
            int bits = packed[index / 8], bit = index % 8;
            return (bits >> bit & 1) == 0 ? (byte)0 : packed[Groups + before + BitOperations.PopCount((uint)(bits & ((1 << bit) - 1)))];
        }
    }

    // An example to the end of its chunk, and how many bytes of its first groups are not zero.
    private ReadOnlySpan<byte> Parts(int start, int groups, out int count)
    {
        ReadOnlySpan<byte> packed = _chunks[start >> ChunkBits].AsSpan(start & (ChunkBytes - 1));
        count = 0;
        foreach (byte bits in packed[..groups]) count += BitOperations.PopCount((uint)bits);
        return packed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsZero(ref byte bytes)
    {
        Vector128<byte> low = Vector128.LoadUnsafe(ref bytes) | Vector128.LoadUnsafe(ref bytes, 16), high = Vector128.LoadUnsafe(ref bytes, 32) | Vector128.LoadUnsafe(ref bytes, 48);
        return (low | high) == Vector128<byte>.Zero;
    }

    // Half a vector that the machine has: of eight bytes alone it would see one after the other. Nothing looks whether any is not zero: the processor could not foresee it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pack(ulong eight, ref ulong gather, ref byte mask, ref byte packed)
    {
        Vector128<byte> values = Vector128.CreateScalar(eight).AsByte();
        byte bits = (byte)~Vector128.Equals(values, Vector128<byte>.Zero).ExtractMostSignificantBits();
        Unsafe.WriteUnaligned(ref packed, Shuffle(values, Unsafe.Add(ref gather, bits)));
        mask = bits;
        return BitOperations.PopCount(bits);
    }

    private static ulong Shuffle(Vector128<byte> values, ulong places) => Vector128.Shuffle(values, Vector128.CreateScalar(places).AsByte()).AsUInt64().ToScalar();

    // For each mask of eight: where the bytes that are not zero come from when they are gathered, or when they are spread again; beyond the vector stands zero.
    private static ulong[] Tables(bool gathers)
    {
        var tables = new ulong[256];
        Span<byte> places = stackalloc byte[8];
        for (int bits = 0; bits < tables.Length; bits++)
        {
            places.Fill(0xFF);
            for (int bit = 0, at = 0; bit < 8; bit++)
            {
                if ((bits >> bit & 1) == 0) continue;
                places[gathers ? at : bit] = (byte)(gathers ? bit : at);
                at++;
            }

            tables[bits] = BinaryPrimitives.ReadUInt64LittleEndian(places);
        }

        return tables;
    }
}
