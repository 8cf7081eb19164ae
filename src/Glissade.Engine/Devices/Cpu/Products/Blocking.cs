namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// The sizes that products are cut to. They are constants, not measured at run time: caches of today's processors are 32 to 48 KiB (first level) and
/// 512 KiB to 2 MiB (second) a core, and these fit the smaller ones.
/// </summary>
internal static class Blocking
{
    /// <summary>A step's panel of B, which stays in the first-level cache while the rows of A pass it.</summary>
    public const long PanelBytes = 24 << 10;

    /// <summary>A slab of B that all threads share: a part of the third-level cache.</summary>
    public const long SlabBytes = 8 << 20;

    /// <summary>Tiles in a block of A's rows. The block, a step deep, takes about a fifth of the second-level cache; the panel of B is fetched once for all of it.</summary>
    public const long BlockTiles = 8;

    /// <summary>Panels of C that are finished before the epilogue sees them. A multiple of the row kernel's four.</summary>
    public const long StripPanels = 8;

    /// <summary>The largest rectangle given to an epilogue: a part of the second-level cache.</summary>
    public const long StripBytes = 128 << 10;

    /// <summary>Multiply-adds that outweigh handing a task to another thread: about a microsecond.</summary>
    public const long TaskTerms = 1 << 16;

    /// <summary>Tasks of a small product: enough to even out threads that run at different speeds.</summary>
    public const long MostTasks = 32;

    /// <summary>Rows of A for each time that a panel of B is copied: fewer, and the copying shows.</summary>
    public const long RowsPerCopy = 48;

    /// <summary>Terms of a dot product that are copied at a time when they do not lie side by side. A multiple of the 16 lanes.</summary>
    public const long LaneChunk = 512;
}
