using System.Text;

namespace Glissade.Cli;

/// <summary>Predictions as CSV, to standard output or, whole or not at all, into a file.</summary>
internal static class PredictCommand
{
    public static int Run(Invocation invocation, Terminal terminal)
    {
        Model model = ModelOnData.Load(invocation.Argument(0), EvaluateCommand.Threads(invocation));
        if (invocation["output"] is { } file)
        {
            if (file.Length == 0) throw OptionText.Wrong("output", file, "the name of a file");
            AtomicFile.Write(file, stream =>
            {
                using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
                ModelOnData.Predict(model, invocation.Argument(1), writer);
            });
            return ExitCodes.Done;
        }

        // Held back until all rows are done: a row that cannot be predicted leaves nothing on standard output.
        using var buffer = new StringWriter();
        ModelOnData.Predict(model, invocation.Argument(1), buffer);
        foreach (ReadOnlyMemory<char> chunk in buffer.GetStringBuilder().GetChunks()) terminal.Out.Write(chunk.Span);
        return ExitCodes.Done;
    }
}
