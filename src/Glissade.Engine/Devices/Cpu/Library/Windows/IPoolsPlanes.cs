namespace Glissade.Devices.Cpu;

/// <summary>A pooling that goes plane by plane.</summary>
internal unsafe interface IPoolsPlanes
{
    /// <summary>Whether it does so, not row by row.</summary>
    bool WholePlanes { get; }

    /// <summary>Bytes of memory that a worker needs.</summary>
    long MemoryBytes { get; }

    /// <summary>Pools planes that follow each other, from their first element to that of their outputs.</summary>
    void Pool(void* from, void* to, long planes, byte* memory);
}
