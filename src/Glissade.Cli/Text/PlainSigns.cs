using System.Text;

namespace Glissade.Cli;

/// <summary>Formulas for terminals that show ASCII alone.</summary>
internal static class PlainSigns
{
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣʸᶻᵃᵇᵈᵉᵏᵐᵒᵖʳˢᵗ", RaisedPlain = "0123456789+-=()nixyzabdekmoprst";
    private const string Lowered = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", LoweredPlain = "0123456789+-=()aehijklmnoprstuvx";

    private static readonly Dictionary<char, string> s_signs = ((IEnumerable<(char Sign, string Plain)>)
    [
        ('·', "*"), ('×', "x"), ('⊙', "*"), ('∘', " o "), ('−', "-"), ('–', "-"), ('—', "-"), ('±', "+-"), ('√', "sqrt "), ('∞', "inf"), ('½', "1/2"), ('¼', "1/4"), ('¾', "3/4"),
        ('≤', "<="), ('≥', ">="), ('≠', "!="), ('≈', "~"), ('∈', " in "), ('←', "<-"), ('→', "->"), ('↔', "<->"), ('⇒', "=>"), ('…', ".."), ('∂', "d"), ('∇', "grad "), ('‖', "||"), ('∥', "||"),
        ('⌊', "floor("), ('⌋', ")"), ('⌈', "ceil("), ('⌉', ")"), ('∩', " and "), ('∪', " or "), ('ᵀ', "'"), ('′', "'"), ('’', "'"), ('‘', "'"), ('“', "\""), ('”', "\""), ('ŷ', "y^"), ('ŝ', "s^"), ('⋆', "*"), ('ȳ', "mean y"),
        ('∑', "sum"), ('∏', "product"), ('Σ', "sum"), ('Π', "product"), ('Δ', "delta "), ('Φ', "Phi"), ('Γ', "Gamma"), ('Θ', "Theta"), ('Λ', "Lambda"), ('Ω', "Omega"), ('Ψ', "Psi"),
        ('α', "alpha"), ('β', "beta"), ('γ', "gamma"), ('δ', "delta"), ('ε', "epsilon"), ('ϵ', "epsilon"), ('ζ', "zeta"), ('η', "eta"), ('θ', "theta"), ('κ', "kappa"), ('λ', "lambda"), ('μ', "mu"), ('µ', "mu"),
        ('ν', "nu"), ('ξ', "xi"), ('π', "pi"), ('ρ', "rho"), ('σ', "sigma"), ('τ', "tau"), ('φ', "phi"), ('ϕ', "phi"), ('χ', "chi"), ('ψ', "psi"), ('ω', "omega"), ('\u0302', "^"), ('\u0303', "~"), ('\u0304', "-"),
        ('ä', "a"), ('á', "a"), ('é', "e"), ('è', "e"), ('í', "i"), ('ö', "o"), ('ó', "o"), ('ø', "o"), ('ü', "u"), ('ç', "c"), ('ñ', "n"), ('ř', "r"), ('š', "s"), ('ž', "z"),
    ]).ToDictionary(pair => pair.Sign, pair => pair.Plain);

    /// <summary>The text, safe to print; without Unicode its signs spelled out, what has no spelling a question mark.</summary>
    public static string Of(string text, bool unicode)
    {
        text = Cells.Safe(text);
        if (unicode || text.All(char.IsAscii)) return text;
        var plain = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char sign = text[i];
            if (char.IsAscii(sign)) plain.Append(sign);
            else if (s_signs.TryGetValue(sign, out string? spelled)) plain.Append(spelled);
            else if (Raised.Contains(sign, StringComparison.Ordinal)) Level('^', Raised, RaisedPlain, ref i);
            else if (Lowered.Contains(sign, StringComparison.Ordinal)) Level('_', Lowered, LoweredPlain, ref i);
            else plain.Append('?');
        }

        return plain.ToString();

        void Level(char mark, string signs, string letters, ref int i)
        {
            int start = i;
            while (i + 1 < text.Length && signs.Contains(text[i + 1], StringComparison.Ordinal)) i++;
            string run = string.Concat(text[start..(i + 1)].Select(sign => letters[signs.IndexOf(sign, StringComparison.Ordinal)]));
            plain.Append(mark).Append(run.Length > 1 ? $"({run})" : run);
        }
    }
}
