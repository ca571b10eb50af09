using System.Security.Cryptography;
using System.Text;
using Sluice.S3;
using Sluice.Transfer.Journal;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Probing;

/// <summary>The prefix that one probe has for itself, and a lock in the state directory that it holds while it lives: what has a lock's file and no owner was left by a killed one.</summary>
internal sealed class ScratchPrefix : IDisposable
{
    /// <summary>What the prefixes of all probes begin with, below the place that was given.</summary>
    public const string Name = "sluice-probe/";

    const int IdLength = 16;

    readonly JournalLock? _lock;

    ScratchPrefix(ObjectKey key, JournalLock? taken) => (Key, _lock) = (key, taken);

    /// <summary>The prefix, with a slash at its end.</summary>
    public ObjectKey Key { get; }

    /// <summary>A new one. Where it cannot be locked, as where no state directory is kept, later probes go by its age.</summary>
    public static ScratchPrefix Create(S3Location scratch, string? stateDirectory)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2));
        ObjectKey key = Below(scratch).Append(Encoding.ASCII.GetBytes(id + "/"));
        if (stateDirectory is null)
            return new ScratchPrefix(key, null);
        try
        {
            JournalDirectory.Create(stateDirectory);
            return new ScratchPrefix(key, JournalLock.TryTake(PathOf(stateDirectory, id)));
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return new ScratchPrefix(key, null);
        }
    }

    /// <summary>What the prefixes of all probes of a place begin with.</summary>
    public static ObjectKey Below(S3Location scratch) => scratch.Key.AsPrefix().Append(Encoding.ASCII.GetBytes(Name));

    /// <summary>Whether the owner of a prefix lives: null where this machine knows nothing of it, and for what is no prefix of a probe.</summary>
    public static bool? Lives(ObjectKey prefix, ObjectKey below, string? stateDirectory) => IdOf(prefix, below) is { } id && stateDirectory is not null && File.Exists(JournalLock.PathOf(PathOf(stateDirectory, id)))
        ? JournalLock.IsTakenFor(PathOf(stateDirectory, id)) : null;

    /// <summary>True for a prefix of the one form that a probe makes: nothing else is ever removed.</summary>
    public static bool IsOne(ObjectKey prefix, ObjectKey below) => IdOf(prefix, below) is not null;

    /// <summary>Nothing is left below a prefix: what this machine knows of it goes.</summary>
    public static void Forget(ObjectKey prefix, ObjectKey below, string? stateDirectory)
    {
        if (IdOf(prefix, below) is { } id && stateDirectory is not null && Directory.Exists(stateDirectory) && JournalLock.TryTake(PathOf(stateDirectory, id)) is { } taken)
        {
            taken.Remove();
            taken.Dispose();
        }
    }

    /// <summary>Nothing is left below it.</summary>
    public void Forget() => _lock?.Remove();

    /// <summary>Lets go; the lock's file stays unless it was forgotten.</summary>
    public void Dispose() => _lock?.Dispose();

    static string PathOf(string stateDirectory, string id) => Path.Join(stateDirectory, id + ".probe");

    static string? IdOf(ObjectKey prefix, ObjectKey below)
    {
        if (!prefix.StartsWith(below) || prefix.Length != below.Length + IdLength + 1 || prefix.Bytes[^1] != '/')
            return null;
        string id = Encoding.ASCII.GetString(prefix.Bytes[below.Length..^1]);
        return id.All(char.IsAsciiHexDigitLower) ? id : null;
    }
}
