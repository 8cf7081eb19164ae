using Glissade.Operations;

namespace Glissade;

/// <summary>
/// The derivative of a scan is a scan the other way round. Its step takes the gradient of the values carried out of a step, together with the gradients of what
/// the step emitted, to the gradients of what was carried in, of the items and (added up over the steps, or in one go after them: <see cref="SumsOverSteps"/>) of the invariants. The values carried into
/// each step are read from the forward scan, which emits them whenever somebody asks; so is whatever else it emits and the gradient needs, its products above all, which are not taken twice.
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

        var roots = new List<(Tensor, Tensor)>();
        for (int i = 0; i < carries; i++)
            if (body.Next[i].Type.IsFloat()) roots.Add((body.Next[i], carried[i]));
        for (int i = 0; i < emitted.Length; i++)
            if (upstream[carries + i] is not null) roots.Add((body.Emitted[i], emitted[i]));

        Tensor[] targets = [.. body.Carries, .. body.Items, .. body.Invariants];
        Tensor?[] gradients = Gradient.Of(roots, targets);
        var kept = new List<(Tensor Value, Input Item)>();
        gradients = Reading(gradients, body.Emitted, kept);
        Tensor Or0(Tensor? gradient, Tensor like) => gradient ?? Tensor.Zeros(like.Shape, like.Type);

        Tensor[] nextCarried = [.. body.Carries.Select((carry, i) => Or0(gradients[i], carry))];
        Tensor[] itemGradients = [.. body.Items.Select((item, i) => Or0(gradients[carries + i], item))];
        Tensor? OfInvariant(int i) => gradients[carries + items + i];
        int[] added = [.. Enumerable.Range(0, invariants).Where(i => OfInvariant(i) is { } gradient && !SumsOverSteps.Holds(gradient))];
        Input[] sums = [.. added.Select(i => new Input($"gradient of invariant {i}", body.Invariants[i].Shape, body.Invariants[i].Type))];
        Tensor[] nextSums = [.. added.Zip(sums, (i, sum) => GoneOn(OfInvariant(i)!, sum, scan.Length))];

        // What the sums after the scan are made of: read where it lies already, or emitted, each once.
        Input[] read = [.. body.Carries, .. body.Items, .. kept.Select(pair => pair.Item), .. emitted];
        var emissions = new List<Tensor>(itemGradients);
        for (int i = 0; i < invariants; i++)
            if (OfInvariant(i) is { } gradient && SumsOverSteps.Holds(gradient))
            {
                SumsOverSteps.Of(gradient, value =>
                {
                    if (!read.Contains(value, ReferenceEqualityComparer.Instance) && !emissions.Contains(value, ReferenceEqualityComparer.Instance)) emissions.Add(value);
                    return Stacked(value, scan.Length);
                });
            }

        // As in every scan, the values carried into each step are emitted last: the second derivative reads them.
        var reverse = new ScanBody([.. carried, .. sums], read, body.Invariants, [.. nextCarried, .. nextSums], [.. emissions, .. carried, .. sums]);

        // Forward results: last carries, emissions, of which the last ones are the carried values before each step.
        Tensor Before(int carry) => Tensor.Apply(new ScanResult(scan.Results - carries + carry), node);
        Tensor Sequence(int emission) => upstream[carries + emission] ?? Stacked(body.Emitted[emission], scan.Length);
        Tensor[] inputs =
        [
            .. body.Next.Select((next, i) => upstream[i] ?? Tensor.Zeros(next.Shape, next.Type)),
            .. sums.Select(sum => Tensor.Zeros(sum.Shape, sum.Type)),
            .. Enumerable.Range(0, carries).Select(Before),
            .. node.Inputs.Skip(carries).Take(items),
            .. kept.Select(pair => Tensor.Apply(new ScanResult(carries + Array.FindIndex(body.Emitted, value => ReferenceEquals(value, pair.Value))), node)),
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
        for (int i = 0; i < added.Length; i++) result[carries + items + added[i]] = Result(carries + i);
        for (int i = 0; i < invariants; i++)
            if (OfInvariant(i) is { } gradient && SumsOverSteps.Holds(gradient)) result[carries + items + i] = SumsOverSteps.Of(gradient, OfAllSteps);
        return result;

        Tensor OfAllSteps(Tensor value)
        {
            int place = Array.FindIndex(read, item => ReferenceEquals(item, value));
            return place >= 0 ? inputs[carries + added.Length + place] : Result(reverse.Next.Length + emissions.FindIndex(emission => ReferenceEquals(emission, value)));
        }
    }

    // The gradients over what the forward scan emits, where they are made of it; kept says what that is.
    private static Tensor?[] Reading(Tensor?[] gradients, Tensor[] emitted, List<(Tensor Value, Input Item)> kept)
    {
        foreach (Tensor value in emitted)
            if (value.Operation is not Leaf && !kept.Exists(pair => ReferenceEquals(pair.Value, value))) kept.Add((value, new Input($"kept {kept.Count}", value.Shape, value.Type)));
        Tensor[] over = GraphWalk.Substitute(gradients.OfType<Tensor>(), kept.Select(pair => (pair.Value, (Tensor)pair.Item)));
        var found = new HashSet<Tensor>(GraphWalk.Topological(over), ReferenceEqualityComparer.Instance);
        kept.RemoveAll(pair => !found.Contains(pair.Item));
        var next = new Queue<Tensor>(over);
        return [.. gradients.Select(gradient => gradient is null ? null : next.Dequeue())];
    }

    // A product over the rows of a step goes on where the last step ended, as long as the rows of all steps are summed in one go: no sum of its own is written and added.
    private static Tensor GoneOn(Tensor gradient, Tensor sum, int steps) =>
        gradient.Operation is MatrixProduct { TransposeLeft: true, Lanes: false } product && gradient.Inputs.Length == 2 && (long)steps * gradient.Inputs[0].Shape[-2] <= product.Cut
            ? Tensor.Apply(product, gradient.Inputs[0], gradient.Inputs[1], sum)
            : sum + gradient;

    private static Tensor Stacked(Tensor like, int length) => Tensor.Zeros(new Shape([length, .. like.Shape.Extents]), like.Type);
}
