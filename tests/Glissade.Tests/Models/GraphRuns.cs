using System.Runtime.InteropServices;
using Glissade.Tests.Proof;

namespace Glissade.Tests.Models;

/// <summary>Runs graphs on given numbers, and tells results apart by their bits.</summary>
internal static class GraphRuns
{
    /// <summary>A device without emitted code, so that thousands of small graphs are compiled quickly; its bits are those of the default one.</summary>
    public static Device Quick { get; } = Device.CreateCpu(new CpuOptions { EmitsCode = false, Threads = 1 });

    /// <summary>The bits of every output.</summary>
    public static byte[][] Run(Device device, Input[] inputs, Tensor[] outputs, Func<Input, Array> values)
    {
        Workspace workspace = device.Compile(new Step { Inputs = inputs, Outputs = outputs }).CreateWorkspace();
        foreach (Input input in inputs)
        {
            switch (values(input))
            {
                case float[] floats: workspace.Set<float>(input, floats); break;
                case double[] doubles: workspace.Set<double>(input, doubles); break;
                case int[] integers: workspace.Set<int>(input, integers); break;
                case bool[] bools: workspace.Set<bool>(input, bools); break;
                case var bytes: workspace.Set<byte>(input, (byte[])bytes); break;
            }
        }

        workspace.Run();
        return [.. outputs.Select(output => output.Type switch
        {
            DType.Float32 => Bytes(workspace.Read<float>(output)),
            DType.Float64 => Bytes(workspace.Read<double>(output)),
            DType.Int32 => Bytes(workspace.Read<int>(output)),
            DType.Bool => Bytes(workspace.Read<bool>(output)),
            _ => Bytes(workspace.Read<byte>(output)),
        })];
    }

    /// <summary>Numbers for a float32 input, a function of the seed and its name alone.</summary>
    public static Array Floats(Input input, ulong seed)
    {
        var random = new SeededNumbers(seed);
        return Enumerable.Range(0, (int)input.Count).Select(_ => (float)(random.Uniform() * 4 - 2)).ToArray();
    }

    /// <summary>Through JSON and back, over the same states and constants.</summary>
    public static InferenceGraph Again(InferenceGraph graph, IReadOnlyDictionary<State, string> names)
    {
        Dictionary<string, Tensor> tensors = names.ToDictionary(pair => pair.Value, pair => (Tensor)pair.Key);
        foreach ((string name, Tensor constant) in graph.Constants) tensors.Add(name, SafetensorsTensor.Of(name, constant).ToTensor());
        return InferenceGraph.Parse(graph.ToJson(), tensors.GetValueOrDefault);
    }

    private static byte[] Bytes<T>(ReadOnlySpan<T> values) where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
