using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Preserving;

/// <summary>A symbolic link on this machine, made of what holds its target. Nothing is ever written through a link below the destination.</summary>
internal sealed class FileLinkSink(TemporaryNames names, string root, string path) : LinkSink
{
    /// <inheritdoc/>
    public override Failure Explain(Exception exception) => LocalFailure.From(exception, path);

    /// <inheritdoc/>
    protected override Failure? Publish(string target, DateTimeOffset? lastModified, ObjectAttributes stored)
    {
        if (RealDirectories.Make(root, Path.GetDirectoryName(path) ?? "") is { } refused)
            return refused;
        string temporary = names.Beside(path);
        try
        {
            File.CreateSymbolicLink(temporary, target);
            if (PreservedTimes.NanosecondsOf(stored) is { } time)
                PosixAttributes.SetLinkModified(temporary, time);
            Failure? failure = new Publication(names) { ReplacesLinks = true, KeepsExisting = KeepsExisting }.Publish(null, temporary, path);
            if (failure is not null)
                File.Delete(temporary);
            return failure;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            if (FileStatus.FromLink(temporary).Kind == FileKind.Link)
                File.Delete(temporary);
            return FileStatus.FromLink(path).Kind == FileKind.Directory
                ? Failure.Local("NameClash", $"A directory has the name of this link: {DisplayText.Of(path)}.")
                : LocalFailure.From(exception, path);
        }
    }
}
