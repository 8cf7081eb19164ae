using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// What is much work and wanted by several passes over a row, the powers of a softmax above all, is computed once and kept on the stack, in the nearest cache. That also keeps the code short: every
/// pass that would compute it again would write it out again.
/// </summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class RowKeepsake(LoopFrame frame)
{
    /// <summary>Longer rows are no longer near.</summary>
    private const long LongestRow = 4096;

    /// <summary>So many values at most: a block of rows has a page or so of each.</summary>
    private const int Most = 4;

    /// <summary>Less work is done again.</summary>
    private const int Least = 8;

    /// <summary>There is one divider, and it is not done at once.</summary>
    private const int Division = 5;

    private readonly Dictionary<int, LocalBuilder> _places = [];
    private readonly Dictionary<int, LocalBuilder> _current = [];
    private readonly HashSet<int> _kept = [];
    private LocalBuilder _step = null!;

    /// <summary>Whether there may be something to keep, and rows are short enough for it; part of what the code depends on.</summary>
    public static bool Suits(LoopKernel kernel) => kernel.Kind == LoopKind.Row && kernel.Inner <= LongestRow && kernel.Passes > 1 && kernel.Body.Any(IsMuchWork);

    /// <summary>Finds out what to keep, from what each pass computes, and makes room for so many rows of it.</summary>
    /// <param name="passes">For each pass, what it is for and everything that takes.</param>
    /// <param name="rows">How many rows a block has.</param>
    public void Write(IReadOnlyList<(List<int> Roots, List<int> Body)> passes, LocalBuilder rows)
    {
        if (!Suits(frame.Kernel)) return;
        int[] kept = [.. Choose(passes)];
        if (kept.Length == 0) return;

        // From row to row: whole vectors, each in a line of its own.
        ILGenerator il = frame.Il;
        _step = il.DeclareLocal(typeof(long));
        frame.PushExtent(frame.Kernel.Extents.Length - 1);
        il.Emit(OpCodes.Ldc_I8, SummationOrder.Lanes - 1L);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I8, (long)-SummationOrder.Lanes);
        il.Emit(OpCodes.And);
        il.Emit(OpCodes.Ldc_I8, (long)sizeof(float));
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Stloc, _step);
        foreach (int i in kept)
        {
            _current[i] = il.DeclareLocal(typeof(byte*));
            _places[i] = frame.Memory(() =>
            {
                il.Emit(OpCodes.Ldloc, _step);
                il.Emit(OpCodes.Ldloc, rows);
                il.Emit(OpCodes.Mul);
                il.Emit(OpCodes.Ldc_I8, 2L * SummationOrder.Lanes * sizeof(float));
                il.Emit(OpCodes.Add);
            });
        }
    }

    /// <summary>A block of rows begins.</summary>
    public void Forget() => _kept.Clear();

    /// <summary>A pass comes to a row of the block.</summary>
    public void EnterRow(LocalBuilder row)
    {
        foreach ((int i, LocalBuilder place) in _places)
        {
            frame.Il.Emit(OpCodes.Ldloc, place);
            frame.Il.Emit(OpCodes.Ldloc, _step);
            frame.Il.Emit(OpCodes.Ldloc, row);
            frame.Il.Emit(OpCodes.Mul);
            frame.Il.Emit(OpCodes.Conv_I);
            frame.Il.Emit(OpCodes.Add);
            frame.Il.Emit(OpCodes.Stloc, _current[i]);
        }
    }

    /// <summary>Whether a value of these rows is there.</summary>
    public bool Has(int instruction) => _kept.Contains(instruction);

    /// <summary>What a pass computed is there for the next ones.</summary>
    public void Keep(List<int> body) => _kept.UnionWith(body.Where(_places.ContainsKey));

    /// <summary>Writes what this pass computes for others.</summary>
    public void Store(Segment segment, List<int> body, Dictionary<int, Value> known, Place place)
    {
        foreach (int i in body)
            if (_places.ContainsKey(i)) segment.Call(frame.Methods.Pointer("Store", typeof(float), 2), known[i].Low, Address(i, place));
    }

    /// <summary>Reads what this pass wants of those before.</summary>
    public void Recall(Segment segment, List<int> body, Dictionary<int, Value> known, Place place)
    {
        foreach (int i in body)
        {
            Instruction instruction = frame.Kernel.Body[i];
            foreach (int operand in (ReadOnlySpan<int>)[instruction.A, instruction.B, instruction.C])
                if (operand >= 0 && Has(operand) && !known.ContainsKey(operand)) known[operand] = new Value(DType.Float32, segment.Call(frame.Methods.Pointer("Load", typeof(float), 1), Address(operand, place)));
        }
    }

    private Argument Address(int instruction, Place place) => Argument.Code(il =>
    {
        il.Emit(OpCodes.Ldloc, _current[instruction]);
        il.Emit(OpCodes.Ldloc, place.Index!);
        il.Emit(OpCodes.Ldc_I8, (long)place.Copy * frame.Methods.Lanes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I8, (long)sizeof(float));
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    });

    // What an earlier pass computes and a later one starts from: not the powers, where it is their sum with what rounding lost that is wanted again. The dearest come first.
    private IEnumerable<int> Choose(IReadOnlyList<(List<int> Roots, List<int> Body)> passes)
    {
        Instruction[] all = frame.Kernel.Body;
        var first = new Dictionary<int, int>();
        for (int pass = 0; pass < passes.Count; pass++)
            foreach (int i in passes[pass].Body) first.TryAdd(i, pass);
        var wanted = new SortedSet<int>();
        for (int pass = 0; pass < passes.Count; pass++)
        {
            IEnumerable<int> users = passes[pass].Body.Where(i => first[i] == pass);
            foreach (int i in users.SelectMany(i => (int[])[all[i].A, all[i].B, all[i].C]).Concat(passes[pass].Roots))
                if (first.TryGetValue(i, out int earlier) && earlier < pass && all[i] is { Op: LoopOp.Compute, Type: DType.Float32 }) wanted.Add(i);
        }

        return wanted.Select(i => (Value: i, Work: Work(i, first.ContainsKey))).Where(pair => pair.Work >= Least).OrderByDescending(pair => pair.Work).Select(pair => pair.Value).Take(Most);
    }

    // What it takes to compute a value from what is read.
    private int Work(int value, Func<int, bool> isElement)
    {
        var seen = new HashSet<int>();
        var stack = new Stack<int>([value]);
        int work = 0;
        while (stack.TryPop(out int i))
        {
            if (i < 0 || !isElement(i) || !seen.Add(i)) continue;
            Instruction instruction = frame.Kernel.Body[i];
            if (instruction.Op == LoopOp.Compute) work += instruction.Code == LoopCode.Divide ? Division : LoopUnit.Weight(instruction.Code, instruction.Type);
            foreach (int operand in (ReadOnlySpan<int>)[instruction.A, instruction.B, instruction.C]) stack.Push(operand);
        }

        return work;
    }

    private static bool IsMuchWork(Instruction instruction) =>
        instruction is { Op: LoopOp.Compute, Type: DType.Float32, Reduced: false } && LoopUnit.Weight(instruction.Code, instruction.Type) >= Least;
}
