namespace Glissade.Cli;

internal static class ExplainCommand
{
    public static int Run(Invocation invocation, Terminal terminal) => throw new NotImplementedException();
}
