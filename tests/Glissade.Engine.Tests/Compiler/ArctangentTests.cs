namespace Glissade.Tests.Compiler;

/// <summary>The arctangent and its slope over all sizes.</summary>
public sealed class ArctangentTests
{
    [Theory]
    [InlineData(DType.Float64, 1e-15)]
    [InlineData(DType.Float32, 4e-7)]
    public void Values_and_slopes_are_right_at_every_size(DType type, double tolerance)
    {
        double[] sizes = [0, 1e-38, 1e-20, 1e-3, 0.01, 0.1, 0.3, 0.7, 0.99, 1, 1.01, 1.7, 3, 10, 1e4, 1e18, 1e30, double.PositiveInfinity];
        double[] at = [.. sizes.SelectMany(size => new[] { size, -size })];
        var x = new Parameter("x", new Shape(at.Length), type);
        if (type == DType.Float64) x.Set<double>(at);
        else x.Set<float>([.. at.Select(value => (float)value)]);
        Tensor angle = x.Arctangent(), wide = angle.Cast(DType.Float64), slope = Gradient.Of(angle.Sum(), x)[0].Cast(DType.Float64);
        Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [wide, slope] }).CreateWorkspace();
        workspace.Run();
        double[] angles = [.. workspace.Read<double>(wide)], slopes = [.. workspace.Read<double>(slope)];
        for (int i = 0; i < at.Length; i++)
        {
            double value = type == DType.Float64 ? at[i] : (float)at[i], theirs = Math.Atan(value);
            Assert.True(Math.Abs(angles[i] - theirs) <= tolerance * Math.Abs(theirs), FormattableString.Invariant($"atan({value}) is {angles[i]:R}, not {theirs:R}."));
            Assert.True(Math.Abs(slopes[i] - 1 / (1 + value * value)) <= 4 * tolerance * (1 / (1 + value * value)) + (type == DType.Float32 ? float.Epsilon : 0), FormattableString.Invariant($"its slope is {slopes[i]:R}."));
        }
    }
}
