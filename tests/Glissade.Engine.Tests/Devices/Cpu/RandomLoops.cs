using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>
/// Random loop nests of every kind, type and code, over memory with strides of every kind. Stored elements lie apart from each other; what is stored in the last
/// pass may be loaded from the same places, under its own number or another's.
/// </summary>
internal sealed class RandomLoops
{
    private static readonly DType[] s_types = [DType.Float32, DType.Float32, DType.Float32, DType.Float64, DType.Int32, DType.Bool, DType.UInt8];

    private readonly Random _random;
    private readonly LoopKind _kind;
    private readonly long[] _extents;
    private readonly List<Access> _accesses = [];
    private readonly List<double> _numbers = [];
    private readonly List<Instruction> _body = [];
    private readonly int _mostPasses;

    private RandomLoops(Random random)
    {
        _random = random;
        _kind = (LoopKind)random.Next(3);
        int rank = random.Next(_kind == LoopKind.Column ? 2 : 1, 5);
        _extents = [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(1, 4))];
        _extents[^1] = Extent(random.Next(10));
        if (rank > 1) _extents[^2] = Extent(random.Next(_extents[^1] > 100 ? 6 : 9));
        if (random.Next(20) == 0) _extents[random.Next(rank)] = 0;
        _mostPasses = _kind == LoopKind.Map ? 0 : random.Next(1, 4);
    }

    /// <summary>Bytes that each buffer takes: the last element and a bit.</summary>
    public List<long> BufferBytes { get; } = [];

    public List<DType> BufferTypes { get; } = [];

    /// <summary>For each buffer, the one whose memory it has.</summary>
    public List<int> SameMemory { get; } = [];

    private int ReducedAxis => _kind switch { LoopKind.Row => _extents.Length - 1, LoopKind.Column => _extents.Length - 2, _ => -1 };

    public static (LoopKernel Kernel, RandomLoops Memory) Next(Random random)
    {
        var loops = new RandomLoops(random);
        return (loops.Build(), loops);
    }

    private long Extent(int size) => size switch
    {
        < 3 => _random.Next(1, 8),
        < 6 => _random.Next(15, 18),
        < 8 => _random.Next(30, 300),
        8 => _random.Next(4095, 4098),
        _ => _random.Next(300, 14_000),
    };

    private LoopKernel Build()
    {
        var pending = new List<(Access Access, int Pass)>();
        for (int i = _random.Next(1, 5); i > 0; i--) Load(pending);
        for (int i = _random.Next(1, 3); i > 0; i--)
        {
            _numbers.Add(_random.Next(3) == 0 ? _random.Next(5) : Math.Round(_random.NextDouble() * 40 - 20, 2));
            DType type = s_types[_random.Next(s_types.Length)];
            if (type == DType.Bool) _numbers[^1] = _random.Next(2);
            if (type == DType.UInt8) _numbers[^1] = _random.Next(256);
            Add(new Instruction(LoopOp.Number, default, type, -1, -1, -1, -1, _numbers.Count - 1, false, 0));
        }

        if (_random.Next(3) == 0)
        {
            _accesses.Add(new Access(-1, DType.Int32, _random.Next(-9, 9), Strides(2000)));
            Add(new Instruction(LoopOp.Index, default, DType.Int32, -1, -1, -1, _accesses.Count - 1, -1, false, 0));
        }

        int cut = _random.Next(4) == 0 ? 4096 : _random.Next(1, 40);
        for (int i = _random.Next(1, 16); i > 0; i--)
        {
            if (_kind != LoopKind.Map && _random.Next(4) == 0) Reduce(cut);
            else Compute();
        }

        if (_kind != LoopKind.Map && !_body.Exists(i => i.Op is LoopOp.Sum or LoopOp.Max)) Reduce(cut);

        // The last values, and a few others.
        int last = _body.FindLastIndex(i => i.Op == LoopOp.Compute);
        Store(last < 0 ? _body.Count - 1 : last, pending);
        for (int i = _random.Next(4), before = _body.Count; i > 0; i--) Store(_random.Next(before), pending);
        return new LoopKernel(_kind, _extents, [.. _accesses], [.. _numbers], [.. _body]);
    }

    private void Add(Instruction instruction)
    {
        bool reduced = _kind != LoopKind.Map;
        int pass = 0;
        foreach (int operand in (int[])[instruction.A, instruction.B, instruction.C])
        {
            if (operand < 0) continue;
            reduced &= _body[operand].Reduced;
            pass = Math.Max(pass, _body[operand].Pass);
        }

        if (reduced && instruction.Access >= 0) reduced = _accesses[instruction.Access].Strides[ReducedAxis] == 0;
        bool reduction = instruction.Op is LoopOp.Sum or LoopOp.Max;
        _body.Add(instruction with { Reduced = reduced || reduction, Pass = reduction ? pass + 1 : pass });
    }

    private long[] Strides(int most) => [.. _extents.Select(_ => _random.Next(4) switch { 0 => 0L, 1 => 1L, 2 => _random.Next(-most / 1000, most / 1000 + 1), _ => _random.Next(-3, 4) })];

    private void Load(List<(Access Access, int Pass)> pending)
    {
        DType type = s_types[_random.Next(s_types.Length)];
        long[] strides = _random.Next(2) == 0 ? Apart(_ => _random.Next(4) == 0) : Strides(2000);
        Access access = NewAccess(type, strides);
        Add(new Instruction(LoopOp.Load, default, type, -1, -1, -1, _accesses.Count - 1, -1, false, 0));
        if (_extents.Select((extent, axis) => extent > 1 && strides[axis] == 0).All(still => !still) && IsApart(strides)) pending.Add((access, 0));
    }

    // Distinct places for distinct points, unless the strides are chosen to be 0: axes in any order, some with gaps, some backwards.
    private long[] Apart(Func<int, bool> still)
    {
        var strides = new long[_extents.Length];
        long place = _random.Next(8) == 0 ? 2 : 1;
        int[] order = [.. Enumerable.Range(0, _extents.Length).Reverse()];
        if (_random.Next(3) == 0) _random.Shuffle(order);
        foreach (int axis in order)
        {
            if (still(axis)) continue;
            strides[axis] = _random.Next(6) == 0 ? -place : place;
            place *= Math.Max(1, _extents[axis]) + (_random.Next(5) == 0 ? 1 : 0);
        }

        return strides;
    }

    private bool IsApart(long[] strides)
    {
        long reach = 1;
        foreach ((long stride, long extent) in strides.Zip(_extents).OrderBy(pair => Math.Abs(pair.First)))
        {
            if (extent > 1 && Math.Abs(stride) < reach) return false;
            reach += Math.Abs(stride) * Math.Max(0, extent - 1);
        }

        return true;
    }

    private Access NewAccess(DType type, long[] strides)
    {
        long low = 0, high = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            long reach = strides[axis] * Math.Max(0, _extents[axis] - 1);
            low += Math.Min(0, reach);
            high += Math.Max(0, reach);
        }

        long offset = -low + _random.Next(3);
        SameMemory.Add(BufferBytes.Count);
        BufferBytes.Add((offset + high + 1) * type.Size());
        BufferTypes.Add(type);
        _accesses.Add(new Access(BufferBytes.Count - 1, type, offset, strides));
        return _accesses[^1];
    }

    private int Pick(Func<DType, bool> fits)
    {
        int[] choices = [.. Enumerable.Range(0, _body.Count).Where(i => fits(_body[i].Type) && _body[i].Op != LoopOp.Store && _body[i].Pass <= _mostPasses)];
        if (choices.Length > 0) return choices[Math.Max(_random.Next(choices.Length), _random.Next(choices.Length))];

        // Make one.
        DType type = s_types.First(fits);
        int from = _random.Next(_body.Count);
        Add(new Instruction(LoopOp.Compute, LoopCode.Cast, type, from, -1, -1, -1, -1, false, 0));
        return _body.Count - 1;
    }

    private void Compute()
    {
        int choice = _random.Next(Rows.All.Length + 4);
        if (choice >= Rows.All.Length)
        {
            Add(new Instruction(LoopOp.Compute, LoopCode.Cast, s_types[_random.Next(s_types.Length)], Pick(_ => true), -1, -1, -1, -1, false, 0));
            return;
        }

        Elementwise row = Rows.All[choice];
        int a = Pick(type => row.Typing switch
        {
            Typing.Float => type.IsFloat(),
            Typing.Number => type.IsFloat() || type == DType.Int32,
            Typing.Bits => type is DType.Bool or DType.Int32,
            Typing.Logic or Typing.Choice => type == DType.Bool,
            Typing.Integer => type == DType.Int32,
            _ => true,
        });
        DType type = _body[a].Type;
        if (row.Typing == Typing.Choice) type = s_types[_random.Next(s_types.Length)];
        int b = row.Arity > 1 ? Pick(other => other == type) : -1, c = row.Arity > 2 ? Pick(other => other == type) : -1;
        Add(new Instruction(LoopOp.Compute, row.Code, row.Typing == Typing.Compare ? DType.Bool : type, a, b, c, -1, -1, false, 0));
    }

    private void Reduce(int cut)
    {
        int[] terms = [.. Enumerable.Range(0, _body.Count).Where(i => _body[i].Pass < _mostPasses && (_body[i].Type.IsFloat() || _body[i].Type == DType.Int32))];
        if (terms.Length == 0) return;
        int term = terms[_random.Next(terms.Length)];
        Add(new Instruction(_random.Next(3) == 0 ? LoopOp.Max : LoopOp.Sum, default, _body[term].Type, term, -1, -1, -1, cut, true, 0));
    }

    private void Store(int value, List<(Access Access, int Pass)> pending)
    {
        Instruction from = _body[value];
        if (from.Op == LoopOp.Store) return;
        bool reduced = from.Reduced;
        int passes = _body.Max(i => i.Op is LoopOp.Sum or LoopOp.Max ? i.Pass : i.Reduced ? 0 : i.Pass + 1);
        int old = pending.FindIndex(load => load.Access.Type.Size() == from.Type.Size());
        if (!reduced && from.Pass == passes - 1 && old >= 0)
        {
            // In place of something loaded: in its buffer if the type is the same, or in one that shares its memory.
            Access access = pending[old].Access;
            pending.RemoveAt(old);
            int buffer = access.Buffer;
            if (access.Type != from.Type || _random.Next(2) == 0)
            {
                buffer = BufferBytes.Count;
                SameMemory.Add(access.Buffer);
                BufferBytes.Add(BufferBytes[access.Buffer]);
                BufferTypes.Add(from.Type);
            }

            _accesses.Add(access with { Buffer = buffer, Type = from.Type });
        }
        else
        {
            NewAccess(from.Type, Apart(axis => reduced && axis == ReducedAxis));
        }

        Add(new Instruction(LoopOp.Store, default, from.Type, value, -1, -1, _accesses.Count - 1, -1, false, 0));
    }
}
