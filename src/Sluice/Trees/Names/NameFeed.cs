using Sluice.Failures;
using Sluice.Trees.Local;
using Sluice.Trees.Listing;

namespace Sluice.Trees.Names;

/// <summary>
/// The names of a list that may be acted on, each once. A name that is absolute, leads out of the source or cannot be one comes with the
/// problem that says so.
/// </summary>
/// <param name="list">The list.</param>
/// <param name="openInput">Opens standard input.</param>
/// <param name="source">What names are relative to.</param>
/// <param name="areFiles">Names are those of files too, of another side.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class NameFeed(NameList list, Func<Stream> openInput, Tree source, bool areFiles, CancellationToken cancellationToken) : IDisposable
{
    readonly NameReader _reader = new(list.Open(openInput), list.NulSeparated);
    readonly RecentNames _recent = new();

    /// <summary>Why the list ended early; null when it did not.</summary>
    public Failure? Error { get; private set; }

    /// <summary>The next name; false at the end.</summary>
    public bool TryNext(out byte[] name, out LocalProblem? problem)
    {
        problem = null;
        try
        {
            while (!cancellationToken.IsCancellationRequested && _reader.TryNext(out name, out bool isTooLong))
            {
                // As find(1) prints them.
                if (source.Files is not null || areFiles)
                    name = WithoutDot(name);
                if (name.Length == 0 || !_recent.Add(name))
                    continue;
                if ((isTooLong ? "it is longer than any name" : ProblemOf(name)) is { } why)
                    problem = new LocalProblem("BadName", $"A name of {(list.Path == "-" ? "standard input" : DisplayText.Of(list.Path))} cannot be used: {why}.");
                return true;
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            Error = new Failure(FailureKind.SourceRead, RetryClass.Never, $"The list of names cannot be read. {LocalFailure.From(exception, list.Path).Message}") { Cause = exception };
        }
        name = [];
        return false;
    }

    /// <summary>A name without the <c>./</c> that find(1) begins it with.</summary>
    public static byte[] WithoutDot(byte[] name)
    {
        ReadOnlySpan<byte> rest = name;
        while (rest.StartsWith("./"u8))
            rest = rest[2..].TrimStart((byte)'/');
        return rest.Length == name.Length ? name : rest.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    string? ProblemOf(byte[] name)
    {
        if (name[0] == '/')
            return "it is absolute; names are relative to the source";
        foreach (Range part in name.AsSpan().Split((byte)'/'))
            if (name.AsSpan(part).SequenceEqual(".."u8))
                return "it leads out of the source (..)";
        return source.ProblemOf(name);
    }
}
