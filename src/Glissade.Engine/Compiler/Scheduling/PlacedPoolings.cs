using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// Has a pooling leave the places of the largest for its way back, which would otherwise look for them again: so it reads a number for each window, not the planes, which are then often
/// read by nobody but the pooling.
/// </summary>
internal static class PlacedPoolings
{
    public static IReadOnlyList<Kernel> Mark(IReadOnlyList<Kernel> kernels, Scheduler scheduler)
    {
        List<Kernel>? placed = null;
        for (int i = 0; i < kernels.Count; i++)
        {
            if (kernels[i] is not LibraryKernel { Operation: WindowMax row } pooling) continue;
            BufferSpec? places = null;
            for (int back = i + 1; back < kernels.Count; back++)
            {
                if (kernels[back] is not LibraryKernel { Operation: WindowMaxGradient gradient } way || !gradient.Window.Equals(row.Window) || way.Inputs[0].Buffer != pooling.Inputs[0].Buffer) continue;
                places ??= scheduler.NewBuffer(null, BufferKind.Temporary, pooling.Output.Type, pooling.Output.Shape.Count);
                placed ??= [.. kernels];
                (placed[i], placed[back]) = (pooling.With(places), way.With(places));
            }
        }

        return placed ?? kernels;
    }
}
