using System.Numerics;
using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>Matrix products, one element after the other.</summary>
internal static class OrderedProducts
{
    public static T[] Matrix<T>(MatrixProduct product, Tensor node, T[] a, T[] b, T[]? begin) where T : struct, IFloatingPointIeee754<T>
    {
        int rows = node.Shape[-2], columns = node.Shape[-1], inner = node.Inputs[0].Shape[product.TransposeLeft ? -2 : -1];
        var result = new T[node.Count];
        for (int i = 0; i < result.Length; i++)
        {
            int column = i % columns, row = i / columns % rows, batch = i / columns / rows;
            int left = batch * rows * inner + (product.TransposeLeft ? row : row * inner), leftStep = product.TransposeLeft ? rows : 1;
            int right = batch * inner * columns + (product.TransposeRight ? column * inner : column), rightStep = product.TransposeRight ? 1 : columns;
            result[i] = OrderedSums.Products<T>(inner, product.Cut, product.Lanes, k => (a[left + k * leftStep], b[right + k * rightStep]), begin is null ? T.Zero : begin[i]);
        }

        return result;
    }
}
