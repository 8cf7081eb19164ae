using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// A loop whose body is a program of its own. The body's inputs are bound to the carried values, to the items of this step and to the invariants; its
/// outputs are copied to the next carried values and to this step's place in the stacked emissions.
/// </summary>
/// <param name="scan">The primitive.</param>
/// <param name="body">The compiled step: outputs are the next carried values, then those emissions that somebody reads.</param>
/// <param name="inputs">First carried values, sequences, invariants.</param>
/// <param name="carried">Where each carried value goes after the last step; it also holds the value between steps.</param>
/// <param name="emitted">Where the emissions that somebody reads are stacked, in the order of the body's outputs.</param>
internal sealed class ScanKernel(Scan scan, Program body, Whole[] inputs, Whole[] carried, Whole[] emitted) : Kernel
{
    public Scan Scan { get; } = scan;

    public Program Body { get; } = body;

    public Whole[] Inputs { get; } = inputs;

    public Whole[] Carried { get; } = carried;

    public Whole[] Emitted { get; } = emitted;

    public override IEnumerable<int> Reads => Inputs.Select(input => input.Buffer);

    public override IEnumerable<int> Writes => [.. Carried.Select(whole => whole.Buffer), .. Emitted.Select(whole => whole.Buffer)];

    public override long Operations => Scan.Length * Body.Operations;

    public override long BytesMoved(IReadOnlyList<BufferSpec> buffers) => Scan.Length * Body.BytesMoved;

    public override string Describe(IReadOnlyList<BufferSpec> buffers)
    {
        string results = string.Join(", ", Writes.Select(i => buffers[i].ToString()));
        string order = Scan.Reverse ? $"t = {Scan.Length - 1}…0" : $"t = 0…{Scan.Length - 1}";
        return $"{results} = Scan({string.Join(", ", Inputs.Select(input => buffers[input.Buffer].ToString()))}), {order}:\n{Body.ToString().TrimEnd()}";
    }
}
