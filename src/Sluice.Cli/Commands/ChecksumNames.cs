using System.Text;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>The names of objects in a list of checksums: those that their files have after <c>cp</c> of the same sources to one directory.</summary>
sealed class ChecksumNames
{
    readonly bool _recursive;
    readonly S3Location[] _roots;

    /// <summary>Names of what a request reads.</summary>
    public ChecksumNames(ObjectOperationRequest request)
    {
        _recursive = request.Recursive || request.Names is not null;
        _roots = [.. request.Targets.Select(static target => target.InStore!)];
        string[] own = [.. _roots.Select(OwnName)];
        if (own.Length > 1 && own.Where((name, at) => name.Length > 0 && own.AsSpan(0, at).Contains(name)).FirstOrDefault() is { } twice)
            Problem = $"Two sources have the name {DisplayText.Of(twice)}, and their lines could not be told apart; list them one at a time.";
    }

    /// <summary>Why lines could not be told apart; null when they can.</summary>
    public string? Problem { get; }

    /// <summary>Below the prefix that was named, with its own name before it where there are several; of one object, its last part.</summary>
    public byte[] Of(S3Location at)
    {
        ReadOnlySpan<byte> key = at.Key.Bytes;
        int start = key.LastIndexOf((byte)'/') + 1;
        byte[] own = [];
        foreach (S3Location root in _roots)
        {
            int wildcard = Glob.FirstWildcard(root);
            bool isContainer = wildcard < 0 && _recursive;
            ReadOnlySpan<byte> prefix = wildcard >= 0 ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(root.Key.Bytes)[..wildcard]) : isContainer ? root.Key.AsPrefix().Bytes : root.Key.Bytes;
            int directory = prefix.LastIndexOf((byte)'/') + 1;
            if (root.Bucket != at.Bucket || root.Profile != at.Profile || !key.StartsWith(prefix[..directory]) || directory > start)
                continue;
            start = directory;
            own = isContainer && _roots.Length > 1 ? Encoding.UTF8.GetBytes(OwnName(root) + "/") : [];
        }
        return [.. own, .. key[start..]];
    }

    // As cp has it: of a bucket its name. What a pattern takes has no name of its own.
    string OwnName(S3Location root)
    {
        if (Glob.FirstWildcard(root) >= 0)
            return "";
        string name = Encoding.UTF8.GetString(root.Key.Bytes).TrimEnd('/');
        return name.Length == 0 ? root.Bucket : name[(name.LastIndexOf('/') + 1)..];
    }
}
