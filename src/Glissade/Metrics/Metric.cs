namespace Glissade;

/// <summary>A figure of merit over a whole set, exact (never a mean over batches), computed in float64. Equal to scikit-learn's of the same name.</summary>
public abstract record Metric : IConfigurable<Metric>
{
    /// <summary>The catalogue's name, such as <c>log_loss</c>: the key in events and model files, with the arguments that are not the default, as in <c>fbeta(beta=2)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether more is better.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <summary>What kind of targets it compares with; another kind is refused before the first step.</summary>
    public virtual OutcomeKind Takes => OutcomeKind.Any;

    /// <summary>The value over a set; NaN where it is not defined (an empty set, R² of a constant target).</summary>
    public abstract double Of(Outcomes outcomes);

    /// <summary>As the catalogue writes it, with the arguments that are not the default.</summary>
    public sealed override string ToString() => Catalog.Metrics.Text(this);

    /// <summary>What its value is filed under: the name, and the arguments that are not the default.</summary>
    internal string Key => Catalog.Metrics.Knows(this) ? ToString() : Name;

    /// <inheritdoc/>
    public virtual Metric Map(Arguments arguments) => this;
}
