using System.Numerics;
using Glissade.Operations;

namespace Glissade;

/// <summary>
/// softmax(Q·Kᵀ / √d)·V over [examples, heads, steps, width]. Many examples are taken some at a time, and a long sequence in blocks of query steps: each sees all keys, so its rows of scores are whole and
/// have the bits of the plain formula, and when the block is done they are forgotten; on the way back they are computed again, and what dropped out is drawn again. Memory then grows with the steps, not with
/// their square.
/// </summary>
/// <param name="keys">[examples, heads, others, width].</param>
/// <param name="values">[examples, heads, others, any width].</param>
/// <param name="hidden">True where a step may not be seen; each axis as that of the scores [examples, heads, steps, others], or 1.</param>
/// <param name="causal">Whether later steps are hidden, too.</param>
/// <param name="dropout">How likely a weight falls out.</param>
/// <param name="stream">What says which do; nothing falls out if null.</param>
internal sealed class ScaledAttention(Tensor keys, Tensor values, Tensor? hidden, bool causal, double dropout = 0, PassStream? stream = null)
{
    /// <summary>Fewer scores of an example are no trouble.</summary>
    private const long LongScores = 1 << 22;

    /// <summary>Fewer scores of a batch that trains are written out faster than they are computed twice: some hundred megabytes.</summary>
    private const long LongBatch = 1 << 26;

    /// <summary>So many scores make a block: they stay in a cache until they were used.</summary>
    private const long ScoresOfBlock = 1 << 20;

    /// <summary>A sum over the steps is cut after so many. Blocks of one cut add up to its one sum.</summary>
    private const int StepsOfCut = SummationOrder.Block;

    /// <summary>The means for all queries.</summary>
    /// <param name="queries">[examples, heads, steps, width].</param>
    /// <param name="isTraining">
    /// Whether all examples count when the length is judged: a network that predicts has one formula for any number of them. No bit depends on it.
    /// </param>
    public Tensor Of(Tensor queries, bool isTraining = false)
    {
        int examples = queries.Shape[0];
        long row = (long)queries.Shape[1] * keys.Shape[2], scores = row * queries.Shape[2];
        bool areLong = scores >= LongScores || (isTraining && examples * scores >= LongBatch);
        int together = areLong ? (int)Math.Clamp(ScoresOfBlock / scores, 1, examples) : examples;
        return together < examples ? InGroups(queries, together)
            : scores < LongScores ? Plain(queries, hidden, null)
            : InBlocks(queries, (int)Math.Max(16, ScoresOfBlock / row));
    }

    /// <summary>The same for at most so many examples at a time.</summary>
    public Tensor InGroups(Tensor queries, int most)
    {
        int examples = queries.Shape[0], groups = (examples + most - 1) / most, together = (examples + groups - 1) / groups;

        // Examples of zeros fill the last group up; nobody reads what they give.
        bool isCut = hidden is not null && hidden.Shape[0] != 1;
        var items = new List<Tensor> { Grouped(queries), Grouped(keys), Grouped(values) };
        if (isCut) items.Add(Grouped(hidden!));
        if (stream is not null) items.Add(Tensor.Iota(new Shape(groups)));
        Tensor means = Tensor.Scan([], [.. items], (_, item) =>
        {
            var group = new ScaledAttention(item[1], item[2], isCut ? item[3] : hidden, causal, dropout, stream?.From(item[^1] * together));
            return new ScanStep([], [group.Of(item[0])]);
        }).Emitted[0];
        return means.Reshape(new Shape([groups * together, .. means.Shape.Extents[2..]])).Narrow(0, 0, examples);

        Tensor Grouped(Tensor tensor) => Filled(tensor, 0, groups * together).Reshape(new Shape([groups, together, .. tensor.Shape.Extents[1..]]));
    }

    /// <summary>The same in blocks of at most so many query steps.</summary>
    public Tensor InBlocks(Tensor queries, int most)
    {
        int steps = queries.Shape[2], whole = steps / StepsOfCut;
        if (whole == 0 || steps == StepsOfCut) return Blocks(queries, hidden, null, most);

        // Cuts are added in order, the shorter one at the end after the sum of the others.
        Tensor cuts = OverBlocks(queries.Narrow(2, 0, whole * StepsOfCut), hidden is null ? null : Rows(hidden, 0, whole * StepsOfCut), null, StepsOfCut, (q, h, first) => Blocks(q, h, first, most));
        int rest = steps - whole * StepsOfCut;
        if (rest == 0) return cuts;
        Tensor last = Blocks(queries.Narrow(2, whole * StepsOfCut, rest), hidden is null ? null : Rows(hidden, whole * StepsOfCut, rest), Constant.Of(whole * StepsOfCut, DType.Int32), most);
        return Tensor.Concatenate(2, cuts, last);
    }

    private Tensor Blocks(Tensor queries, Tensor? hiding, Tensor? first, int most)
    {
        int steps = queries.Shape[2], blocks = (steps + most - 1) / most, rows = (steps + blocks - 1) / blocks;
        if (blocks == 1) return Plain(queries, hiding, first);
        // Filled up, they must not reach beyond the cut.
        if (blocks * rows > StepsOfCut) (rows, blocks) = (1 << BitOperations.Log2((uint)most), (steps - 1 >> BitOperations.Log2((uint)most)) + 1);

        // Queries of zeros fill the last block up; nobody reads what they give, and they add nothing to a gradient.
        Tensor all = OverBlocks(Filled(queries, 2, blocks * rows), hiding is null || hiding.Shape[2] == 1 ? hiding : Filled(hiding, 2, blocks * rows), first, rows, Plain);
        return all.Narrow(2, 0, steps);
    }

    // From the last block to the first: the derivative then goes from the first to the last, and sums over the query steps in order.
    private Tensor OverBlocks(Tensor queries, Tensor? hiding, Tensor? first, int rows, Func<Tensor, Tensor?, Tensor?, Tensor> block)
    {
        int count = queries.Shape[2] / rows;
        bool isCut = hiding is not null && hiding.Shape[2] != 1, isCounted = causal || stream is not null;
        var items = new List<Tensor> { InFront(queries) };
        if (isCut) items.Add(InFront(hiding!));
        if (isCounted) items.Add(Tensor.Iota(new Shape(count), 0));
        Tensor means = Tensor.Scan([], [.. items], (_, item) =>
        {
            Tensor? begin = isCounted ? item[^1] * rows : null;
            if (begin is not null && first is not null) begin += first;
            return new ScanStep([], [block(item[0], isCut ? item[1] : hiding, begin)]);
        }, reverse: true).Emitted[0];
        return means.Permute(1, 2, 0, 3, 4).Reshape(queries.Shape.With(3, values.Shape[3]));

        Tensor InFront(Tensor tensor) => tensor.Reshape(tensor.Shape[0], tensor.Shape[1], count, rows, tensor.Shape[3]).Permute(2, 0, 1, 3, 4);
    }

    // The formula; the queries begin with step number first.
    private Tensor Plain(Tensor queries, Tensor? hiding, Tensor? first)
    {
        Tensor scores = queries.MatMul(keys.Transpose()) / Math.Sqrt(queries.Shape[3]);
        bool mayHideAll = hiding is not null;
        if (causal)
        {
            var square = new Shape(queries.Shape[2], keys.Shape[2]);
            Tensor step = Tensor.Iota(square, 0);
            Tensor later = (first is null ? step : step + first).IsLess(Tensor.Iota(square, 1));
            hiding = hiding is null ? later : hiding | later;
        }

        // So far below every score that its power is 0, and yet a number where all are hidden. Time hides no first step.
        Tensor weights = (hiding is null ? scores : Tensor.Select(hiding, -1e30, scores)).Softmax();
        if (mayHideAll) weights = Tensor.Select(hiding!, 0, weights);
        return (stream is null ? weights : Dropout.OfWeights(weights, dropout, stream, first)).MatMul(values);
    }

    private static Tensor Filled(Tensor tensor, int axis, int extent) =>
        tensor.Shape[axis] == extent ? tensor : Tensor.Concatenate(axis, tensor, Tensor.Zeros(tensor.Shape.With(axis, extent - tensor.Shape[axis]), tensor.Type));

    private static Tensor Rows(Tensor hidden, int first, int count) => hidden.Shape[2] == 1 ? hidden : hidden.Narrow(2, first, count);
}
