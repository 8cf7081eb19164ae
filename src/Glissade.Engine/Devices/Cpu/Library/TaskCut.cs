namespace Glissade.Devices.Cpu;

/// <summary>
/// Items cut into tasks of neighbours by their number and cost alone, so that the cut is the same for every count of threads. A task is at least some
/// ten microseconds of work (waking a thread must pay), and there are never more tasks than keep many cores evenly busy.
/// </summary>
internal readonly struct TaskCut
{
    /// <summary>Plain operations, such as a load and an addition, that are worth a task of their own.</summary>
    public const long Grain = 32 * 1024;

    private const long MostTasks = 512;

    /// <param name="items">How many items.</param>
    /// <param name="cost">Plain operations an item takes.</param>
    public TaskCut(long items, long cost)
    {
        Items = items;
        PerTask = Math.Max(Math.Max(1, Grain / Math.Max(1, cost)), (items + MostTasks - 1) / MostTasks);
        Tasks = (int)((items + PerTask - 1) / PerTask);
    }

    public long Items { get; }

    public long PerTask { get; }

    public int Tasks { get; }

    public long Begin(int task) => task * PerTask;

    public long End(int task) => Math.Min(Items, (task + 1) * PerTask);
}

/// <summary>A contiguous tensor seen along one axis: <c>[Outer, Extent, Inner]</c>.</summary>
internal readonly record struct AxisView(long Outer, long Extent, long Inner)
{
    public static AxisView Of(Shape shape, int axis)
    {
        axis = shape.Axis(axis);
        long outer = 1, inner = 1;
        for (int i = 0; i < axis; i++) outer *= shape[i];
        for (int i = axis + 1; i < shape.Rank; i++) inner *= shape[i];
        return new AxisView(outer, shape[axis], inner);
    }
}
