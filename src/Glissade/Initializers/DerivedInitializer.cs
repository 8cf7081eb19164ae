namespace Glissade;

/// <summary>A formula of what other states begin as, such as the length of a weight. It is part of a layer, and no choice of anyone who makes a network: the catalogue does not list it.</summary>
/// <param name="Formula">From the initial values of others, <see cref="InitialRandom.FirstOf"/>, and random numbers.</param>
internal sealed record DerivedInitializer(Func<InitialRandom, Tensor> Formula) : Initializer
{
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random) => Formula(random);
}
