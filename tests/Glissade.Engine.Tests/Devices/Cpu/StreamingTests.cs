namespace Glissade.Tests.Devices.Cpu;

/// <summary>Results too large for any cache are stored past them, where their addresses allow it.</summary>
public sealed class StreamingTests
{
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    public void Large_results_are_right_to_the_last_element(int bits)
    {
        // Rows of odd length: the second begins between two vectors.
        const int rows = 3, columns = 3_000_001;
        var x = new Parameter("x", new Shape(rows, columns));
        var scale = new Parameter("scale", new Shape(rows, 1));
        Span<float> values = x.ForWriting().Span<float>();
        for (int i = 0; i < values.Length; i++) values[i] = i % 8191;
        scale.Set<float>([1, 2, 3]);
        Tensor y = x * scale + 0.5, wide = y.Cast(DType.Float64) * 2;
        Workspace workspace = Device.CreateCpu(new CpuOptions { Bits = bits }).Compile(new Step { Outputs = [y, wide] }).CreateWorkspace();
        workspace.Run();
        ReadOnlySpan<float> results = workspace.Read<float>(y);
        ReadOnlySpan<double> doubles = workspace.Read<double>(wide);
        for (int i = 0; i < values.Length; i++)
        {
            float expected = i % 8191 * (1 + i / columns) + 0.5f;
            if (results[i] != expected || doubles[i] != expected * 2.0) Assert.Fail($"Element {i} is {results[i]} and {doubles[i]}; {expected} and {expected * 2.0} were expected.");
        }
    }
}
