namespace Glissade.Cli;

/// <summary>One example's forward pass, loss, gradients and update.</summary>
internal static class ExplainCommand
{
    public static int Run(Invocation invocation, Terminal terminal) =>
        throw new GlissadeException("the command 'explain' is not there yet", "glissade explain", "train, evaluate, predict, inspect or list", "it comes with a later version");
}
