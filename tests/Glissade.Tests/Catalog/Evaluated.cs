namespace Glissade.Tests.CatalogTests;

/// <summary>Values of expressions for tests: compiled without emitted code, which for a few numbers takes longer than the rest.</summary>
internal static class Evaluated
{
    private static readonly Device s_device = Device.CreateCpu(new CpuOptions { EmitsCode = false, Threads = 1 });

    public static double[][] Of(params ReadOnlySpan<Tensor> tensors) => On(s_device, tensors);

    public static double[][] On(Device device, params ReadOnlySpan<Tensor> tensors)
    {
        Tensor[] outputs = [.. tensors.ToArray().Select(tensor => tensor.Type.IsFloat() ? tensor : tensor.Cast(DType.Float64))];
        Workspace workspace = device.Compile(new Step { Outputs = outputs }).CreateWorkspace();
        workspace.Run();
        return [.. outputs.Select(output => output.Type == DType.Float64
            ? workspace.Read<double>(output).ToArray()
            : [.. workspace.Read<float>(output).ToArray().Select(value => (double)value)])];
    }

    /// <summary>A parameter with these values, rounded to its type.</summary>
    public static Parameter Parameter(double[] values, Shape shape, DType type = DType.Float64, string name = "x")
    {
        var parameter = new Parameter(name, shape, type);
        if (type == DType.Float64) parameter.Set<double>(values);
        else parameter.Set<float>([.. values.Select(value => (float)value)]);
        return parameter;
    }

    public static Tensor Constant(double[] values, Shape shape, DType type) => Tensor.From(values, shape).Cast(type);
}
