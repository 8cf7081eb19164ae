namespace Glissade.Cli;

internal static class TrainCommand
{
    public static int Run(Invocation invocation, Terminal terminal) => throw new NotImplementedException();
}
