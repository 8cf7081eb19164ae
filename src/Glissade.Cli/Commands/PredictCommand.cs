namespace Glissade.Cli;

internal static class PredictCommand
{
    public static int Run(Invocation invocation, Terminal terminal) => throw new NotImplementedException();
}
