namespace Sluice.Transfer;

/// <summary>A run that can go on after <c>kill -9</c>: where its journal lies and which command it belongs to.</summary>
/// <param name="Directory">Directory of journals, usually the user's state directory; made when it is not there.</param>
/// <param name="Command">
/// The command and its arguments as given, without secrets: what goes on with it. The journal's name is a hash of its <see cref="Identity"/>, or without one of
/// these words and of <paramref name="WorkingDirectory"/>: the same work finds its own journal again.
/// </param>
/// <param name="WorkingDirectory">What relative paths in the command are relative to.</param>
public sealed record JournalRequest(string Directory, IReadOnlyList<string> Command, string WorkingDirectory)
{
    /// <summary>
    /// What of the command decides what it does to which items; null for all of it, in its working directory. Paths in it are to be whole: the working directory is no part of it.
    /// </summary>
    public IReadOnlyList<string>? Identity { get; init; }

    /// <summary>The journal to go on with, by its <see cref="Journal.FoundJournal.Id"/>, whatever it was found by; null for the one of the same work.</summary>
    public string? Id { get; init; }

    /// <summary>The zone in which times are told; null for this machine's.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>Told what the user should know of the journal, one sentence at a time, from any thread.</summary>
    public Action<string>? OnNote { get; init; }
}
