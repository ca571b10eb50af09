using System.Text.Json.Nodes;
using Sluice.Administration;
using Sluice.Cli.Documents;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Changes a document that configures a bucket: checked, compared, asked for where it hurts, sent, and read back.</summary>
sealed class SettingCommand(Session session, ClientDefaults connection, BucketSetting setting, S3Location bucket, SettingChange change)
{
    // S3 User Guide, "Amazon S3 data consistency model": configurations of buckets are consistent eventually.
    const int MostLooks = 5;

    static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Sets what a file holds.</summary>
    public int Set(string file)
    {
        // A file of that name is meant before a word.
        bool isWord = setting.Words.Count > 0 && file.Length > 0 && file.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == ':') && !File.Exists(file);
        string unreadable = isWord ? $"There is no file {DisplayText.Of(file)}, and {setting.Name} is one of {string.Join(", ", setting.Words)}." : "";
        if ((isWord ? setting.FromWord(file) : DocumentFile.Read(file, session.OpenInput, out unreadable)) is not { } read)
        {
            session.Errors.PrintSentence(unreadable);
            return ExitCode.Usage;
        }
        using S3ClientFactory clients = session.OpenClients(connection);
        S3Client client = clients.For(bucket.Profile);
        JsonObject content = setting.Unwrapped(read);
        IReadOnlyList<string> problems = setting.Problems(content, BucketTarget.Of(client.Options, bucket.Bucket));
        foreach (string problem in problems)
            session.Errors.PrintSentence($"{setting.Name}: {problem}.");
        if (problems.Count > 0)
            return ExitCode.Usage;
        foreach (string remark in setting.Remarks(content))
            session.Errors.Warning($"{setting.Name}: {remark}.");
        return Change(client, content);
    }

    /// <summary>Removes it.</summary>
    public int Remove()
    {
        using S3ClientFactory clients = session.OpenClients(connection);
        return Change(clients.For(bucket.Profile), null);
    }

    int Change(S3Client client, JsonObject? after)
    {
        if (!setting.Read(client, bucket.Bucket, session.Stop).TryGet(out BucketDocument? before, out S3Error? unread))
            return session.Fail(unread, bucket.ToString());
        IReadOnlyList<string> changes = setting.Changes(before.Content, after);
        // Where nothing is told nothing is set, whatever is asked for; and what is told can be removed, though it says no more than nothing does.
        bool isSet = before.Content is { } old && (after is not null || !setting.IsKept || old.Count > 0);
        if (changes.Count == 0 && before.Unknown.Count == 0 && isSet == (after is not null))
            return Tell(after is null ? $"{bucket}: no {setting.Name} is set." : $"{bucket}: this {setting.Name} is set already.", changes, [], isDone: false);
        BucketTarget target = BucketTarget.Of(client.Options, bucket.Bucket);
        IReadOnlyList<string> obstacles = after is null ? [] : setting.Obstacles(after, client, target, session.Stop);
        foreach (string obstacle in obstacles)
            session.Errors.PrintSentence($"{bucket}: {setting.Name} would be refused: {obstacle}.");
        if (obstacles.Count > 0)
            return ExitCode.Usage;
        IReadOnlyList<string> dangers = Dangers(client, target, before.Content, after);
        if (session.Stop.IsCancellationRequested)
            return session.Stopped();
        if ((change.Diff || change.DryRun) && !session.Settings.Json)
            foreach (string line in changes)
                session.Output.WriteLine(line);
        string done = after is null ? "remove" : "set";
        if (change.DryRun)
        {
            foreach (string danger in dangers)
                session.Errors.Warning($"This {danger}.");
            return Tell($"Would {done} {setting.Name} of {bucket}.", changes, dangers, isDone: false);
        }
        if (dangers.Count > 0 && !change.Yes && !Confirmation.Ask(session, $"{bucket}: this {string.Join("; it ", dangers)}. Go on?", "--yes", "Nothing was changed."))
            return ExitCode.Usage;
        S3Result<bool> sent = after is null ? setting.Remove(client, bucket.Bucket, session.Stop) : setting.Write(client, bucket.Bucket, after, session.Stop);
        if (sent.Error is { } refused)
            return session.Fail(refused, bucket.ToString());
        if (ReadBack(client, after, out JsonObject? now) is { } lost)
        {
            session.Errors.PrintSentence($"{bucket}: the store answered that it is done, and {lost}.");
            return ExitCode.Failures;
        }
        return Tell(after is null ? $"Removed {setting.Name} of {bucket}{(now is { Count: > 0 } ? $"; without one this holds: {DisplayText.Of(now.ToJsonString(DocumentFile.Readable))}" : "")}." : $"Set {setting.Name} of {bucket}.", changes, dangers, isDone: true);
    }

    // Who says yes beforehand does not wait for a listing of the bucket.
    IReadOnlyList<string> Dangers(S3Client client, BucketTarget target, JsonObject? before, JsonObject? after)
    {
        IReadOnlyList<SettingDanger> dangers = [.. setting.Dangers(before, after, target), .. setting.StoredDangers(client, bucket.Bucket, before, after, session.Stop)];
        if (change.Yes && !change.DryRun)
            return [.. dangers.Select(static danger => danger.Sentence)];
        return after is not null && setting.Name == "lifecycle" ? [.. new LifecycleListing(session, client, bucket).Dangers(dangers, after, before, change.MaxDelete)]
            : [.. dangers.Select(danger => new Affected(session, client, bucket).Tell(danger))];
    }

    // An answer of success that nothing came of must not pass for one.
    string? ReadBack(S3Client client, JsonObject? after, out JsonObject? now)
    {
        string? wrong = null;
        now = null;
        for (int look = 0; look < MostLooks && !session.Stop.IsCancellationRequested; look++)
        {
            if (look > 0)
                Task.Delay(BetweenLooks, session.Clock, CancellationToken.None).Wait(session.Stop);
            if (!setting.Read(client, bucket.Bucket, session.Stop).TryGet(out BucketDocument? told, out S3Error? error))
                // Whoever may write it and not read it has been told by the answer.
                return error.Kind == FailureKind.Denied ? null : $"it could not be read back: {error.Message}";
            now = told.Content;
            bool isThere = told.Content is { Count: > 0 };
            if (after is null && (!isThere || setting.IsRemovedAs(told.Content!)))
                return null;
            if (after is null || told.Content is null || !isThere && after.Count > 0)
            {
                wrong = after is null ? $"its {setting.Name} is still told" : $"tells no {setting.Name}";
                continue;
            }
            if (setting.OtherKeys(after, told.Content) is { } keys)
            {
                wrong = $"its {setting.Name} is about other keys than were asked for: {keys}";
                continue;
            }
            if (setting.Changes(after, told.Content).Where(static line => !line.StartsWith("adds", StringComparison.Ordinal)).ToArray() is { Length: > 0 } other)
                session.Errors.Warning($"The store tells it otherwise than it was sent: {string.Join("; ", other)}.");
            return null;
        }
        return wrong;
    }

    int Tell(string sentence, IReadOnlyList<string> changes, IReadOnlyList<string> dangers, bool isDone)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new SettingChangeRecord(bucket.Bucket, setting.Name, isDone, changes, dangers), JsonLines.Readable.SettingChangeRecord));
        else if (!session.Settings.Quiet)
            session.Output.WriteLine(sentence);
        return ExitCode.Done;
    }
}
