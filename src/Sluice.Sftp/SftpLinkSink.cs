using Sluice.Failures;
using Sluice.S3;
using Sluice.Sftp.Protocol;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sftp;

/// <summary>A symbolic link of a host, made under a temporary name and renamed.</summary>
/// <param name="host">The host.</param>
/// <param name="path">The link.</param>
/// <param name="place">How it is named.</param>
/// <param name="makeWay">Makes the directories that it is in; throws <see cref="PlaceException"/>.</param>
internal sealed class SftpLinkSink(SftpHost host, byte[] path, string place, Action makeWay) : LinkSink
{
    /// <inheritdoc/>
    public override Failure Explain(Exception exception) => LocalFailure.From(exception, place);

    /// <inheritdoc/>
    protected override Failure? Publish(string target, DateTimeOffset? lastModified, ObjectAttributes stored)
    {
        byte[] text = RawText.BytesOf(target), temporary = RemotePath.TemporaryBeside(path, SftpHosts.NewMark());
        try
        {
            makeWay();
            // OpenSSH takes the target first, the draft (section 6.10) has it last: what else offers OpenSSH's rename has followed it. A guess could make a link anywhere.
            SftpRequest made = host.Ask(connection => connection.Extensions.HasPosixRename
                ? new SftpRequest(PacketType.MakeLink, text.Length + temporary.Length + 16).Add(text).Add(temporary)
                : throw new PlaceException(new Failure(FailureKind.NotSupported, RetryClass.Never, $"{place}: This server does not say in which order it takes the two names of a symbolic link.") { Code = "NotSupported" }), out int attempts);
            // An answer that was lost may have been that it is made.
            if (attempts == 1 || !text.AsSpan().SequenceEqual(RemoteFile.LinkTarget(host, temporary, place)))
                RemoteFile.Check(made, place, "make a symbolic link for");
            SetTime(temporary, (Keeps?.Invoke(stored) ?? default).Modified ?? lastModified);
            RemoteFile.Rename(host, temporary, path, text.Length, place, KeepsExisting);
            return null;
        }
        catch (PlaceException exception)
        {
            host.Discard(temporary);
            return exception.Failure;
        }
    }

    // By which a sync sees that it is the same. Where a server cannot do it, the link is as new as it is.
    void SetTime(byte[] link, DateTimeOffset? modified)
    {
        if (RemoteAttributes.SecondsOf(modified) is { } seconds)
            host.Ask(connection => connection.Extensions.HasLinkAttributes
                ? new SftpRequest(PacketType.Extended, link.Length + 64).Add("lsetstat@openssh.com"u8).Add(link).Add(RemoteAttributes.HasTimes).Add(seconds).Add(seconds)
                : new SftpRequest(PacketType.LinkStatus, link.Length + 8).Add(link));
    }
}
