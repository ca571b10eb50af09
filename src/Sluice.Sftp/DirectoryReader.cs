using Sluice.Failures;
using Sluice.Sftp.Protocol;
using Sluice.Trees.Local;

namespace Sluice.Sftp;

/// <summary>Reads one directory of a host: several requests under way, links looked behind, sorted as names of a store are. Begun anew when the connection is lost.</summary>
/// <param name="host">The host.</param>
/// <param name="stop">The caller gave up.</param>
/// <param name="keepsLinks">Links are what they are, under their names with <see cref="LinkText.Suffix"/> behind them.</param>
internal sealed class DirectoryReader(SftpHost host, CancellationToken stop, bool keepsLinks = false)
{
    // One answer holds up to a hundred names at OpenSSH.
    const int Ahead = 4;

    // Some 300 bytes each: a server that never ends must not take all memory.
    const int MostNames = 4_000_000;

    const int LinksAtOnce = 64;

    /// <summary>One name of a directory.</summary>
    /// <param name="Name">The name, with a slash behind that of a directory: as it sorts.</param>
    /// <param name="Status">What it is; of a link what it leads to.</param>
    /// <param name="IsLink">It is a symbolic link.</param>
    /// <param name="LeadsNowhere">A link to nothing.</param>
    public readonly record struct Listed(byte[] Name, RemoteAttributes Status, bool IsLink, bool LeadsNowhere)
    {
        /// <summary>A link that is kept has the name that a file has too.</summary>
        public bool Clashes { get; init; }
    }

    /// <summary>The names of a directory in order; null, and why as a problem of it, when it cannot be read or is not there. Throws <see cref="PlaceException"/>.</summary>
    public List<Listed>? Read(byte[] path, string place, out LocalProblem? problem)
    {
        for (int attempts = 1; ; attempts++)
        {
            SftpConnection connection = host.Rent();
            try
            {
                List<Listed>? names = Read(connection, path, place, out problem);
                if (names is not null || problem is not null)
                    return names;
            }
            catch (InvalidDataException exception)
            {
                throw RemoteFile.BadAnswer(place, exception.Message);
            }
            finally
            {
                host.Return(connection);
            }
            stop.ThrowIfCancellationRequested();
            host.WaitToRetry(attempts, connection.Lost!);
        }
    }

    // Null without a problem when the connection is lost.
    List<Listed>? Read(SftpConnection connection, byte[] path, string place, out LocalProblem? problem)
    {
        problem = null;
        SftpRequest opened = connection.Ask(new SftpRequest(PacketType.OpenDirectory, path.Length + 8).Add(path));
        if (opened.IsLost)
            return null;
        switch (SftpStatus.CodeOf(opened))
        {
            case StatusCode.NoSuchFile:
                problem = LocalProblem.Missing;
                return null;
            case StatusCode.PermissionDenied:
                problem = new LocalProblem("Denied", "The directory cannot be read: access is refused.", LocalSkip.Unreadable);
                return null;
        }
        byte[] handle = RemoteFile.Handle(opened, place, "list");
        List<Listed> names = [];
        Queue<SftpRequest> asked = new();
        bool isAtEnd = false;
        while (true)
        {
            while (!isAtEnd && asked.Count < Ahead)
                asked.Enqueue(connection.Send(new SftpRequest(PacketType.ReadDirectory, handle.Length + 8).Add(handle)));
            if (!asked.TryDequeue(out SftpRequest? next))
                break;
            SftpConnection.Wait(next);
            if (next.IsLost)
                return null;
            if (next.Answer == PacketType.Name)
                Add(next, names, place);
            else if (SftpStatus.CodeOf(next) == StatusCode.EndOfFile)
                isAtEnd = true;
            else
                throw new PlaceException(SftpStatus.FailureOf(next, place, "list"));
            stop.ThrowIfCancellationRequested();
        }
        connection.Ask(new SftpRequest(PacketType.Close, handle.Length + 8).Add(handle));
        if (!LookBehindLinks(connection, path, names))
            return null;
        names.Sort(static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        for (int at = names.Count - 1; at > 0; at--)
            if (names[at].Name.AsSpan().SequenceEqual(names[at - 1].Name))
            {
                if (names[at].IsLink == names[at - 1].IsLink || !keepsLinks)
                    throw RemoteFile.BadAnswer(place, $"it lists {DisplayText.Of(names[at].Name)} twice.");
                names[at - 1] = names[at - 1] with { Clashes = true };
                names.RemoveAt(at);
            }
        return names;
    }

    void Add(SftpRequest answer, List<Listed> names, string place)
    {
        PacketReader reader = new(answer.Payload);
        uint count = reader.UInt32();
        for (uint at = 0; at < count; at++)
        {
            ReadOnlySpan<byte> name = reader.Bytes();
            reader.Bytes();
            RemoteAttributes status = reader.Attributes();
            if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
                continue;
            // Nothing is made of such a name, and nothing is concluded from a listing that has one.
            if (RemotePath.ProblemOfListed(name) is { } why)
                throw RemoteFile.BadAnswer(place, $"it lists the name \"{DisplayText.Of(name)}\", which no file can have: {why}.");
            if (names.Count >= MostNames)
                throw RemoteFile.BadAnswer(place, $"one directory has more than {MostNames:N0} names.");
            names.Add(new Listed(NameOf(name, status), status, status.IsLink, false));
        }
    }

    byte[] NameOf(ReadOnlySpan<byte> name, in RemoteAttributes status) =>
        status.IsDirectory ? [.. name, (byte)'/'] : keepsLinks && status.IsLink ? [.. name, .. LinkText.SuffixBytes] : name.ToArray();

    // What a name leads to decides how it sorts. False when the connection is lost.
    bool LookBehindLinks(SftpConnection connection, byte[] path, List<Listed> names)
    {
        Queue<(int At, SftpRequest Asked)> asked = new();
        for (int at = 0; at <= names.Count; at++)
        {
            while (asked.Count > 0 && (asked.Count >= LinksAtOnce || at == names.Count))
            {
                (int one, SftpRequest answered) = asked.Dequeue();
                if (SftpConnection.Wait(answered).IsLost)
                    return false;
                Listed found = names[one];
                bool isThere = answered.Answer == PacketType.Attributes;
                RemoteAttributes status = isThere ? RemoteFile.Parse(answered.Payload, "") : default;
                names[one] = found with { Name = NameOf(found.Name, status), Status = status, IsLink = found.IsLink || status.IsLink, LeadsNowhere = !isThere };
            }
            // Also what the server did not tell the kind of.
            if (at < names.Count && (names[at].IsLink && !keepsLinks || !names[at].Status.IsKnown))
            {
                byte[] full = RemotePath.Join(path, names[at].Name);
                asked.Enqueue((at, connection.Send(new SftpRequest(keepsLinks ? PacketType.LinkStatus : PacketType.Status, full.Length + 8).Add(full))));
            }
        }
        return true;
    }
}
