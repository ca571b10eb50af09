using Sluice.Failures;
using Sluice.Sftp.Protocol;
using Sluice.Trees;

namespace Sluice.Sftp;

/// <summary>Single questions about names of a host, each asked again when the connection is lost. All throw <see cref="PlaceException"/>.</summary>
internal static class RemoteFile
{
    /// <summary>What a name leads to; null when there is none. A server that does not tell the kind fails.</summary>
    public static RemoteAttributes? Status(SftpHost host, byte[] path, string place, out SftpRequest answered, bool ofLink = false)
    {
        answered = host.Ask(_ => new SftpRequest(ofLink ? PacketType.LinkStatus : PacketType.Status, path.Length + 8).Add(path));
        if (SftpStatus.CodeOf(answered) == StatusCode.NoSuchFile)
            return null;
        return Attributes(answered, place, "look at");
    }

    /// <summary>Where a symbolic link leads; null for what is none.</summary>
    public static byte[]? LinkTarget(SftpHost host, byte[] path, string place)
    {
        SftpRequest answered = host.Ask(_ => new SftpRequest(PacketType.ReadLink, path.Length + 8).Add(path));
        return answered.Answer == PacketType.Name ? FirstName(answered.Payload, place) : null;
    }

    /// <summary>The name in an answer that has one.</summary>
    public static byte[] FirstName(byte[] payload, string place)
    {
        try
        {
            PacketReader reader = new(payload);
            return reader.UInt32() > 0 ? reader.Bytes().ToArray() : throw BadAnswer(place, "it tells no name.");
        }
        catch (InvalidDataException exception)
        {
            throw BadAnswer(place, exception.Message);
        }
    }

    /// <summary>The attributes in an answer.</summary>
    public static RemoteAttributes Attributes(SftpRequest answered, string place, string act)
    {
        if (answered.Answer != PacketType.Attributes)
            throw new PlaceException(SftpStatus.FailureOf(answered, place, act));
        RemoteAttributes found = Parse(answered.Payload, place);
        return found.IsKnown ? found : throw new PlaceException(new Failure(FailureKind.Protocol, RetryClass.Never, $"{place}: The server does not tell whether this is a file.") { Code = "BadAnswer" });
    }

    /// <summary>The handle in an answer.</summary>
    public static byte[] Handle(SftpRequest answered, string place, string act)
    {
        if (answered.Answer != PacketType.Handle)
            throw new PlaceException(SftpStatus.FailureOf(answered, place, act));
        try
        {
            // The draft's limit of handles.
            ReadOnlySpan<byte> handle = new PacketReader(answered.Payload).Bytes();
            return handle.Length is > 0 and <= 256 ? handle.ToArray() : throw BadAnswer(place, "A handle has no bytes or too many.");
        }
        catch (InvalidDataException exception)
        {
            throw BadAnswer(place, exception.Message);
        }
    }

    /// <summary>Throws unless the answer is that it was done.</summary>
    public static void Check(SftpRequest answered, string place, string act)
    {
        if (answered.Answer != PacketType.StatusAnswer || SftpStatus.CodeOf(answered) != StatusCode.Ok)
            throw new PlaceException(SftpStatus.FailureOf(answered, place, act));
    }

    /// <summary>Makes a directory and those above it, as far as they are not there.</summary>
    public static void MakeDirectories(SftpHost host, byte[] directory, string place)
    {
        if (directory.Length == 0 || directory.AsSpan().SequenceEqual("/"u8) || directory.AsSpan().SequenceEqual("."u8))
            return;
        SftpRequest made = host.Ask(_ => new SftpRequest(PacketType.MakeDirectory, directory.Length + 16).Add(directory).Add(0u));
        StatusCode code = SftpStatus.CodeOf(made);
        if (code == StatusCode.NoSuchFile)
        {
            MakeDirectories(host, RemotePath.Parent(directory).ToArray(), place);
            made = host.Ask(_ => new SftpRequest(PacketType.MakeDirectory, directory.Length + 16).Add(directory).Add(0u));
            code = SftpStatus.CodeOf(made);
        }
        // Version 3 has no word for "is there already"; another worker may have made it.
        if (code == StatusCode.Ok || Status(host, directory, place, out _) is { IsDirectory: true })
            return;
        throw new PlaceException(Status(host, directory, place, out _) is not null
            ? Failure.Local("NameClash", $"{place} needs a directory where a file is.")
            : SftpStatus.FailureOf(made, place, "make a directory for"));
    }

    /// <summary>Gives a finished file its name, over what is there.</summary>
    /// <param name="host">The host.</param>
    /// <param name="temporary">The name that it has.</param>
    /// <param name="path">The name that it gets.</param>
    /// <param name="length">Its bytes, by which it is known again when an answer was lost.</param>
    /// <param name="place">How it is named.</param>
    /// <param name="keepsExisting">What has the new name stays, and the failure has the code <see cref="Tree.Exists"/>.</param>
    public static void Rename(SftpHost host, byte[] temporary, byte[] path, long length, string place, bool keepsExisting = false)
    {
        for (int attempts = 1; ; attempts++)
        {
            SftpConnection connection = host.Rent();
            // The rename of version 3 takes a free name only (the draft's section 6.5).
            bool isPosix = !keepsExisting && connection.Extensions.HasPosixRename;
            SftpRequest renamed = connection.Ask(isPosix
                ? new SftpRequest(PacketType.Extended, temporary.Length + path.Length + 64).Add("posix-rename@openssh.com"u8).Add(temporary).Add(path)
                : new SftpRequest(PacketType.Rename, temporary.Length + path.Length + 16).Add(temporary).Add(path));
            host.Return(connection);
            if (renamed.IsLost)
            {
                host.WaitToRetry(attempts, connection.Lost!);
                continue;
            }
            StatusCode code = SftpStatus.CodeOf(renamed);
            if (code == StatusCode.Ok || attempts > 1 && code == StatusCode.NoSuchFile && Status(host, path, place, out _)?.Size == length)
                return;
            if (keepsExisting)
                throw new PlaceException(Status(host, path, place, out _) is null ? SftpStatus.FailureOf(renamed, place, "give the finished file the name of")
                    : Failure.Local(Tree.Exists, $"{place}: Something has this name already; it was left alone."));
            if (Status(host, path, place, out _) is { IsDirectory: true })
                throw new PlaceException(Failure.Local("NameClash", $"{place} is a directory, and a file is to have that name."));
            // Version 3 renames only to a name that is free. For a moment there is neither the old file nor the new one.
            if (isPosix || attempts > 1)
                throw new PlaceException(SftpStatus.FailureOf(renamed, place, "give the finished file the name of"));
            host.Ask(_ => new SftpRequest(PacketType.Remove, path.Length + 8).Add(path));
        }
    }

    /// <summary>A protocol failure about a place.</summary>
    public static PlaceException BadAnswer(string place, string why) => new(new Failure(FailureKind.Protocol, RetryClass.Never, $"{place}: The server does not speak SFTP as it should: {why}") { Code = "BadAnswer" });

    /// <summary>Attributes of a payload.</summary>
    public static RemoteAttributes Parse(byte[] payload, string place)
    {
        try
        {
            return new PacketReader(payload).Attributes();
        }
        catch (InvalidDataException exception)
        {
            throw BadAnswer(place, exception.Message);
        }
    }
}
