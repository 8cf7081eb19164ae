using Glissade.Operations;

namespace Glissade;

/// <summary>
/// A sum over the examples of a batch that comes in parts, with the bits of the sum over the whole batch. Which additions a sum is made of, and in which order, its operation declares: from the first
/// example on, one term after the other, cut after so many whole examples, the partial sums added in order. A part goes on from where the last one ended, if the batch is no longer than a cut or the parts
/// end where cuts do; otherwise the parts' sums are added, which is as good a sum, with other roundings. A sum in lanes mixes early terms with late ones: there the terms themselves are kept.
/// </summary>
internal abstract class RunningSum
{
    private RunningSum(Buffer kept) => Kept = kept;

    /// <summary>What is kept from part to part.</summary>
    public Buffer Kept { get; }

    /// <summary>How a sum goes on.</summary>
    /// <param name="name">A name for what is kept.</param>
    /// <param name="sum">The sum over one whole part.</param>
    /// <param name="part">Examples of a part.</param>
    /// <param name="whole">Examples of the longest batch.</param>
    public static RunningSum Of(string name, Tensor sum, int part, int whole)
    {
        if (sum.Operation is Sum { } lanes && IsLast(sum.Inputs[0].Shape, lanes.Axis)) return new Terms(name, sum, part, whole);
        (long terms, long cut) = sum.Operation switch
        {
            MatrixProduct product => (sum.Inputs[0].Shape[product.TransposeLeft ? -2 : -1], product.Cut),
            Sum along => (sum.Inputs[0].Shape[along.Axis], along.Cut),
            ConvolutionWeightGradient => PlanesOf(sum.Inputs[1].Shape),
            ScatterAdd => (sum.Inputs[0].Shape.Count, long.MaxValue),
            _ => (0, 0),
        };
        return new Total(name, sum, cut > 0 && terms / part * whole <= cut ? Way.Chain : cut > 0 && terms % cut == 0 ? Way.Cuts : Way.Sums, cut);
    }

    /// <summary>What is kept after the first part.</summary>
    public abstract Tensor First(Tensor sum);

    /// <summary>What is kept after a further part.</summary>
    public abstract Tensor Next(Tensor sum);

    /// <summary>The sum over a batch whose parts were all taken.</summary>
    /// <param name="examples">How many examples they had.</param>
    public abstract Tensor Value(int examples);

    // The order of terms of a convolution's weight: example, position of the output.
    private static (long Terms, long Cut) PlanesOf(Shape upstream)
    {
        long plane = new Shape(upstream.Extents[2..]).Count;
        return (upstream[0] * plane, SummationOrder.CutOverBatch(plane));
    }

    private static bool IsLast(Shape shape, int axis) => shape.Extents[(shape.Axis(axis) + 1)..].IndexOfAnyExcept(1) < 0;

    private enum Way
    {
        /// <summary>All of the batch lies in one cut: a chain of additions, begun by the first part.</summary>
        Chain,

        /// <summary>Parts end where cuts do: partial sums are added in order.</summary>
        Cuts,

        /// <summary>Neither: the sums of the parts are added.</summary>
        Sums,
    }

    /// <summary>The sum so far.</summary>
    private sealed class Total(string name, Tensor like, Way way, long cut) : RunningSum(new Buffer(name, like.Shape, like.Type))
    {
        public override Tensor First(Tensor sum) => sum;

        public override Tensor Next(Tensor sum) => way switch
        {
            Way.Chain => GoOn(sum),
            Way.Cuts => ByCuts(sum),
            _ => Kept + sum,
        };

        public override Tensor Value(int examples) => Kept;

        private Tensor GoOn(Tensor sum)
        {
            Tensor[] inputs = sum.Inputs;
            switch (sum.Operation)
            {
                case MatrixProduct or ConvolutionWeightGradient:
                    return Tensor.Apply(sum.Operation, [.. inputs, Kept]);
                case Sum along:
                    // +0 and the sum so far are the sum so far: it is the first term.
                    return Tensor.Apply(along, Tensor.Concatenate(along.Axis, Kept, inputs[0]));
                default:
                    // The rows so far come first, each to its own place.
                    var scatter = (ScatterAdd)sum.Operation;
                    int axis = scatter.Axis, places = checked((int)inputs[0].Count);
                    Shape rows = inputs[1].Shape;
                    Tensor listed = inputs[1].Reshape(new Shape([.. rows.Extents[..axis], places, .. rows.Extents[(axis + inputs[0].Rank)..]]));
                    return Tensor.Apply(scatter, Tensor.Concatenate(0, Tensor.Iota(new Shape(scatter.Extent)), inputs[0].Reshape(places)), Tensor.Concatenate(axis, Kept, listed));
            }
        }

        private Tensor ByCuts(Tensor sum)
        {
            (int Input, int Axis)[] summed = sum.Operation switch
            {
                MatrixProduct product => [(0, product.TransposeLeft ? -2 : -1), (1, product.TransposeRight ? -1 : -2)],
                Sum along => [(0, along.Axis)],
                _ => [(0, 0), (1, 0)],
            };
            int terms = sum.Inputs[0].Shape[summed[0].Axis], step = sum.Operation is ConvolutionWeightGradient ? (int)(cut / new Shape(sum.Inputs[1].Shape.Extents[2..]).Count) : (int)cut;
            Tensor total = Kept;
            for (int start = 0; start < terms; start += step)
            {
                Tensor[] some = [.. sum.Inputs];
                foreach ((int input, int axis) in summed) some[input] = some[input].Narrow(axis, start, Math.Min(step, terms - start));
                total += Tensor.Apply(sum.Operation, some);
            }

            return total;
        }
    }

    /// <summary>The terms themselves, the latest last.</summary>
    private sealed class Terms : RunningSum
    {
        private readonly Sum _operation;
        private readonly int _ofExample;

        public Terms(string name, Tensor sum, int part, int whole) : base(new Buffer(name, sum.Inputs[0].Shape.With(((Sum)sum.Operation).Axis, sum.Inputs[0].Shape[((Sum)sum.Operation).Axis] / part * whole), sum.Type))
        {
            _operation = (Sum)sum.Operation;
            _ofExample = sum.Inputs[0].Shape[_operation.Axis] / part;
        }

        public override Tensor First(Tensor sum) => Next(sum);

        public override Tensor Next(Tensor sum)
        {
            Tensor terms = sum.Inputs[0];
            int come = terms.Shape[_operation.Axis], all = Kept.Shape[_operation.Axis];
            return come == all ? terms : Tensor.Concatenate(_operation.Axis, Kept.Narrow(_operation.Axis, come, all - come), terms);
        }

        public override Tensor Value(int examples)
        {
            int all = Kept.Shape[_operation.Axis], came = examples * _ofExample;
            return Tensor.Apply(_operation, Kept.Narrow(_operation.Axis, all - came, came));
        }
    }
}
