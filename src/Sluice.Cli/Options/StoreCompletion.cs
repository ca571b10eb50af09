using System.CommandLine;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Sluice.Cli.Commands;
using Sluice.Cli.Settings;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Cli.Options;

/// <summary>
/// Completes buckets, prefixes and keys of a half-typed <c>s3://</c> location by one request, whose answer is remembered for some seconds. Nothing where keys would have to be
/// asked for first, where the store does not answer in time, or for any other failure: whoever completes wants no errors.
/// </summary>
static class StoreCompletion
{
    const string Scheme = "s3://";
    const int MostNames = 200;

    // With the start of the command it stays below what one waits for a shell without noticing.
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(220), LeastPatience = TimeSpan.FromMilliseconds(200), Fresh = TimeSpan.FromSeconds(5);

    // To make the client, which a command that is compiled while it runs takes longer for.
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(RuntimeFeature.IsDynamicCodeCompiled ? 300 : 20);

    static readonly long Begun = Stopwatch.GetTimestamp();

    /// <summary>Names of the profiles that are configured.</summary>
    public static IReadOnlyList<string> Profiles()
    {
        try
        {
            using S3ClientFactory clients = new(new ClientDefaults());
            return [.. clients.ProfileNames];
        }
        catch (S3Exception)
        {
            return [];
        }
    }

    /// <summary>What the word may become.</summary>
    /// <param name="parsed">The command line so far: the store's options.</param>
    /// <param name="word">The word so far.</param>
    public static IReadOnlyList<string> Find(ParseResult parsed, string word)
    {
        if (!word.StartsWith(Scheme, StringComparison.Ordinal))
            return word.Length > 0 && Scheme.StartsWith(word, StringComparison.Ordinal) ? [Scheme] : [];
        int slash = word.IndexOf('/', Scheme.Length), at = word.IndexOf('@', Scheme.Length);
        string? profile = at > 0 && (slash < 0 || at < slash) ? word[Scheme.Length..at] : null;
        // What hangs where no cancellation reaches it, such as the resolver, is left behind.
        Task<IReadOnlyList<string>> asking = Task.Run(() => Ask(parsed, word, profile, profile is null ? Scheme.Length : at + 1, slash));
        return asking.Wait(Left() + Grace) ? asking.Result : [];
    }

    // Of the patience, what the start of the command has not used.
    static TimeSpan Left() => Patience - Stopwatch.GetElapsedTime(Begun) is var left && left > LeastPatience ? left : LeastPatience;

    static IReadOnlyList<string> Ask(ParseResult parsed, string word, string? profile, int bucketStart, int slash)
    {
        try
        {
            ClientDefaults defaults = Connection(parsed);
            defaults = defaults with { Client = defaults.Client with { MaxAttempts = 1, ConnectTimeout = Patience, FirstByteTimeout = Patience, StallTimeout = Patience } };
            using S3ClientFactory clients = new(defaults);
            if (profile?.Length == 0 || !clients.HasKeysAtHand(profile))
                return [];
            string shown = slash < 0 ? word[..bucketStart] : word[..(slash + 1)];
            return Remembered($"{clients.AddressOf(profile)}\n{profile ?? defaults.Profile}\n{word}", () =>
            {
                using CancellationTokenSource limit = new(Left());
                return slash < 0 ? Buckets(clients.For(profile), word, shown, limit.Token) : Names(clients.For(profile), word[bucketStart..slash], word, shown, limit.Token);
            }) ?? [];
        }
        catch (Exception failure) when (failure is S3Exception or OperationCanceledException or ArgumentException or IOException or UnauthorizedAccessException or SettingsException)
        {
            return [];
        }
    }

    static List<string>? Buckets(S3Client client, string word, string shown, CancellationToken cancellationToken)
    {
        if (!client.ListBuckets(cancellationToken).TryGet(out IReadOnlyList<BucketEntry>? buckets, out _))
            return null;
        string[] names = [.. buckets.Where(static bucket => IsTypable(bucket.Name)).Select(bucket => $"{shown}{bucket.Name}/").Where(name => name.StartsWith(word, StringComparison.Ordinal)).Take(MostNames + 1)];
        return Candidates(names.Take(MostNames), word, isCut: names.Length > MostNames);
    }

    static List<string>? Names(S3Client client, string bucket, string word, string shown, CancellationToken cancellationToken)
    {
        if (BucketName.ProblemOfExisting(bucket) is not null || !client.ListObjects(new ListObjectsRequest(bucket) { Prefix = new ObjectKey(word[shown.Length..]), Delimiter = new ObjectKey("/"), MaxKeys = MostNames }, cancellationToken).TryGet(out ListObjectsPage? page, out _))
            return null;
        List<string> names = [];
        foreach (ObjectKey key in page.CommonPrefixes.Concat(page.Objects.Select(static found => found.Key)))
            if (key.TryGetText(out string text) && IsTypable(text))
                names.Add(shown + text);
        return Candidates(names, word, isCut: page.NextToken is not null);
    }

    // What no shell or terminal takes as it stands is left to be typed.
    static bool IsTypable(string text) => text.Length > 0 && !text.Any(char.IsControl) && DisplayText.Of(text) == text;

    // Shells insert what all candidates share, and take a single one for the only one. Where not all are at hand the word itself is one,
    // with which they share no more than what is typed; alone it would be taken for whole.
    static List<string> Candidates(IEnumerable<string> names, string word, bool isCut)
    {
        if (!isCut)
            return [.. names];
        string[] others = [.. names.Where(name => name != word)];
        return others.Length == 0 ? [] : [word, .. others];
    }

    // The store's options, whichever command they belong to.
    static ClientDefaults Connection(ParseResult parsed)
    {
        ConnectionOptions connection = new();
        RootCommand root = new() { TreatUnmatchedTokensAsErrors = false };
        foreach (Option option in connection.Group.Options)
            root.Options.Add(option);
        string[] words = [.. parsed.Tokens.Select(static token => token.Value)];
        return connection.Read(new CommandLine(root.Parse(words, SluiceCommand.Parsing)) { Defaults = new OptionDefaults(Environment.GetEnvironmentVariable, File.Exists(SettingsFile.DefaultPath) ? SettingsFile.Read(SettingsFile.DefaultPath) : null) });
    }

    static IReadOnlyList<string>? Remembered(string question, Func<List<string>?> ask)
    {
        string file = Path.Combine(StateDirectory.Root, "completions", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)))[..32]);
        try
        {
            if (File.Exists(file) && IsFresh(File.GetLastWriteTimeUtc(file)))
                return File.ReadAllLines(file);
            if (ask() is not { } answer)
                return null;
            Write(file, answer);
            return answer;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return ask();
        }
    }

    static bool IsFresh(DateTime written) => (TimeProvider.System.GetUtcNow().UtcDateTime - written).Duration() < Fresh;

    // Names are nobody else's business, and old answers are of no use.
    static void Write(string file, List<string> answer)
    {
        DirectoryInfo directory = OperatingSystem.IsWindows() ? Directory.CreateDirectory(Path.GetDirectoryName(file)!)
            : Directory.CreateDirectory(Path.GetDirectoryName(file)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (FileInfo old in directory.EnumerateFiles())
            if (!IsFresh(old.LastWriteTimeUtc))
                old.Delete();
        string unnamed = $"{file}.{Environment.ProcessId}";
        File.WriteAllLines(unnamed, answer);
        File.Move(unnamed, file, overwrite: true);
    }
}
