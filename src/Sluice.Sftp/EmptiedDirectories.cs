using Sluice.Failures;
using Sluice.Sftp.Protocol;

namespace Sluice.Sftp;

/// <summary>
/// Directories of a tree that may be empty since files of them were removed. They go in the end, from the inside out; the root stays, and what is not
/// empty, which the host itself decides. Nothing is lost where one stays.
/// </summary>
internal sealed class EmptiedDirectories
{
    const int AtOnce = 64;

    // Some 200 bytes each; the others stay.
    const int Most = 1_000_000;

    readonly Lock _gate = new();
    readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Notes the directory of a file that was removed.</summary>
    /// <param name="removed">Its name below the root.</param>
    public void Add(ReadOnlySpan<byte> removed)
    {
        if (removed.LastIndexOf((byte)'/') is not (> 0 and int slash))
            return;
        lock (_gate)
            if (_names.Count < Most)
                _names.Add(RawText.Of(removed[..slash]));
    }

    /// <summary>Removes those that are empty, and those above that this empties.</summary>
    public void Remove(SftpTree tree, CancellationToken stop)
    {
        // 1 By depth, for whether a directory is empty is known when those in it are gone.
        SortedDictionary<int, HashSet<string>> levels = [];
        lock (_gate)
        {
            foreach (string name in _names)
                LevelOf(name).Add(name);
            _names.Clear();
        }
        try
        {
            // 2 The deepest first; many under way at a time.
            while (levels.Count > 0 && !stop.IsCancellationRequested)
            {
                int depth = levels.Keys.Last();
                foreach (string[] some in levels[depth].Chunk(AtOnce))
                    foreach (string gone in Remove(tree, some))
                        if (gone.LastIndexOf('/') is > 0 and int slash)
                            LevelOf(gone[..slash]).Add(gone[..slash]);
                levels.Remove(depth);
            }
        }
        catch (PlaceException)
        {
            // The connection is gone for good: they stay.
        }

        HashSet<string> LevelOf(string name)
        {
            int depth = name.Count('/');
            if (!levels.TryGetValue(depth, out HashSet<string>? level))
                levels.Add(depth, level = new(StringComparer.Ordinal));
            return level;
        }
    }

    static List<string> Remove(SftpTree tree, string[] names)
    {
        SftpConnection connection = tree.Host.Rent();
        try
        {
            SftpRequest[] asked = [.. names.Select(name =>
            {
                byte[] path = tree.PathOf(RawText.BytesOf(name));
                return connection.Send(new SftpRequest(PacketType.RemoveDirectory, path.Length + 8).Add(path));
            })];
            List<string> gone = [];
            for (int at = 0; at < asked.Length; at++)
                if (!SftpConnection.Wait(asked[at]).IsLost && asked[at].Answer == PacketType.StatusAnswer && SftpStatus.CodeOf(asked[at]) == StatusCode.Ok)
                    gone.Add(names[at]);
            return gone;
        }
        finally
        {
            tree.Host.Return(connection);
        }
    }
}
