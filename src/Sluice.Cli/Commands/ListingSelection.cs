using System.Text;
using System.Text.RegularExpressions;
using Sluice.Cli.Output;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Which objects a location and filters select: a prefix to list, and what is taken of it.</summary>
sealed class ListingSelection
{
    readonly S3Location _location;
    readonly ItemFilter _filter;
    readonly Regex? _pattern;

    /// <summary>A location with wildcards selects what matches as a whole key; any other is a prefix.</summary>
    public ListingSelection(S3Location location, ItemFilter filter)
    {
        (_location, _filter) = (location, filter);
        Prefix = location.Key;
        if (Glob.FirstWildcard(location) is >= 0 and int wildcard)
        {
            string text = Encoding.UTF8.GetString(location.Key.Bytes);
            Prefix = new ObjectKey(text[..wildcard]);
            _pattern = Glob.ToRegex(text);
        }
        DirectoryLength = Prefix.Bytes.LastIndexOf((byte)'/') + 1;
    }

    /// <summary>What to list.</summary>
    public ObjectKey Prefix { get; }

    /// <summary>True for wildcards.</summary>
    public bool HasPattern => _pattern is not null;

    /// <summary>Bytes of the prefix up to its last slash: filters see names below it.</summary>
    public int DirectoryLength { get; }

    /// <summary>Objects that only the filters left out.</summary>
    public long Hidden { get; private set; }

    /// <summary>Objects of which the store lists no size or no time, so that a filter could not tell whether they belong to the selection.</summary>
    public long Undecided { get; private set; }

    /// <summary>Says, at the end, what the filters could not decide; the exit code of a listing that may lack it.</summary>
    /// <param name="session">Where it is said.</param>
    /// <param name="filters">The filters as they were given.</param>
    /// <param name="exitCode">Where they could decide all.</param>
    public int TellUndecided(Session session, string filters, int exitCode)
    {
        if (Undecided == 0)
            return exitCode;
        session.Errors.PrintSentence($"{_location}: of {Numbers.Count(Undecided, "object")} the store lists no size or no time: whether {(Undecided == 1 ? "it is" : "they are")} within {filters} is not known, and {(Undecided == 1 ? "it is" : "they are")} not shown.");
        return ExitCode.Failures;
    }

    /// <summary>What is said when there is no object to show, and none was left out.</summary>
    public string Nothing(S3Client client, CancellationToken cancellationToken) => _pattern is not null ? "no object matches."
        : AbsentName.Near(client, _location, cancellationToken) is { } near ? $"nothing is there; did you mean {_location with { Key = near }}?"
        : "nothing is there.";

    /// <summary>What is said when there is none to show because the filters left them out.</summary>
    public string TellHidden(string filters) => $"{Numbers.Count(Hidden, "object")} {(Hidden == 1 ? "is" : "are")} hidden by {filters}.";

    /// <summary>Whether an object of the listing belongs to the selection.</summary>
    public bool Takes(ListedObject found)
    {
        if (_pattern is null && _filter.AcceptsAll)
            return true;
        if (_pattern is not null && !_pattern.IsMatch(TextOf(found.Key)))
            return false;
        bool? isTaken = _filter.AcceptsAll ? true : _filter.Decide(TextOf(new ObjectKey(found.Key.Bytes[Math.Min(DirectoryLength, found.Key.Length)..].ToArray())), found.Size, found.LastModified);
        Hidden += isTaken == false ? 1 : 0;
        Undecided += isTaken is null ? 1 : 0;
        return isTaken == true;
    }

    static string TextOf(ObjectKey key) => key.TryGetText(out string exact) ? exact : key.ToString();
}
