using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary>Asks before something that cannot be undone.</summary>
static class Confirmation
{
    /// <summary>True when a person at the terminal says yes. Where nobody can answer, says what to add and returns false.</summary>
    public static bool Ask(Session session, string question, string flag = "--force", string refused = "Nothing was removed.")
    {
        if (!session.Terminal.InputIsTerminal || !session.Terminal.ErrorIsTerminal)
        {
            session.Errors.PrintSentence($"{question} Nobody can be asked here.", $"Add {flag} when that is what you want{(flag == "--force" ? ", or --dry-run to see first" : "")}.");
            return false;
        }
        Console.Error.Write($"{question} [y/N] ");
        // Reading a line cannot be cancelled; waiting for it can.
        Task<string?> answer = Task.Run(Console.In.ReadLine);
        answer.Wait(session.Stop);
        bool yes = answer.Result?.Trim().ToUpperInvariant() is "Y" or "YES";
        if (!yes)
            session.Errors.Note(refused);
        return yes;
    }
}
