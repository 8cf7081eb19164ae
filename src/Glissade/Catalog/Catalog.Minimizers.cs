namespace Glissade;

public static partial class Catalog
{
    /// <summary>What makes an objective over all the data least, to the last digits.</summary>
    public static CatalogFamily<Minimizer> Minimizers { get; } = new("minimizer", "minimizers",
    [
        new("lbfgs", "For a cost over all the data: steps from the curvature that the last ones told of, each as long as the strong Wolfe conditions ask. PyTorch's LBFGS with line_search_fn=\"strong_wolfe\"; Keras has none.",
            "x ← x − a·H·g, H from the last steps", () => new Lbfgs())
        {
            Samples = ["lbfgs(max_iterations=50, history=5)", "lbfgs(gradient_tolerance=0.001, change_tolerance=1e-9, sufficient_decrease=0.001, curvature=0.5)"],
            Refused = ["lbfgs(max_iterations=0)", "lbfgs(history=0)", "lbfgs(curvature=1)", "lbfgs(sufficient_decrease=0.95)", "lbfgs(gradient_tolerance=-1)"],
        },
        new("levenberg_marquardt", "For the residuals of a fit: between gradient descent and Gauss–Newton, by a damping that follows how well the linear model foretells. Neither PyTorch nor Keras has it.",
            "(JᵀJ + λ·D²)·s = −Jᵀr, x ← x + s", () => new LevenbergMarquardt())
        {
            Aliases = ["lm"],
            Samples = ["levenberg_marquardt(damping=1, max_iterations=20)", "lm(step_tolerance=0.001, value_tolerance=0.01)"],
            Refused = ["lm(damping=0)", "lm(step_tolerance=-1)", "lm(max_iterations=1.5)"],
        },
    ]);
}
