namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// What happens to a finished piece of C while it is still in the cache: a bias, an activation, an optimizer's update. A struct of pointers and
/// numbers that all threads read: what a call writes into its own fields is lost.
/// </summary>
internal interface IProductEpilogue
{
    /// <summary>Called once for every finished rectangle of C, by the thread that finished it. The rectangles cover C exactly once.</summary>
    void Run(long batch, long row, long rows, long column, long columns, int worker);
}

/// <summary>Leaves the product as it is.</summary>
internal readonly struct NoEpilogue : IProductEpilogue
{
    public void Run(long batch, long row, long rows, long column, long columns, int worker)
    {
    }
}
