using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Lines;

/// <summary>Looks at every line of a file before the first one runs: a mistake in the last line must not be found after hours.</summary>
static class LineCheck
{
    const int MostTold = 100;

    /// <summary>Tells every line that is no command; how many there are.</summary>
    public static long Tell(Session session, LineSource lines, string name, OptionDefaults? defaults)
    {
        LineParser parser = new(defaults);
        long wrong = 0;
        while (!session.Stop.IsCancellationRequested && lines.TryNext(out SourceLine line))
        {
            if (parser.Parse(line, out IReadOnlyList<string> problems) is not null)
                continue;
            if (++wrong > MostTold)
                continue;
            foreach (string problem in problems)
                session.Errors.PrintSentence($"{name}:{line.Number}: {problem}");
        }
        if (wrong > MostTold)
            session.Errors.Note($"... and {Numbers.Count(wrong - MostTold, "more line")} like these.");
        return wrong;
    }
}
