namespace Glissade;

/// <summary>One stream of random numbers of a pass, which may be drawn in parts: a number is a function of (seed, path) counted by (step, example) and of its place in the example, whichever part it is drawn in.</summary>
/// <param name="Path">What it is keyed by, beside the seed.</param>
/// <param name="Seed">The run's seed, an int32 scalar.</param>
/// <param name="Step">The number of the step, an int32 scalar.</param>
/// <param name="FirstExample">The place of the first example, an int32 scalar.</param>
internal sealed record PassStream(string Path, Tensor Seed, Tensor Step, Tensor FirstExample)
{
    /// <summary>The stream of the examples from one on; the number is an int32 scalar.</summary>
    public PassStream From(Tensor example) => this with { FirstExample = FirstExample + example };

    /// <summary>Uniform numbers in [0, 1).</summary>
    /// <param name="shape">[examples, rows, …].</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="firstRow">Which row of an example is the first, an int32 scalar; 0 if null.</param>
    public Tensor Uniform(Shape shape, DType type = DType.Float32, Tensor? firstRow = null) => Tensor.RandomUniform(shape, Path, Seed, Step, FirstExample, type, firstRow);
}
