namespace Glissade.Devices.Cpu;

/// <summary>A pooling that goes plane by plane.</summary>
internal unsafe interface IPoolsPlanes
{
    /// <summary>Whether it does so, not row by row.</summary>
    bool WholePlanes { get; }

    /// <summary>Bytes of memory that a worker needs.</summary>
    long MemoryBytes { get; }

    /// <summary>Pools planes that follow each other, from their first element to that of their outputs, and leaves the places of the largest, if these are asked for, from the first on.</summary>
    void Pool(void* from, void* to, void* places, long planes, byte* memory);
}
