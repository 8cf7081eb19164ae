namespace Glissade;

/// <summary>Something of the catalogue: its arguments are named, defaulted and limited in one place.</summary>
/// <typeparam name="T">The family: <see cref="Loss"/>, <see cref="Optimizer"/>, <see cref="Layer"/> and so on.</typeparam>
public interface IConfigurable<out T>
{
    /// <summary>
    /// The same thing with its arguments passed through a visitor, as in <c>this with { Delta = arguments.Positive("delta", Delta) }</c>. The one place that parses the command line and JSON,
    /// writes the model file, and lists names, defaults and ranges.
    /// </summary>
    T Map(Arguments arguments);
}
