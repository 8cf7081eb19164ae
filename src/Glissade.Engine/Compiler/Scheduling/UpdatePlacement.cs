using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// Puts the new values of states where they belong without any expression seeing them: all read the states as they were when the step began. A value is written in place, in the very
/// loop that computes it, if nobody reads the old one later; otherwise it waits in temporary memory until the end.
/// </summary>
internal sealed class UpdatePlacement(Scheduler scheduler)
{
    public void Place(IReadOnlyList<(State State, Tensor Value)> updates)
    {
        var waiting = new List<(State State, BufferSpec Value)>();
        var computed = new List<(State State, Tensor Value)>();

        // Views of states and constants, and rearranged values, are copied out first: from here on no more reads of states are added.
        foreach ((State state, Tensor value) in updates)
        {
            View view = scheduler.ViewOf(value);
            bool isWhole = view.IsContiguous(value.Shape);
            if (isWhole && scheduler.UnitOf(view.Base) >= 0 && view.Base.Operation is not Iota)
            {
                computed.Add((state, view.Base));
            }
            else if (!isWhole || !ReferenceEquals(view.Base, state))
            {
                BufferSpec copy = scheduler.NewBuffer(null, BufferKind.Temporary, value.Type, value.Count);
                scheduler.CopyTo(view, value.Shape, copy);
                waiting.Add((state, copy));
            }
        }

        var reads = new Reads(scheduler);
        foreach ((State state, Tensor value) in computed)
        {
            LoopUnit? unit = scheduler.Units[scheduler.UnitOf(value)].Loop;
            BufferSpec target = scheduler.BufferOf(state);
            if (unit is not null && unit.Holds(value) && reads.MayOverwrite(unit, value, target)) unit.Store(unit.ValueOf(value), target, unit.Placement(value));
            else waiting.Add((state, scheduler.BufferOf(value)));
        }

        foreach ((State state, BufferSpec value) in waiting) scheduler.CopyBuffer(value, scheduler.BufferOf(state), state.Shape);
    }

    /// <summary>Who reads a state's memory, and where.</summary>
    private sealed class Reads(Scheduler scheduler)
    {
        private readonly Dictionary<int, int> _lastRead = Last(scheduler);

        public bool MayOverwrite(LoopUnit unit, Tensor value, BufferSpec state)
        {
            if (_lastRead.GetValueOrDefault(state.Index, -1) > unit.Index || unit.Index < scheduler.LastFallible) return false;
            if (scheduler.Units[unit.Index].Unfinished is { } kernel && kernel.Operands.Contains(state.Index)) return false;

            // Within the loop, every read must be of the very element that is written, and before it is.
            long[] placement = unit.Placement(value);
            bool reads = false;
            foreach (Access access in unit.Accesses)
            {
                if (access.Buffer != state.Index) continue;
                reads = true;
                if (access.Offset != 0) return false;
                for (int d = 0; d < placement.Length; d++)
                    if (unit.Domain[d] != 1 && access.Strides[d] != placement[d]) return false;
            }

            // With several passes a later one could read what an earlier one wrote.
            return !reads || unit.ReducedAxis < 0 || unit.Body[unit.ValueOf(value)].OverReduced;
        }

        private static Dictionary<int, int> Last(Scheduler scheduler)
        {
            var last = new Dictionary<int, int>();
            for (int i = 0; i < scheduler.Units.Count; i++)
            {
                Unit unit = scheduler.Units[i];
                IEnumerable<int> read = unit.Kernel?.Reads ?? unit.Loop!.Accesses.Where(access => access.Buffer >= 0).Select(access => access.Buffer);
                if (unit.Unfinished is { } kernel) read = read.Concat(kernel.Operands);
                foreach (int buffer in read) last[buffer] = i;
            }

            return last;
        }
    }
}
