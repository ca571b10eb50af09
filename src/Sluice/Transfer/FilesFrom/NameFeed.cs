using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.FilesFrom;

/// <summary>
/// The names of a list that may be acted on, each once. A name that is absolute, leads out of the source or cannot be one
/// ends as a failure that says so.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="list">The list.</param>
/// <param name="source">What names are relative to: a directory or a prefix.</param>
/// <param name="areFiles">Names are those of files too, of another side.</param>
internal sealed class NameFeed(TransferContext run, NameList list, Location source, bool areFiles = false) : IDisposable
{
    readonly NameReader _reader = new(list.Path == "-" ? run.OpenInput() : new FileStream(list.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), list.NulSeparated);
    readonly RecentNames _recent = new();
    readonly bool _isLocal = source is LocalLocation;

    /// <summary>Why the list ended early; null when it did not.</summary>
    public Failure? Error { get; private set; }

    /// <summary>The next name; false at the end.</summary>
    public bool TryNext(out byte[] name)
    {
        try
        {
            while (!run.Token.IsCancellationRequested && _reader.TryNext(out name, out bool isTooLong))
            {
                // As find(1) prints them.
                if (_isLocal || areFiles)
                    name = WithoutDot(name);
                if (name.Length == 0 || !_recent.Add(name))
                    continue;
                if ((isTooLong ? "it is longer than any name" : ProblemOf(name)) is not { } problem)
                    return true;
                run.Ledger.Listed(0);
                Location place = source is S3Location s3 ? s3 with { Key = s3.Key.Append(name) } : new LocalLocation(Encoding.UTF8.GetString(name));
                run.Ledger.Ended(OutcomeKind.Failed, place, null, "BadName", $"A name of {(list.Path == "-" ? "standard input" : DisplayText.Of(list.Path))} cannot be used: {problem}.");
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            string message = LocalFailure.Of(exception, list.Path).Message;
            Error = new Failure(FailureKind.SourceRead, RetryClass.Never, $"The list of names cannot be read. {message}") { Cause = exception };
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
        if (_isLocal)
            return KeyPath.TryToPath(name, out _, out string why) ? null : why[(why.IndexOf(':', StringComparison.Ordinal) + 2)..].TrimEnd('.');
        // S3 User Guide, "Naming Amazon S3 objects".
        return ((S3Location)source).Key.Length + name.Length > 1024 ? "the key would have more than 1,024 bytes" : null;
    }
}
