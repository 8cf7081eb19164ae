using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>The way from a step to a program: prepare, simplify, schedule, place results and updates, lay out the memory.</summary>
internal static class Compilation
{
    private static int s_compiled;

    /// <summary>How many programs were compiled since the process started, the bodies of scans included.</summary>
    public static int Compiled => Volatile.Read(ref s_compiled);

    /// <summary>Compiles a verified step.</summary>
    public static Program Compile(Step step)
    {
        Interlocked.Increment(ref s_compiled);
        Tensor[] roots = [.. step.Outputs, .. step.Updates.Select(update => update.Value)];
        Tensor[] simple = Simplify.Apply(Prepare.Apply(roots));
        Tensor[] outputs = simple[..step.Outputs.Count], updates = simple[step.Outputs.Count..];

        // Here and on the rest of every compile's way tuples go through loops: the runtime compiles LINQ over structures when a process starts.
        var values = new (State State, Tensor Value)[updates.Length];
        for (int i = 0; i < values.Length; i++) values[i] = (step.Updates[i].State, updates[i]);
        var scheduler = new Scheduler();
        scheduler.Place(PlacementOrder.Of(outputs, values, out HashSet<Tensor> repeated), repeated);
        int[] results = [.. outputs.Select(output => PlaceOutput(scheduler, output))];
        new UpdatePlacement(scheduler).Place(values);
        KeptValues.Choose(scheduler);

        // A loop whose results are computed where they are wanted has nothing left to do.
        IEnumerable<Unit> units = scheduler.Units.Where(unit => unit.Kernel is not null || unit.Unfinished is not null || unit.Loop!.Body.Exists(i => i.Op == LoopOp.Store));
        List<Kernel> kernels = PassingResults.Mark(PooledConvolutions.Join(PlacedPoolings.Mark(ColumnPasses.Join([.. units.Select(Finish)]), scheduler), scheduler.Buffers), scheduler.Buffers);
        long bytes = MemoryPlanner.Lay(kernels, scheduler.Buffers);
        return new Program(kernels, scheduler.Buffers, results, bytes);
    }

    // An output has memory of its own, which nothing overwrites before the next run.
    private static int PlaceOutput(Scheduler scheduler, Tensor output)
    {
        View view = scheduler.ViewOf(output);
        bool computed = view.Base.Operation is not (Leaf or Iota) && view.Base.SettledValues is null;
        BufferSpec buffer;
        if (computed && view.IsContiguous(output.Shape))
        {
            buffer = scheduler.BufferOf(view.Base);
        }
        else
        {
            buffer = scheduler.NewBuffer(null, BufferKind.Temporary, output.Type, output.Count);
            scheduler.CopyTo(view, output.Shape, buffer);
        }

        buffer.Kind = BufferKind.Output;
        return buffer.Index;
    }

    private static Kernel Finish(Unit unit)
    {
        if (unit.Kernel is not null) return unit.Kernel;
        LoopKernel loop = LoopFinish.Build(unit.Loop!);
        if (unit.Unfinished is not { } kernel) return loop;
        // A body that only loads the plain result has nothing to do.
        bool plain = !loop.Body.Any(instruction => instruction.Op == LoopOp.Store);
        return kernel.With(plain ? null : loop, loop.Provenances);
    }
}
