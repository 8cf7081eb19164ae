using System.Runtime.InteropServices;

namespace Glissade.Tests.Devices.Cpu.Products;

/// <summary>Native memory with poison before and after it: NaNs that would show in a result, and that writing would change.</summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private const int Guard = 96;
    private const byte Poison = 0xFF;

    private readonly byte* _memory;
    private readonly long _bytes;

    public GuardedMemory(long length)
    {
        _bytes = length * sizeof(T);
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(_bytes + (2 * Guard)), 64);
        NativeMemory.Fill(_memory, (nuint)(_bytes + (2 * Guard)), Poison);
        Data = (T*)(_memory + Guard);
    }

    public T* Data { get; }

    public void Refill() => NativeMemory.Fill(Data, (nuint)_bytes, Poison);

    public void CheckGuards()
    {
        Assert.Equal(-1, new ReadOnlySpan<byte>(_memory, Guard).IndexOfAnyExcept(Poison));
        Assert.Equal(-1, new ReadOnlySpan<byte>(_memory + Guard + _bytes, Guard).IndexOfAnyExcept(Poison));
    }

    public static bool IsPoison(T value) => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).IndexOfAnyExcept(Poison) < 0;

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
