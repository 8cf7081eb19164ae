using System.Globalization;
using System.Text;
using Glissade.Compiler;
using Glissade.Devices.Cpu.Execution;

namespace Glissade.Devices.Cpu;

/// <summary>A step compiled for the processor.</summary>
internal sealed class CpuPlan(Step step, Program program, CpuProgram code, WorkerPool pool) : Plan(step)
{
    public Program Program => program;

    public CpuProgram Code => code;

    public WorkerPool Pool => pool;

    public override long PeakBytes => code.ArenaBytes + code.ScratchBytes;

    public override long PackedBytes => code.Packed.Places.Distinct().Sum(place => place.Form.Bytes);

    public override long Operations => program.Operations;

    public override long BytesMoved => program.BytesMoved;

    public override Workspace CreateWorkspace() => new CpuWorkspace(this);

    public override string ToString()
    {
        var text = new StringBuilder(program.ToString());
        foreach (PackedPlace place in code.Packed.Places.Distinct())
            text.AppendLine(CultureInfo.InvariantCulture, $"kept from run to run: {program.Buffers[place.Buffer]} as {place.Form.Name}, {place.Form.Bytes:N0} bytes");
        return text.ToString();
    }
}
