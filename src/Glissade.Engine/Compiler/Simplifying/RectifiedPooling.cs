using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// The way back through a max(v, 0) whose windows' largest were taken. Only the place of a window's largest is given anything, and there max(v, 0) is what the window gave: its mask may be asked
/// of the windows before they give, a quarter of the elements for windows of four. Elsewhere, masked or not, there is +0. So the planes themselves need not be kept for their mask.
/// </summary>
internal static class RectifiedPooling
{
    /// <param name="node">A choice between 0 and what the windows gave.</param>
    /// <param name="isShared">Whether a node has other users.</param>
    /// <param name="settle">Makes one of all nodes that compute the same.</param>
    public static Tensor? MaskBelow(Tensor node, Func<Tensor, bool> isShared, Func<Tensor, Tensor> settle)
    {
        Tensor given = node.Inputs[^1];
        if (node.Operation is not Elementwise { Code: LoopCode.Select } || given.Operation is not WindowMaxGradient row || isShared(given)) return null;
        Tensor planes = given.Inputs[0], mask = node.Inputs[0];
        if (planes.Operation is not Elementwise { Code: LoopCode.Select } || !ReferenceEquals(planes.Inputs[0], mask) || !IsZero(planes.Inputs[1]) || !IsZero(node.Inputs[1])) return null;
        if (mask.Operation is not Elementwise { Code: LoopCode.LessOrEqual } || !ReferenceEquals(mask.Inputs[0], planes.Inputs[2]) || Constants.NumberOf(mask.Inputs[1]) != 0) return null;
        Tensor largest = settle(Tensor.Apply(new WindowMax(row.Window), planes));
        Tensor upstream = given.Inputs[1], zero = settle(Constants.Filled(0, upstream.Shape, upstream.Type));
        return Tensor.Apply(row, planes, settle(Tensor.Select(settle(largest.IsLessOrEqual(zero)), zero, upstream)));
    }

    private static bool IsZero(Tensor tensor) => Constants.NumberOf(tensor) is { } number && number == 0 && !double.IsNegative(number);
}
