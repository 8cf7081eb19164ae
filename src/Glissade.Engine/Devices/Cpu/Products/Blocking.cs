namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// The sizes that products are cut to: parts of this machine's second-level cache, as its system tells of it. First-level caches are 32 to 48 KiB on all of today's
/// processors. No size changes a bit of a result.
/// </summary>
internal static class Blocking
{
    private static readonly long s_secondLevel = Math.Clamp(CacheSizes.SecondLevel, 256 << 10, 4 << 20);

    /// <summary>
    /// A step's panel of B. It passes through the first-level cache once for every tile and comes from the second; longer steps, which store and
    /// reload fewer sums, gain more than a panel that would fit the first.
    /// </summary>
    public static readonly long PanelBytes = s_secondLevel / 8;

    /// <summary>
    /// A slab of B that all threads share. It passes through the second-level cache once for every block of A, so it should come from the third; of that,
    /// a process has often only some megabytes to itself.
    /// </summary>
    public const long SlabBytes = 4 << 20;

    /// <summary>Panels of a slab that are copied together: a stretch of a row is half a kilobyte or more.</summary>
    public const long PanelsTogether = 8;

    /// <summary>
    /// Rows of B so far apart are not copied in passing: lines fetched ahead fall into few sets of the cache, and drive each other out. Not so where a term of a panel is whole
    /// lines: it takes long enough for few to be fetched ahead.
    /// </summary>
    public const long FarBytes = 1 << 10;

    /// <summary>Rows of B fetched ahead while panels are copied. Where rows lie far apart, the processor does not see by itself which line comes next.</summary>
    public const long RowsAhead = 8;

    /// <summary>As much of a panel is fetched ahead where a tile copies it in passing, which takes longer for a row.</summary>
    public const long BytesAheadInPassing = 2 << 10;

    /// <summary>Tiles of so many terms fetch the lines that they will store to; shorter ones have no time for it.</summary>
    public const long FetchingTerms = 32;

    /// <summary>What epilogues read beside the product is fetched while it is multiplied, if it is so much: less stays in the second-level cache from step to step.</summary>
    public static readonly long FetchedBytes = s_secondLevel / 2;

    /// <summary>Terms of a transposed A fetched ahead while it is copied: each is a few cache lines.</summary>
    public const long TermsAhead = 8;

    /// <summary>A block of A, a step deep: less than half of the second-level cache. A panel of B is fetched once for all of it.</summary>
    public static readonly long BlockBytes = s_secondLevel * 3 / 8;

    /// <summary>The largest A that is read where it lies for a few panels: twice what the second-level cache holds, its rows being fetched ahead. To copy it would cost as much as a panel or two.</summary>
    public static readonly long InPlaceBytes = 2 * s_secondLevel;

    /// <summary>The same for many panels: what the second-level cache holds beside the rest.</summary>
    public static readonly long InPlaceOftenBytes = s_secondLevel * 3 / 4;

    /// <summary>
    /// Operands up to this size, with so many rows, need no slab: each task copies rows of A, and its first tile panels of B in passing. A panel is then copied more than once, but nobody waits until all are. Not where B lies in panels already, or panels go
    /// through in several steps.
    /// </summary>
    public static readonly long TogetherBytes = s_secondLevel * 5 / 2;

    /// <summary>See <see cref="TogetherBytes"/>; fewer rows are but a few tiles for each copy of a panel.</summary>
    public const long TogetherRows = 512;

    /// <summary>So many panels are many.</summary>
    public const long ManyPanels = 16;

    /// <summary>The same for an A whose rows do not lie side by side: every term of a tile is another cache line.</summary>
    public static readonly long InPlaceTransposedBytes = s_secondLevel;

    /// <summary>With fewer columns than this, copying A costs more than it brings.</summary>
    public const long SlabColumns = 64;

    /// <summary>With fewer rows than this, copying B costs more than it brings.</summary>
    public const long DirectRows = 12;

    /// <summary>Panels of C that are finished before the epilogue sees them. A multiple of the row kernel's four.</summary>
    public const long StripPanels = 8;

    /// <summary>The largest rectangle given to an epilogue: a part of the second-level cache.</summary>
    public static readonly long StripBytes = s_secondLevel / 4;

    /// <summary>Multiply-adds that outweigh handing a task to another thread: about a microsecond.</summary>
    public const long TaskTerms = 1 << 16;

    /// <summary>Bytes of a matrix, multiplied with one row, that outweigh handing a task to another thread: two microseconds or so.</summary>
    public const long RowTaskBytes = 128 << 10;

    /// <summary>A transposed B is copied once by all threads together, where blocks of so many rows would each copy it and so many multiply-adds outweigh waiting for each other.</summary>
    public const long SharedTurningRows = 128;

    /// <summary>See <see cref="SharedTurningRows"/>.</summary>
    public const long SharedTurningTerms = 4 << 20;

    /// <summary>Tasks of a small product: enough to even out threads that run at different speeds.</summary>
    public const long MostTasks = 32;

    /// <summary>The most rows for which a small B is read where it lies by all of them.</summary>
    public const long SmallRows = 64;

    /// <summary>Rows of A for each time that a panel of B is copied: fewer, and the copying shows.</summary>
    public const long RowsPerCopy = 32;

    /// <summary>Enough tasks of a small product: only with fewer are the rows cut as well as the columns.</summary>
    public const long FewTasks = 8;

    /// <summary>With fewer tiles of rows in a block, one more than in another block shows.</summary>
    public const long ManyTiles = 8;

    /// <summary>Rows that are then dealt out at once.</summary>
    public const long RowsOfPiece = 4;

    /// <summary>The largest B that threads share while each keeps to rows of its own: a quarter of the second-level cache.</summary>
    public static readonly long TallBytes = s_secondLevel / 4;

    /// <summary>The largest weights that cores keep from step to step, each its columns, together with what the optimizer keeps.</summary>
    public static readonly long WeightBytes = s_secondLevel * 3 / 4;

    /// <summary>Blocks of rows of such a product: each copies B anew.</summary>
    public const long TallBlocks = 4;

    /// <summary>The shortest sums for which a transposed A is copied; a shorter one's cache lines stay in the first level while a panel passes.</summary>
    public const long CopiedTerms = 96;

    /// <summary>Rows in a task that copies its A: fewer, and reading B where it lies, which the first tile of rows does, shows.</summary>
    public const long CopiedRows = 128;

    /// <summary>Panels of B for each time that a block of A is copied: fewer, and the copying shows.</summary>
    public const long PanelsPerCopy = 4;

    /// <summary>As <see cref="FewTasks"/>, where A is copied.</summary>
    public const long FewCopyingTasks = 4;

    /// <summary>A stretch of B that passes one row: more of it comes from beyond the first-level cache.</summary>
    public const long NearBytes = 32 << 10;

    /// <summary>For more rows of A than these, bringing weights together in every run does not show.</summary>
    public const long MostPackedRows = 1 << 10;

    /// <summary>A single row reads weights once. Those that no near cache holds, of so many terms, come faster from panels, which lie in memory from end to end.</summary>
    public static readonly long LeastPackedBytes = 4 * s_secondLevel;

    /// <summary>See <see cref="LeastPackedBytes"/>.</summary>
    public const long LeastPackedTerms = 256;

    /// <summary>Terms of a dot product that are copied at a time when they do not lie side by side. A multiple of the 16 lanes.</summary>
    public const long LaneChunk = 512;
}
