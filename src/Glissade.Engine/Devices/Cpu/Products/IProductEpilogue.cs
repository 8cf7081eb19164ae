namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// What happens to a finished piece of C while it is still in the cache: a bias, an activation, an optimizer's update. A struct of pointers and
/// numbers that all threads read: what a call writes into its own fields is lost.
/// </summary>
internal interface IProductEpilogue
{
    /// <summary>Called once for every finished rectangle of C, by the thread that finished it. The rectangles cover C exactly once.</summary>
    /// <param name="batch">Which matrix of the stack.</param>
    /// <param name="row">The rectangle's first row.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="column">Its first column.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="worker">Who finished it.</param>
    /// <param name="passing">Where it lies if it is passing, its rows <see cref="ProductLayout.PassingStride"/> elements apart; else null.</param>
    unsafe void Run(long batch, long row, long rows, long column, long columns, int worker, void* passing);

    /// <summary>What a call for a rectangle that begins there will read beside C.</summary>
    FetchedRows Reads(long batch, long row, long column);
}

/// <summary>Leaves the product as it is.</summary>
internal readonly struct NoEpilogue : IProductEpilogue
{
    public unsafe void Run(long batch, long row, long rows, long column, long columns, int worker, void* passing)
    {
    }

    public FetchedRows Reads(long batch, long row, long column) => default;
}
