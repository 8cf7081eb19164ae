namespace Glissade;

/// <summary>A layer that is one formula without parameters: <c>new Lambda(x => x.Square())</c>. It is saved as its formula in primitives.</summary>
public sealed class Lambda : Layer
{
    private readonly Func<Tensor, Tensor> _formula;
    private readonly string _name;

    /// <summary>A layer of this formula.</summary>
    /// <param name="formula">Run once per plan: it builds the graph. It must not depend on anything that changes.</param>
    /// <param name="name">What it is called in printing and errors.</param>
    public Lambda(Func<Tensor, Tensor> formula, string name = "")
    {
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(name);
        (_formula, _name) = (formula, name);
    }

    /// <inheritdoc/>
    public override string Formula => _name;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        return _formula(x) ?? throw new InvalidOperationException($"The formula of the {this} gave null; it must give a tensor.");
    }

    /// <inheritdoc/>
    public override string ToString() => _name.Length == 0 ? "Lambda" : $"Lambda({_name})";
}
