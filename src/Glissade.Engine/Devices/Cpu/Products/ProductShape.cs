namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// The extents of C[batch, row, column] = Σ A[batch, row, inner] · B[batch, inner, column], and the order of its sums.
/// </summary>
/// <param name="Batch">How many matrices lie in each stack.</param>
/// <param name="Rows">Rows of A and C.</param>
/// <param name="Columns">Columns of B and C.</param>
/// <param name="Inner">Columns of A, rows of B: the dimension summed over.</param>
/// <param name="Cut">
/// Terms in a partial sum: p = 0, then p = fma(a, b, p) in ascending order; the total is the first partial, then the others are added in order.
/// </param>
/// <param name="Lanes">
/// For one column only: a partial is summed in 16 lanes (lane k mod 16, k counted from the partial's start), then by a tree: 16 lanes to 8 by l[i] + l[i+8], and so on.
/// </param>
/// <param name="Passing">
/// Nobody but the epilogue reads C, which has no memory: each rectangle is made in its worker's scratch and lies there until the epilogue has seen it. Not for lanes.
/// </param>
/// <param name="Continues">The first partial sum begins with what lies in C, in place of 0. Not for lanes, and not together with <paramref name="Passing"/>.</param>
internal readonly record struct ProductShape(long Batch, long Rows, long Columns, long Inner, long Cut = 4096, bool Lanes = false, bool Passing = false, bool Continues = false);

/// <summary>The vector a product is written in. It changes no bit of the result.</summary>
internal enum ProductWidth
{
    /// <summary>The widest that this machine has.</summary>
    Widest,
    Vector128,
    Vector256,
    Vector512,
}

/// <summary>How B is brought to the kernel. It changes no bit of the result.</summary>
internal enum ProductPath
{
    /// <summary>Whichever should be fastest for the shape and strides.</summary>
    Fastest,

    /// <summary>B is read where it lies, if its columns lie side by side; else as <see cref="Panels"/>.</summary>
    Direct,

    /// <summary>Each task copies one panel of B at a time, small enough for the first-level cache.</summary>
    Panels,

    /// <summary>All threads copy a slab of B together, then share it; each copies its own blocks of A.</summary>
    Slabs,
}
