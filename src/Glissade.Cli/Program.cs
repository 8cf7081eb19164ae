namespace Glissade.Cli;

internal static class Program
{
    private static int Main(string[] arguments) => App.Run(arguments, Terminal.OfProcess());
}
