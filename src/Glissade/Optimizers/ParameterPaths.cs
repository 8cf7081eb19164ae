using System.IO.Enumeration;

namespace Glissade;

/// <summary>Which parameters a pattern of paths means.</summary>
internal static class ParameterPaths
{
    private const int MostShown = 12;

    /// <summary>Whether a pattern means a path: * stands for anything, and a layer's path for all below it.</summary>
    public static bool Matches(string pattern, string path) =>
        FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false) || FileSystemName.MatchesSimpleExpression($"{pattern}/*", path, ignoreCase: false);

    /// <summary>The parameters that a pattern means, and the others.</summary>
    /// <exception cref="GlissadeException">It means none: a misspelt path would otherwise change nothing, in silence.</exception>
    public static (IReadOnlyList<(Parameter Parameter, Tensor Gradient)> Matching, IReadOnlyList<(Parameter Parameter, Tensor Gradient)> Others) Split(
        string pattern, IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ILookup<bool, (Parameter, Tensor)> split = gradients.ToLookup(pair => Matches(pattern, pass.PathOf(pair.Parameter)));
        if (!split.Contains(true)) throw new GlissadeException($"no parameter's path matches '{pattern}'", expected: "a path, with * for anything in it", remedy: Shown(gradients, pass));
        return ([.. split[true]], [.. split[false]]);
    }

    /// <summary>The paths there are, for messages.</summary>
    public static string Shown(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass) =>
        $"the paths are {string.Join(", ", gradients.Take(MostShown).Select(pair => pass.PathOf(pair.Parameter)))}{(gradients.Count > MostShown ? ", …" : "")}";
}
