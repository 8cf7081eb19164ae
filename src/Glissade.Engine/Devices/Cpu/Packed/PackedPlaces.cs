using Glissade.Compiler;

namespace Glissade.Devices.Cpu;

/// <summary>
/// The weights of a program that may lie ready in other forms, because they stay the same from run to run of it: states that it reads and never writes; in the body of a scan, what does not change
/// from step to step. Kernels ask for them while they are made ready; in a run the table of addresses has a place for each, behind those of the buffers, which is null as long as the copy does not pay.
/// </summary>
/// <param name="program">The program.</param>
/// <param name="outlives">Whether the values of a leaf outlive a run.</param>
internal sealed class PackedPlaces(Program program, Predicate<Tensor> outlives)
{
    private readonly List<PackedPlace> _places = [];

    /// <summary>What was asked for.</summary>
    public IReadOnlyList<PackedPlace> Places => _places;

    /// <summary>Whether a buffer holds the same values in every run until somebody else writes them.</summary>
    public bool IsSteady(int buffer) => program.Buffers[buffer].Leaf is { } leaf && outlives(leaf) && !program.Writes(buffer);

    /// <summary>Asks for a steady buffer in this form: its place in the table of addresses.</summary>
    public int Add(int buffer, PackedForm form)
    {
        _places.Add(new PackedPlace(buffer, form));
        return program.Buffers.Count + _places.Count - 1;
    }
}

/// <summary>A buffer in another form.</summary>
internal sealed record PackedPlace(int Buffer, PackedForm Form);
