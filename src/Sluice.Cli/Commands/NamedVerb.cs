using System.CommandLine;

namespace Sluice.Cli.Commands;

/// <summary>A command that is made when it is needed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Make">Makes it.</param>
sealed record NamedVerb(string Name, Func<Verb> Make)
{
    /// <summary>Adds to a command the one verb that the arguments begin with, since a run needs no other, else all; and so on below it.</summary>
    public static void Add(Command parent, IReadOnlyList<NamedVerb> verbs, ReadOnlySpan<string> args)
    {
        string first = args.IsEmpty ? "" : args[0];
        bool named = verbs.Any(verb => verb.Name == first);
        foreach (NamedVerb verb in verbs)
        {
            if (named && verb.Name != first)
                continue;
            Verb made = verb.Make();
            parent.Subcommands.Add(made);
            Add(made, made.Nested, named ? args[1..] : []);
        }
    }
}
