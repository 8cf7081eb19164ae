using System.Reflection;
using System.Runtime.CompilerServices;

namespace Glissade.Tests.Graph;

public sealed unsafe class StorageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4096)]
    [InlineData(100_001)]
    public void Starts_at_a_cache_line_and_all_of_it_can_be_written(int bytes)
    {
        var storage = new Storage(bytes);
        Assert.Equal(bytes, storage.Bytes);
        Assert.Equal(0, (long)storage.Pointer % Storage.Alignment);
        Assert.NotEqual(0, (long)storage.Pointer);

        Span<byte> span = storage.Span<byte>();
        Assert.Equal(bytes, span.Length);
        span.Fill(0xA5);
        Assert.Equal(bytes, span.Count((byte)0xA5));
    }

    [Fact]
    public void Is_cleared_on_request()
    {
        for (int round = 0; round < 50; round++)
        {
            Dirty();
            Assert.False(new Storage(10_000, zeroed: true).Span<byte>().ContainsAnyExcept((byte)0));
        }
    }

    [Fact]
    public void Does_not_move_when_the_collector_compacts()
    {
        var storage = new Storage(40);
        byte* before = storage.Pointer;
        storage.Span<int>()[9] = 42;
        for (int i = 0; i < 20_000; i++)
        {
            Dirty();
            GC.KeepAlive(new byte[100]);
        }

        Assert.True(before == storage.Pointer);
        Assert.Equal(42, ((int*)before)[9]);
        GC.KeepAlive(storage);
    }

    [Fact]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void A_span_keeps_the_memory_when_the_storage_is_garbage()
    {
        Span<float> span = Filled(out WeakReference block);
#pragma warning disable RS0030 // Nothing else shows that an object is no garbage.
        GC.Collect();
#pragma warning restore RS0030
        Assert.True(block.IsAlive);
        Assert.Equal(3, span[9_999]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span<float> Filled(out WeakReference block)
    {
        var storage = new Storage(40_000);
        block = new WeakReference(typeof(Storage).GetField("_lines", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(storage));
        Span<float> span = storage.Span<float>();
        span.Fill(3);
        return span;
    }

    [Fact]
    public void Views_are_checked()
    {
        var storage = new Storage(20);
        Assert.Equal(5, storage.Span<float>().Length);
        Assert.Throws<InvalidOperationException>(() => storage.Span<double>().Length);

        storage.Span<float>()[3] = 7;
        Assert.Equal(7, storage.Span<float>(3, 2)[0]);
        Assert.Equal(0, storage.Span<float>(5, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => storage.Span<float>(4, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => storage.Span<float>(-1, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => storage.Span<float>(long.MaxValue, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => storage.Span<float>(0, -1).Length);
    }

    [Fact]
    public void Impossible_sizes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Storage(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Storage(long.MaxValue));
    }

    [Fact]
    public void Holds_more_than_two_gigabytes()
    {
        // Not cleared and hardly touched, so the machine needs no such memory.
        const long bytes = 9L << 30;
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < bytes * 4 / 3)
        {
            return;
        }

        var storage = new Storage(bytes);
        *(long*)(storage.Pointer + bytes - 8) = 42;
        Assert.Equal(42, storage.Span<long>()[^1]);
        Assert.Throws<InvalidOperationException>(() => storage.Span<float>().Length);
        Assert.Equal(42, storage.Span<int>((bytes / 4) - 2, 2)[0]);
        GC.KeepAlive(storage);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Dirty() => new Storage(3_000).Span<byte>().Fill(0xFF);
}
