using System.Runtime.InteropServices;

namespace Glissade.Tests.Proof;

/// <summary>Random leaves, and what a device makes of them to the last bit: for tests that hold one device against another.</summary>
internal static class ResultBytes
{
    public static byte[][] Of(Device device, Tensor[] outputs)
    {
        Workspace workspace = device.Compile(new Step { Outputs = outputs }).CreateWorkspace();
        workspace.Run();
        return [.. outputs.Select(output => output.Type == DType.Float64 ? MemoryMarshal.AsBytes(workspace.Read<double>(output)).ToArray() : MemoryMarshal.AsBytes(workspace.Read<float>(output)).ToArray())];
    }

    /// <summary>Values from −2 to 2.</summary>
    public static Parameter Leaf(Random random, int[] extents, DType type)
    {
        var leaf = new Parameter("x", new Shape(extents), type);
        if (type == DType.Float32) foreach (ref float value in leaf.ForWriting().Span<float>()) value = random.NextSingle() * 4 - 2;
        else foreach (ref double value in leaf.ForWriting().Span<double>()) value = random.NextDouble() * 4 - 2;
        return leaf;
    }
}
