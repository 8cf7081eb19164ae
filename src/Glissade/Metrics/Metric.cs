namespace Glissade;

/// <summary>A figure of merit over a whole set, exact (never a mean over batches), computed in float64. Equal to scikit-learn's of the same name.</summary>
public abstract record Metric : IConfigurable<Metric>
{
    /// <summary>The catalogue's name, such as <c>log_loss</c>: the key in events and model files.</summary>
    public abstract string Name { get; }

    /// <summary>Whether more is better.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <summary>The value over a set; NaN where it is not defined (an empty set, R² of a constant target).</summary>
    public abstract double Of(Outcomes outcomes);

    /// <summary>As the catalogue writes it, with the arguments that are not the default.</summary>
    public sealed override string ToString() => Catalog.Metrics.Text(this);

    /// <inheritdoc/>
    public virtual Metric Map(Arguments arguments) => this;
}
