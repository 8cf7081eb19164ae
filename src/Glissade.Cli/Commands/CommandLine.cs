using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Glissade.Cli;

/// <summary>The table of commands as System.CommandLine parses it, and what it found as an <see cref="Invocation"/> or an error for people.</summary>
internal static class CommandLine
{
    private const string About = "Glissade trains neural networks: glissade train on data, and it says what to do next.";

    /// <summary>What was asked for; null if help was, which has been printed.</summary>
    /// <exception cref="GlissadeException">It cannot be understood.</exception>
    public static Invocation? Parse(string[] arguments, TextWriter help)
    {
        string? name = arguments.FirstOrDefault(argument => !argument.StartsWith('-'));
        CommandRow? row = CommandTable.All.FirstOrDefault(command => command.Name == name);
        bool asksHelp = arguments.TakeWhile(argument => argument != "--").Any(argument => argument is "--help" or "-h" or "-?");
        if (row is null && !(asksHelp && name is null)) throw UnknownCommand(arguments, name);

        // Only the command that was asked for is built: a start must be quick.
        var root = new RootCommand(About) { HelpName = "glissade" };
        root.Options.Clear();
        root.Directives.Clear();
        root.Options.Add(new HelpOption { Recursive = true });
        root.Options.Add(new Option<bool>("--version") { Description = "the version" });
        var commands = new Dictionary<Command, CommandRow>();
        foreach (CommandRow command in row is null ? CommandTable.All : [row])
        {
            Command built = Build(command);
            commands[built] = command;
            root.Subcommands.Add(built);
        }

        ParseResult result = root.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (asksHelp)
        {
            result.Invoke(new InvocationConfiguration { Output = help, Error = help });
            return null;
        }

        return Understand(result, row!, arguments);
    }

    private static Command Build(CommandRow row)
    {
        var command = new Command(row.Name, row.Summary);
        foreach (ArgumentRow argument in row.Arguments)
            command.Arguments.Add(new Argument<string?>(argument.Name) { Description = argument.Summary, Arity = argument.IsRequired ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne });
        foreach (OptionRow option in row.Options.Append(CommandTable.Verbose))
        {
            string summary = option.Default.Length == 0 ? option.Summary : $"{option.Summary} [{option.Default}]";
            command.Options.Add(option.IsSwitch
                ? new Option<bool>("--" + option.Name) { Description = summary, Arity = ArgumentArity.Zero }
                : new Option<string?>("--" + option.Name) { Description = summary, HelpName = option.Takes, Arity = ArgumentArity.ExactlyOne });
        }

        command.SetAction(_ => 0);
        return command;
    }

    private static Invocation Understand(ParseResult result, CommandRow row, string[] arguments)
    {
        foreach (string argument in arguments.TakeWhile(argument => argument != "--"))
        {
            if (row.Options.FirstOrDefault(option => option.IsSwitch && argument.StartsWith($"--{option.Name}=", StringComparison.Ordinal)) is { } given)
                throw new GlissadeException($"--{given.Name} takes no value", $"glissade {row.Name}", $"--{given.Name} alone: {given.Summary}", $"--{given.Name}");
        }

        // An option that is not known is taken for an argument by its place: look at what began with a dash first, unless it came after "--".
        bool literal = false;
        foreach (Token token in result.Tokens)
        {
            if (token.Type == TokenType.DoubleDash) literal = true;
            else if (!literal && token.Type == TokenType.Argument && LooksLikeOption(token.Value) && !IsValue(result, token)) throw UnknownOption(token.Value, row);
        }

        if (result.UnmatchedTokens.Count > 0) throw TooMuch(result.UnmatchedTokens[0], row);
        var options = new Dictionary<string, string>();
        foreach (OptionRow option in row.Options.Append(CommandTable.Verbose))
        {
            if (result.GetResult("--" + option.Name) is not OptionResult { Implicit: false } given) continue;
            if (given.IdentifierTokenCount > 1 && !option.IsSwitch)
                throw new GlissadeException($"--{option.Name} is given {given.IdentifierTokenCount} times", $"glissade {row.Name}", "every option once", "take all but one out");
            // The parser takes what comes next for the value, even if that is an option; a value of that name can be given as --option=--value.
            bool isNext = given.Tokens.Count == 1 && given.Tokens[0].Value.StartsWith("--", StringComparison.Ordinal)
                && row.Options.Append(CommandTable.Verbose).Any(other => "--" + other.Name == given.Tokens[0].Value) && arguments.Contains(given.Tokens[0].Value);
            if (!option.IsSwitch && (given.Tokens.Count == 0 || isNext))
                throw new GlissadeException($"--{option.Name} needs a value", $"glissade {row.Name}", $"{option.Takes}: {option.Summary}", $"--{option.Name} {option.Takes.Split('|')[0]}");
            options[option.Name] = option.IsSwitch ? "true" : given.Tokens[0].Value;
        }

        string?[] places = [.. row.Arguments.Select(argument => (result.GetResult(argument.Name) as ArgumentResult)?.Tokens.Select(token => token.Value).FirstOrDefault())];
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] is null && row.Arguments[i].IsRequired)
                throw new GlissadeException($"{row.Arguments[i].Name} is missing", $"glissade {row.Name}", row.Arguments[i].Summary, Usage(row));
        }

        if (result.Errors.Count > 0) throw new GlissadeException(result.Errors[0].Message.TrimEnd('.'), $"glissade {row.Name}", Usage(row), $"glissade {row.Name} --help");
        return new Invocation(row, places, options);
    }

    private static bool LooksLikeOption(string text) => text.Length > 1 && text[0] == '-' && !char.IsAsciiDigit(text[1]) && text[1] != '.';

    /// <summary>Whether the token is the value of an option rather than an argument by its place.</summary>
    private static bool IsValue(ParseResult result, Token token) =>
        result.CommandResult.Children.OfType<OptionResult>().Any(option => option.Tokens.Any(value => ReferenceEquals(value, token)));

    private static string Usage(CommandRow row) => $"glissade {row.Name} {string.Join(' ', row.Arguments.Select(argument => argument.IsRequired ? argument.Name : $"[{argument.Name}]"))} [options]";

    private static GlissadeException UnknownOption(string text, CommandRow row)
    {
        string given = text.Split('=', ':')[0];
        string? nearest = Spelling.Nearest(given.TrimStart('-'), row.Options.Append(CommandTable.Verbose).Select(option => option.Name).Append("help"));
        return new GlissadeException($"the option {given} is unknown", $"glissade {row.Name}", $"an option that 'glissade {row.Name} --help' lists",
            nearest is null ? $"glissade {row.Name} --help" : "--" + nearest);
    }

    private static GlissadeException TooMuch(string text, CommandRow row) =>
        new($"'{text}' is one argument too many", $"glissade {row.Name}", Usage(row), text.Contains(' ', StringComparison.Ordinal) ? "take it out" : "take it out; names with spaces stand in quotes");

    private static GlissadeException UnknownCommand(string[] arguments, string? name)
    {
        string commands = string.Join(", ", CommandTable.All.Select(command => command.Name));
        if (name is null)
        {
            return arguments.Length == 0
                ? new GlissadeException("no command is given", "glissade", $"one of {commands}", "glissade train, or glissade --help")
                : new GlissadeException($"the option {arguments[0]} is unknown", "glissade", "--help, --version, or a command first", "glissade --help");
        }

        if (CommandTable.ToCome.Contains(name))
            return new GlissadeException($"the command '{name}' is not there yet", "glissade", $"one of {commands}", "it comes with a later version");
        string? nearest = Spelling.Nearest(name, CommandTable.All.Select(command => command.Name));
        return new GlissadeException($"the command '{name}' is unknown", "glissade", $"one of {commands}", nearest is null ? "glissade --help" : $"glissade {nearest}");
    }
}
