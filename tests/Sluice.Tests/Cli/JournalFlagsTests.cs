using System.CommandLine;
using Sluice.Cli.Commands;
using Sluice.Cli.Options;

namespace Sluice.Tests.Cli;

public sealed class JournalFlagsTests
{
    // Which items, their bytes, what is kept with them, and what is removed.
    static readonly string[] Deciding =
    [
        "--acl", "--all", "--allow-empty-source", "--append-ok", "--at", "--backup-prefix", "--cache-control", "--checksum", "--checksum-algorithm", "--content-disposition", "--content-encoding", "--content-language",
        "--content-type", "--copy-props", "--days", "--delete", "--delete-excluded", "--exact", "--exclude", "--expires", "--files-from", "--files-from0", "--filter-from", "--follow-links", "--from-inventory",
        "--grant-full-control", "--grant-read", "--grant-read-acp", "--grant-write", "--grant-write-acp", "--if-match", "--include", "--max-delete", "--max-size", "--metadata", "--min-size", "--newer-than", "--no-clobber",
        "--no-tags", "--object-lock-legal-hold-status", "--object-lock-mode", "--object-lock-retain-until-date", "--older-than", "--part-size", "--plan", "--preserve", "--recursive", "--remove", "--remove-markers", "--replace",
        "--size-only", "--skip-links", "--skip-special", "--skip-unreadable", "--sse", "--sse-bucket-key", "--sse-c-copy-source-key-file", "--sse-c-key-file", "--sse-kms-context", "--sse-kms-key-id", "--storage-class",
        "--tags", "--tags-required", "--tier", "--to", "--unset", "--version-id", "--website-redirect", "--wildcard",
    ];

    // With these there is no journal.
    static readonly string[] Without = ["--dry-run", "--no-journal", "--plan-out"];

    [Fact]
    public void Each_option_of_a_command_with_a_journal_decides_what_is_done_or_is_known_to_change_nothing_of_it()
    {
        Verb[] verbs = [.. typeof(Verb).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(Verb)) && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null)
            .Select(static type => (Verb)Activator.CreateInstance(type)!).Where(static verb => verb.Options.Any(static option => option.Name == "--no-journal"))];
        Assert.Contains(verbs, static verb => verb is CpVerb);
        string[] options = [.. verbs.SelectMany(static verb => verb.Options).Select(static option => option.Name).Distinct()];
        Assert.Equal(Deciding, options.Where(static name => !JournalFlags.IsIncidental(name)).Except(Without).Order(StringComparer.Ordinal));
    }
}
