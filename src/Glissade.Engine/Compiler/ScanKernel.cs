using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// A loop whose body is a program of its own. The body's inputs are bound to the carried values, to the items of this step and to the invariants; its
/// outputs are written to this step's place in the stacked emissions, and to wherever the next step reads what is carried.
/// </summary>
/// <param name="scan">The primitive.</param>
/// <param name="body">The compiled step: outputs are the next carried values, then those emissions that somebody reads and the step computes.</param>
/// <param name="first">The values carried into the first step.</param>
/// <param name="items">The sequences that the body reads.</param>
/// <param name="invariants">What does not change and is read by the body.</param>
/// <param name="carried">Where each carried value goes after the last step.</param>
/// <param name="before">Where the values carried into each step are stacked, for each that somebody reads.</param>
/// <param name="emitted">Where the other emissions that somebody reads are stacked, in the order of the body's outputs.</param>
internal sealed class ScanKernel(Scan scan, Program body, Whole[] first, ScanInput[] items, ScanInput[] invariants, Whole[] carried, Whole?[] before, Whole[] emitted) : Kernel
{
    public Scan Scan { get; } = scan;

    public Program Body { get; } = body;

    public Whole[] First { get; } = first;

    public ScanInput[] Items { get; } = items;

    public ScanInput[] Invariants { get; } = invariants;

    public Whole[] Carried { get; } = carried;

    public Whole?[] Before { get; } = before;

    public Whole[] Emitted { get; } = emitted;

    public override IEnumerable<int> Reads => [.. First.Select(whole => whole.Buffer), .. Items.Concat(Invariants).Select(input => input.Source.Buffer)];

    public override IEnumerable<int> Writes => [.. Carried.Select(whole => whole.Buffer), .. Emitted.Select(whole => whole.Buffer), .. Before.OfType<Whole>().Select(whole => whole.Buffer)];

    public override long Operations => Scan.Length * Body.Operations;

    public override long BytesMoved(IReadOnlyList<BufferSpec> buffers) => Scan.Length * Body.BytesMoved;

    public override string Describe(IReadOnlyList<BufferSpec> buffers)
    {
        string results = string.Join(", ", Writes.Select(i => buffers[i].ToString()));
        string order = Scan.Reverse ? $"t = {Scan.Length - 1}…0" : $"t = 0…{Scan.Length - 1}";
        return $"{results} = Scan({string.Join(", ", Reads.Select(i => buffers[i].ToString()))}), {order}:\n{Body.ToString().TrimEnd()}";
    }
}

/// <summary>What a placeholder of a scan's body is bound to.</summary>
internal sealed record ScanInput(Input Placeholder, Whole Source);
