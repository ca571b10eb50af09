using System.Text;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>One source of a copy, told apart: one thing, or a tree of which names matter from some point on.</summary>
internal abstract record CopySource
{
    /// <summary>The location as given.</summary>
    public required Location Given { get; init; }

    /// <summary>The last part of its name, which it keeps in a directory; empty when it has none (a bucket, standard input).</summary>
    public required string BaseName { get; init; }

    /// <summary>True for a directory or prefix: its content goes below the destination.</summary>
    public virtual bool IsTree => false;

    /// <summary>True for a glob, which may be many things.</summary>
    public virtual bool IsGlob => false;

    /// <summary>Tells a location apart by its form and, on this machine, by what is there.</summary>
    public static CopySource Of(Location location, bool recursive) => location switch
    {
        S3Location s3 => OfS3(s3, recursive),
        LocalLocation local => OfLocal(local),
        _ => new StreamSource { Given = location, BaseName = "" },
    };

    static CopySource OfS3(S3Location s3, bool recursive)
    {
        string text = Encoding.UTF8.GetString(s3.Key.Bytes);
        if (Glob.FirstWildcard(s3) is >= 0 and int wildcard)
        {
            int directory = text.AsSpan(0, wildcard).LastIndexOf('/') + 1;
            return new PrefixSource(s3, new ObjectKey(text[..wildcard]), Encoding.UTF8.GetByteCount(text.AsSpan(0, directory)), Glob.ToRegex(text)) { Given = s3, BaseName = "" };
        }
        string name = text.TrimEnd('/');
        name = name[(name.LastIndexOf('/') + 1)..];
        if (s3.Key.IsEmpty || (s3.Key.Bytes[^1] == '/' && !s3.IsLiteral) || recursive)
        {
            // As in aws-cli, a prefix ends at a slash: copying "a/log" recursively does not take "a/log-old/x" along.
            ObjectKey prefix = s3.Key.IsEmpty || s3.Key.Bytes[^1] == '/' ? s3.Key : s3.Key.Append("/"u8);
            return new PrefixSource(s3, prefix, prefix.Length, null) { Given = s3, BaseName = s3.Key.IsEmpty ? s3.Bucket : name };
        }
        return new ObjectLocationSource(s3) { Given = s3, BaseName = name };
    }

    static CopySource OfLocal(LocalLocation local)
    {
        string path = local.Path;
        FileStatus status = FileStatus.Of(path);
        if (status.Kind == FileKind.Directory)
            return new TreeSource(path, null) { Given = local, BaseName = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) };
        if (status.Kind == FileKind.Missing && !local.IsLiteral && Glob.FirstWildcard(path) is >= 0 and int wildcard)
        {
            int root = path.AsSpan(0, wildcard).LastIndexOfAny('/', Path.DirectorySeparatorChar) + 1;
            string pattern = path[root..].Replace(Path.DirectorySeparatorChar, '/');
            return new TreeSource(root == 0 ? "." : path[..root], Glob.ToRegex(pattern)) { Given = local, BaseName = "" };
        }
        return new FileSource(path, status) { Given = local, BaseName = Path.GetFileName(path) };
    }
}
