using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Content;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Preserving;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Verify;

/// <summary>Finds out what a location given for one side is: a directory, a file, a prefix, an object, or nothing.</summary>
internal sealed class TreeProbe(Location given, S3ClientFactory clients, SseCustomerKey? customerKey)
{
    Location _place = given;
    TreeEntry? _single;

    /// <summary>A directory or a prefix.</summary>
    public bool IsTree { get; private set; }

    /// <summary>A tree, or a file or object that is there.</summary>
    public bool Exists => IsTree || _single is not null;

    /// <summary>Looks at what is there; why that failed, or null. That nothing is there is no failure yet.</summary>
    public Failure? Look(CancellationToken cancellationToken) => _place switch
    {
        S3Location s3 => LookAtStore(s3, cancellationToken),
        LocalLocation local => LookAtDisk(local),
        _ => null,
    };

    /// <summary>Makes a place that has only a key, and no object, the prefix of that name; an error for a path that is not there.</summary>
    public Failure? AsPrefix()
    {
        if (_place is not S3Location { IsLiteral: false } s3)
            return VerifyTree.Absent(_place, $"There is no such {(_place is S3Location ? "object" : "file or directory")}.");
        _place = s3 with { Key = CopyDestination.AsPrefix(s3.Key) };
        IsTree = true;
        return null;
    }

    /// <summary>Fits this tree and the other side together: a prefix is compared with it whole, a file or object with the one of its name in it.</summary>
    public Failure? Enter(TreeProbe other, CancellationToken cancellationToken)
    {
        if (!other.Exists)
            return other.AsPrefix();
        string name = other._place switch { LocalLocation local => Path.GetFileName(local.Path), S3Location s3 => Encoding.UTF8.GetString(s3.Key.Bytes[(s3.Key.Bytes.LastIndexOf((byte)'/') + 1)..]), _ => "" };
        IsTree = false;
        _place = _place switch
        {
            S3Location s3 => s3 with { Key = CopyDestination.AsPrefix(s3.Key).Append(Encoding.UTF8.GetBytes(name)), IsLiteral = true },
            LocalLocation local => new LocalLocation(Path.Join(local.Path, name)),
            _ => _place,
        };
        return Look(cancellationToken) ?? (IsTree ? VerifyTree.Absent(_place, "A directory, and the other side is a file or an object.") : null);
    }

    /// <summary>Begins to list it.</summary>
    public VerifyTree Open(VerifyRequest request, OwnFiles own, CancellationToken cancellationToken)
    {
        S3Client? client = _place is S3Location { Profile: var profile } ? clients.For(profile) : null;
        TreeListing items = !IsTree ? new SingleListing(_single)
            : _place is S3Location s3 ? new ObjectListing(client!, s3, cancellationToken)
            : new LocalListing(((LocalLocation)_place).Path, request.FollowDirectoryLinks, request.KeepLinks ? LinkText.Suffix : null, request.Skips.HasFlag(LocalSkip.Links), own);
        return new VerifyTree(new ContentRoot(_place, client), items, IsTree);
    }

    S3Error? LookAtStore(S3Location s3, CancellationToken cancellationToken)
    {
        if (s3.Key.IsEmpty || s3.Key.Bytes[^1] == '/' && !s3.IsLiteral)
        {
            IsTree = true;
            return null;
        }
        S3Client client = clients.For(s3.Profile);
        if (client.HeadObject(new HeadObjectRequest(s3.Bucket, s3.Key) { CustomerKey = customerKey }, cancellationToken).TryGet(out ObjectInfo? info, out S3Error? error))
        {
            ListedObject found = new(s3.Key, info.TotalLength, info.ETag, info.LastModified, info.Attributes.StorageClass);
            _single = new TreeEntry(ReadOnlyMemory<byte>.Empty, info.TotalLength, found.LastModified) { Object = found };
            return null;
        }
        // The answer to a HEAD has no body that could tell a missing bucket from a missing key.
        return error.Kind == FailureKind.NotFound ? client.HeadBucket(s3.Bucket, cancellationToken).Error : error;
    }

    Failure? LookAtDisk(LocalLocation local)
    {
        FileStatus status = FileStatus.Of(local.Path);
        switch (status.Kind)
        {
            case FileKind.Directory:
                IsTree = true;
                return null;
            case FileKind.File:
                _single = new TreeEntry(ReadOnlyMemory<byte>.Empty, status.Length, status.Modified) { Path = local.Path, Problem = ClaimedSize.Problem(local.Path, status) };
                return null;
            case FileKind.Missing when !Path.EndsInDirectorySeparator(local.Path):
                return null;
            case FileKind.Missing:
                return VerifyTree.Absent(local, "There is no such directory.");
            case FileKind.Denied:
                return VerifyTree.Absent(local, "The file system refused access.");
            default:
                return VerifyTree.Absent(local, "Not a file or a directory.");
        }
    }
}
