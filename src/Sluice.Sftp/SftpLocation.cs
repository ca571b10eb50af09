using System.Buffers;
using System.Globalization;
using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Sftp.Protocol;
using Sluice.Trees;

namespace Sluice.Sftp;

/// <summary>
/// A directory, a file or a pattern on a host: <c>sftp://[user@]host[:port]/path</c>. The path begins at the root; <c>/~/path</c> at the login directory.
/// It is taken as it is, without escapes.
/// </summary>
public sealed record SftpLocation : Location
{
    static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    static readonly SearchValues<char> AddressCharacters = SearchValues.Create("abcdefABCDEF0123456789:.%ethnolwi");

    internal SftpLocation(SftpHosts hosts, SftpEndpoint endpoint, ObjectKey path) => (Hosts, Endpoint, Path) = (hosts, endpoint, path);

    /// <summary>The host.</summary>
    public SftpEndpoint Endpoint { get; }

    /// <summary>The path with its slash at the front; empty for the root.</summary>
    public ObjectKey Path { get; internal init; }

    internal SftpHosts Hosts { get; }

    /// <inheritdoc/>
    internal override string OnHost => $"{SftpHosts.Scheme}{Endpoint}{PathText}";

    /// <inheritdoc/>
    internal override string PathText => RawText.Of(Path.Bytes);

    /// <inheritdoc/>
    internal override SftpLocation AtPath(string path) => this with { Path = new ObjectKey(RawText.BytesOf(path)) };

    /// <inheritdoc/>
    internal override bool IsContainer => Path.IsEmpty || Path.Bytes[^1] == '/' || Path.Bytes.SequenceEqual("/~"u8) || IsDirectory();

    /// <inheritdoc/>
    internal override string? ProblemOfRemoval => RemotePath.Of(Path.Bytes).AsSpan().IndexOfAnyExcept((byte)'/') < 0
        ? $"{this} is this whole host, and something would be removed: is a shell variable unset?" : null;

    /// <summary>Reads one; false, and what is wrong with it.</summary>
    internal static bool TryParse(string text, SftpHosts hosts, out SftpLocation? location, out string problem)
    {
        location = null;
        string rest = text[SftpHosts.Scheme.Length..], shown = DisplayText.Of(text);
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string authority = slash < 0 ? rest : rest[..slash];
        int at = authority.LastIndexOf('@');
        string? user = at < 0 ? null : authority[..at];
        string host = authority[(at + 1)..];
        int? port = null;
        int colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']'))
        {
            if (!int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 65535)
                return Refuse($"The port is no number from 1 to 65535: {shown}.", out problem);
            port = number;
            host = host[..colon];
        }
        bool isAddress = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (isAddress)
            host = host[1..^1];
        // A password would be on the command line, in the shell's history, and in every list of processes.
        if (user?.Contains(':', StringComparison.Ordinal) == true)
            return Refuse($"A password cannot be part of a location (it would be seen in lists of processes): use a key or an agent, and write sftp://{DisplayText.Of(user[..user.IndexOf(':', StringComparison.Ordinal)])}@HOST/PATH.", out problem);
        if (host.Length == 0)
            return Refuse($"The host is missing: {shown}; write sftp://[USER@]HOST[:PORT]/PATH.", out problem);
        if (host[0] == '-' || host.AsSpan().IndexOfAnyExcept(isAddress ? AddressCharacters : HostCharacters) >= 0)
            return Refuse($"This cannot be the name of a host: {DisplayText.Of(host)}.", out problem);
        if (user is not null && (user.Length == 0 || user[0] == '-' || user.AsSpan().ContainsAnyInRange('\0', ' ')))
            return Refuse($"This cannot be the name of a user: {shown}.", out problem);
        string path = slash < 0 ? "" : rest[slash..];
        if (path.Contains('\0', StringComparison.Ordinal))
            return Refuse($"A path cannot hold a NUL character: {shown}.", out problem);
        location = new SftpLocation(hosts, new SftpEndpoint(user, host, port), new ObjectKey(RawText.BytesOf(path)));
        problem = "";
        return true;
    }

    static bool Refuse(string why, out string problem)
    {
        problem = why;
        return false;
    }

    /// <inheritdoc/>
    internal override Tree Open(TreeContext context, bool recursive)
    {
        if (IsContainer || recursive && !Exists())
            return OpenPlace(context, asContainer: true);
        string text = RawText.Of(Path.Bytes);
        if (Glob.FirstWildcard(text) is not (>= 0 and int wildcard) || Exists())
            return OpenPlace(context, asContainer: false);
        int root = text.LastIndexOf('/', wildcard) + 1;
        return new SftpTree(this with { Path = new ObjectKey(RawText.BytesOf(text[..root])) }) { Given = this, Shape = TreeShape.Pattern, Pattern = Glob.ToRegex(text[root..]), KeepsLinks = context.KeepLinks };
    }

    /// <inheritdoc/>
    internal override Tree OpenPlace(TreeContext context, bool asContainer)
    {
        ReadOnlySpan<byte> trimmed = Path.Bytes.TrimEnd((byte)'/');
        return new SftpTree(this) { Given = this, Shape = asContainer ? TreeShape.Container : TreeShape.One, BaseName = RawText.Of(trimmed[(trimmed.LastIndexOf((byte)'/') + 1)..]), KeepsLinks = context.KeepLinks };
    }

    /// <inheritdoc/>
    internal override bool Overlaps(Location other, TreeContext context)
    {
        if (other is not SftpLocation place || place.Endpoint != Endpoint)
            return false;
        ObjectKey one = Path.AsPrefix(), two = place.Path.AsPrefix();
        return one.StartsWith(two) || two.StartsWith(one);
    }

    /// <summary>The location, escaped for a terminal.</summary>
    public override string ToString() => $"sftp://{Endpoint}{DisplayText.Of(Path.Bytes)}";

    bool IsDirectory() => Status() is { IsDirectory: true };

    bool Exists() => Status() is not null;

    // What goes wrong here goes wrong again where something is listed or written, and is told there.
    RemoteAttributes? Status()
    {
        try
        {
            return RemoteFile.Status(Hosts.At(Endpoint), RemotePath.Of(Path.Bytes), ToString(), out _);
        }
        catch (PlaceException)
        {
            return null;
        }
    }
}
