namespace Glissade.Cli;

internal static class InspectCommand
{
    public static int Run(Invocation invocation, Terminal terminal) => throw new NotImplementedException();
}
