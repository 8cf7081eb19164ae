namespace Glissade;

/// <summary>
/// Everything that has a name: one row a thing. The tool's options, the model file, the lists and the tests are made from these rows.
/// </summary>
public static partial class Catalog
{
    /// <summary>The family of a type.</summary>
    internal static CatalogFamily<T> Of<T>() where T : class, IConfigurable<T>
    {
        object family = typeof(T) == typeof(Layer) ? Network
            : typeof(T) == typeof(Loss) ? Losses
            : typeof(T) == typeof(Initializer) ? Initializers
            : typeof(T) == typeof(Optimizer) ? Optimizers
            : typeof(T) == typeof(Schedule) ? Schedules
            : typeof(T) == typeof(Minimizer) ? Minimizers
            : typeof(T) == typeof(Metric) ? Metrics
            : throw new ArgumentException($"The catalogue has no family of {typeof(T).Name}.");
        return (CatalogFamily<T>)family;
    }
}
