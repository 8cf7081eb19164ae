using Glissade.Operations;

namespace Glissade;

/// <summary>
/// The derivative of a scan is a scan the other way round. Its step takes the gradient of the values carried out of a step, together with the gradients of what
/// the step emitted, to the gradients of what was carried in, of the items and (added up over the steps) of the invariants. The values carried into each step are read from the
/// forward scan, which emits them whenever somebody asks.
/// </summary>
internal static class ScanGradient
{
    public static Tensor?[] Of(Tensor node, Tensor?[] upstream)
    {
        var scan = (Scan)node.Operation;
        ScanBody body = scan.Body;
        int carries = body.Carries.Length, items = body.Items.Length, invariants = body.Invariants.Length;

        // Placeholders for what flows in: gradients of the carried values and of the emissions.
        Input[] carried = [.. body.Next.Select((next, i) => new Input($"gradient of carry {i}", next.Shape, next.Type))];
        Input[] emitted = [.. body.Emitted.Select((emission, i) => new Input($"gradient of emission {i}", emission.Shape, emission.Type))];
        Input[] sums = [.. body.Invariants.Select((invariant, i) => new Input($"gradient of invariant {i}", invariant.Shape, invariant.Type))];

        var roots = new List<(Tensor, Tensor)>();
        for (int i = 0; i < carries; i++)
            if (body.Next[i].Type.IsFloat()) roots.Add((body.Next[i], carried[i]));
        for (int i = 0; i < emitted.Length; i++)
            if (upstream[carries + i] is not null) roots.Add((body.Emitted[i], emitted[i]));

        Tensor[] targets = [.. body.Carries, .. body.Items, .. body.Invariants];
        Tensor?[] gradients = Gradient.Of(roots, targets);
        Tensor Or0(Tensor? gradient, Tensor like) => gradient ?? Tensor.Zeros(like.Shape, like.Type);

        Tensor[] nextCarried = [.. body.Carries.Select((carry, i) => Or0(gradients[i], carry))];
        Tensor[] itemGradients = [.. body.Items.Select((item, i) => Or0(gradients[carries + i], item))];
        Tensor[] nextSums = [.. sums.Select((sum, i) => gradients[carries + items + i] is { } gradient ? sum + gradient : (Tensor)sum)];

        // As in every scan, the values carried into each step are emitted last: the second derivative reads them.
        var reverse = new ScanBody(
            [.. carried, .. sums],
            [.. body.Carries, .. body.Items, .. emitted],
            body.Invariants,
            [.. nextCarried, .. nextSums],
            [.. itemGradients, .. carried, .. sums]);

        // Forward results: last carries, emissions, of which the last ones are the carried values before each step.
        Tensor Before(int carry) => Tensor.Apply(new ScanResult(scan.Results - carries + carry), node);
        Tensor Sequence(int emission) => upstream[carries + emission] ?? Stacked(body.Emitted[emission], scan.Length);
        Tensor[] inputs =
        [
            .. body.Next.Select((next, i) => upstream[i] ?? Tensor.Zeros(next.Shape, next.Type)),
            .. sums.Select(sum => Tensor.Zeros(sum.Shape, sum.Type)),
            .. Enumerable.Range(0, carries).Select(Before),
            .. node.Inputs.Skip(carries).Take(items),
            .. Enumerable.Range(0, emitted.Length).Select(Sequence),
            .. node.Inputs.Skip(carries + items),
        ];
        Tensor backward = Tensor.Apply(new Scan(reverse, scan.Length, !scan.Reverse), inputs);
        Tensor Result(int index) => Tensor.Apply(new ScanResult(index), backward);

        var result = new Tensor?[node.Inputs.Length];
        for (int i = 0; i < carries; i++)
            if (body.Carries[i].Type.IsFloat()) result[i] = Result(i);
        for (int i = 0; i < items; i++)
            if (gradients[carries + i] is not null) result[carries + i] = Result(reverse.Next.Length + i);
        for (int i = 0; i < invariants; i++)
            if (gradients[carries + items + i] is not null) result[carries + items + i] = Result(carries + i);
        return result;
    }

    private static Tensor Stacked(Tensor like, int length) => Tensor.Zeros(new Shape([length, .. like.Shape.Extents]), like.Type);
}
