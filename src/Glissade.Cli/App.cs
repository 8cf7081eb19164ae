using System.Reflection;

namespace Glissade.Cli;

/// <summary>The tool as a function of its arguments and its terminal.</summary>
internal static class App
{
    /// <summary>Runs a command line; the result is the exit code. Nothing is thrown.</summary>
    public static int Run(string[] arguments, Terminal terminal)
    {
        string command = "";
        int code;
        try
        {
            // A start to say the version must not wait for a parser.
            if (arguments is ["--version"])
            {
                terminal.Out.WriteLine(Version);
                code = ExitCodes.Done;
            }
            else
            {
                Invocation? invocation = CommandLine.Parse(arguments, terminal.Out);
                command = invocation?.Command.Name ?? "";
                code = invocation is null ? ExitCodes.Done : invocation.Command.Run(invocation, terminal);
            }
        }
        catch (Exception e)
        {
            code = Errors.Print(e, command, arguments.Contains("--verbose"), terminal.Error);
        }

        try
        {
            terminal.Out.Flush();
        }
        catch (IOException e)
        {
            if (!Errors.IsBrokenPipe(e)) code = Errors.Print(e, command, arguments.Contains("--verbose"), terminal.Error);
        }

        return code;
    }

    /// <summary>The version, as <c>0.1.0</c>.</summary>
    public static string Version { get; } = typeof(App).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
