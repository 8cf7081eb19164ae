namespace Glissade.Cli;

internal static class EvaluateCommand
{
    public static int Run(Invocation invocation, Terminal terminal) => throw new NotImplementedException();
}
