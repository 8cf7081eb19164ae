namespace Glissade.Operations;

/// <summary>
/// Convolutions with windows of 3 by 3 that go tile by tile: four neighbouring outputs come from 16 products a channel where the sum as it is written has 36.
/// (S. Winograd, Arithmetic Complexity of Computations, 1980; A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015: F(2×2, 3×3).)
/// </summary>
/// <remarks>
/// <para>
/// The outputs are cut into tiles of 2 by 2 from the first one on; a tile sees 4 by 4 inputs d, zeros in the padding. With g a filter's window of a channel:
/// d' = BᵀdB, g' = GgGᵀ, each of the 16 m = Σ over channels of g'·d' in the order of a convolution (fma from 0, channels ascending, cut), and the outputs are AᵀmA.
/// Every transform goes along the rows' index first and along the columns' then:
/// </para>
/// <para>
/// Bᵀ: d₀−d₂, d₁+d₂, d₂−d₁, d₁−d₃. G: g₀, ((g₀+g₂)+g₁)·½, ((g₀+g₂)−g₁)·½, g₂. Aᵀ: (m₀+m₁)+m₂, (m₁−m₂)−m₃.
/// </para>
/// <para>
/// The gradient of the weights is, cut for cut over the batch, Gᵀ(Σ over examples and tiles of d'·y')G, y' being AyAᵀ of the outputs' gradient, zeros beyond the plane, with the signs
/// of A's last row left to G's: A: y₀, y₀+y₁, y₀−y₁, y₁; Gᵀ: m₀+h, (m₁−m₂)·½, h−m₃ with h = (m₁+m₂)·½. What it begins with is added to the first cut's.
/// </para>
/// <para>
/// Nothing is multiplied by more than 1, so the error is a few roundings more than that of the plain sum; sums of small integers stay exact. What is chosen depends on shapes
/// without the batch, so that an example's result does not depend on its neighbours.
/// </para>
/// </remarks>
internal static class Winograd
{
    /// <summary>Products of a tile and channel.</summary>
    public const int Products = 16;

    /// <summary>Fewer channels or filters do not fill the products.</summary>
    private const int LeastChannels = 16;

    /// <summary>A row of tiles of so many channels and tiles still lies in a core's caches.</summary>
    private const long LargestRow = 1 << 15;

    /// <summary>Whether a convolution, or one of its gradients, goes tile by tile.</summary>
    /// <param name="row">The convolution.</param>
    /// <param name="weights">[filters, channels, 3, 3].</param>
    /// <param name="places">The plane that is computed: of the outputs, or of the inputs on the way back to them.</param>
    public static bool Suits(Convolution row, Shape weights, ReadOnlySpan<int> places)
    {
        Window window = row.Window;
        if (window.Rank != 2 || row.Groups != 1 || weights[0] < LeastChannels || weights[1] < LeastChannels) return false;
        if (!window.Extent.Extents.SequenceEqual([3, 3]) || !window.Stride.Extents.SequenceEqual([1, 1]) || !window.Dilation.Extents.SequenceEqual([1, 1])) return false;

        // In twentieths of a step of a processor: what the sum takes as it is written, and what the tiles' products and, in vectors of eight along a row, their transforms take, as measured.
        long pairs = (long)weights[0] * weights[1], rows = Tiles(places[0]), along = Tiles(places[1]);
        if (along * Math.Max(weights[0], weights[1]) > LargestRow) return false;
        long sums = 14 * pairs * places[0] * places[1], tiles = rows * along * (23 * pairs + 1200) + rows * ((along + 7) / 8 * 8) * 200 * (weights[0] + weights[1]);
        return 21 * tiles <= 20 * sums;
    }

    /// <summary>After so many examples the sums of a gradient of weights are cut: as many as have 4,096 outputs, those beyond the plane among them.</summary>
    public static int ExamplesOfCut(int height, int width)
    {
        long outputs = 4L * Tiles(height) * Tiles(width);
        return (int)Math.Max(1, SummationOrder.CutOverBatch(outputs) / outputs);
    }

    /// <summary>Tiles along an axis.</summary>
    public static int Tiles(int places) => (places + 1) / 2;
}
