using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>Loops whose step is a program of its own.</summary>
internal sealed partial class Scheduler
{
    private void PlaceScan(Tensor node, Scan scan)
    {
        ScanBody body = scan.Body;
        int carries = body.Carries.Length;
        Tensor[] read = [.. _resultsOf[node]];
        int[] emissions = [.. read.Select(other => ((ScanResult)other.Operation).Index - carries).Where(i => i >= 0).Distinct().Order()];
        // What is carried into a step need not be computed, only left where it is.
        int[] left = [.. body.Carries.Select(carry => emissions.Where(i => ReferenceEquals(body.Emitted[i], carry)).FirstOrDefault(-1))];
        emissions = [.. emissions.Except(left)];
        var turned = new TurnedInvariants(body, scan.Length);
        Tensor[] outputs = turned.Apply([.. body.Next, .. emissions.Select(i => body.Emitted[i])]);
        Program program = Compilation.Compile(new Step { Outputs = outputs, Inputs = [.. body.Carries, .. body.Items, .. body.Invariants, .. turned.Placeholders] });

        // Nobody prepares what the body does not read.
        var leaves = new HashSet<Tensor?>(program.Buffers.Select(buffer => buffer.Leaf), ReferenceEqualityComparer.Instance);
        ScanInput[] Bound(Input[] placeholders, int first, Func<Tensor, Whole> place) =>
            [.. placeholders.Select((input, i) => (input, i)).Where(pair => leaves.Contains(pair.input)).Select(pair => new ScanInput(pair.input, place(node.Inputs[first + pair.i])))];
        int invariants = carries + body.Items.Length;
        Whole[] start = [.. node.Inputs.Take(carries).Select(Contiguous)];
        ScanInput[] items = Bound(body.Items, carries, Contiguous), others = [.. Bound(body.Invariants, invariants, Contiguous), .. turned.Bound(i => Turned(node.Inputs[invariants + i]))];

        Whole Result(int index)
        {
            (Shape shape, DType type) = scan.Result(index);
            BufferSpec buffer = NewBuffer(null, BufferKind.Temporary, type, shape.Count);
            foreach (Tensor other in read)
                if (((ScanResult)other.Operation).Index == index) _buffers[other] = buffer;
            return new Whole(buffer.Index, shape, type);
        }

        Whole[] carried = [.. Enumerable.Range(0, carries).Select(Result)];
        Whole?[] before = [.. left.Select(i => i < 0 ? null : Result(carries + i))];
        Whole[] emitted = [.. emissions.Select(i => Result(carries + i))];
        foreach (Tensor other in read) _unitOf[other] = Units.Count;
        if (MayFail(program)) LastFallible = Units.Count;
        Finished(new ScanKernel(scan, program, start, items, others, carried, before, emitted) { Provenances = From(node) }, node);
    }

    // The other way round, written out.
    private Whole Turned(Tensor input)
    {
        View view = _views[input];
        return Copied(view with { Strides = [view.Strides[1], view.Strides[0]] }, new Shape(input.Shape[1], input.Shape[0]), input.Type);
    }
}
