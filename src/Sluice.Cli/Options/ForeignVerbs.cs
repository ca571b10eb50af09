namespace Sluice.Cli.Options;

/// <summary>Commands of other tools, and what does the same here.</summary>
static class ForeignVerbs
{
    // What comes near, and is written otherwise.
    static readonly Dictionary<string, string> Ours = new(StringComparer.Ordinal)
    {
        ["get"] = "cp s3://BUCKET/KEY FILE",
        ["put"] = "cp FILE s3://BUCKET/KEY",
        ["download"] = "cp s3://BUCKET/KEY FILE",
        ["upload"] = "cp FILE s3://BUCKET/KEY",
        ["copyto"] = "cp",
        ["moveto"] = "mv",
        ["mkdir"] = "mb",
        ["md"] = "mb",
        ["rmdir"] = "rb",
        ["purge"] = "rm -r",
        ["deletefile"] = "rm",
        ["size"] = "du -s",
        ["lsd"] = "ls",
        ["lsl"] = "ls -r",
        ["lsf"] = "find",
        ["lsjson"] = "ls --json",
        ["info"] = "stat",
        ["head-object"] = "stat",
        ["check"] = "verify",
        ["diff"] = "verify",
        ["cmp"] = "verify",
        ["md5sum"] = "checksum --algorithm md5",
        ["hashsum"] = "checksum",
        ["rcat"] = "pipe",
        ["link"] = "presign",
        ["share"] = "presign",
        ["config"] = "settings",
        ["configure"] = "settings",
        ["select"] = "process",
        ["sql"] = "process",
        ["watch"] = "mirror --watch",
        ["ilm"] = "lifecycle",
        ["policy"] = "bucket get policy",
        ["anonymous"] = "acl",
        ["ping"] = "probe",
        ["jobs"] = "job",
    };

    // aws-cli's operations.
    static readonly Dictionary<string, string> Operations = new(StringComparer.Ordinal)
    {
        ["list-buckets"] = "ls",
        ["list-objects"] = "ls s3://BUCKET/PREFIX",
        ["list-objects-v2"] = "ls s3://BUCKET/PREFIX",
        ["list-object-versions"] = "ls --versions s3://BUCKET/PREFIX",
        ["list-multipart-uploads"] = "cleanup --dry-run s3://BUCKET",
        ["abort-multipart-upload"] = "cleanup s3://BUCKET",
        ["head-object"] = "stat s3://BUCKET/KEY",
        ["head-bucket"] = "stat s3://BUCKET",
        ["get-object"] = "cp s3://BUCKET/KEY FILE",
        ["put-object"] = "cp FILE s3://BUCKET/KEY",
        ["copy-object"] = "cp s3://BUCKET/KEY s3://BUCKET/KEY",
        ["delete-object"] = "rm s3://BUCKET/KEY",
        ["delete-objects"] = "rm s3://BUCKET/KEY...",
        ["restore-object"] = "restore s3://BUCKET/KEY",
        ["create-bucket"] = "mb s3://BUCKET",
        ["delete-bucket"] = "rb s3://BUCKET",
        ["get-object-tagging"] = "tag get s3://BUCKET/KEY",
        ["put-object-tagging"] = "tag set s3://BUCKET/KEY NAME=VALUE",
        ["get-object-acl"] = "acl get s3://BUCKET/KEY",
        ["put-object-acl"] = "acl set",
    };

    // Words for one thing that commands of commands do.
    static readonly string[][] Alike = [["ls", "list", "all"], ["status", "stat", "show", "info", "describe"], ["get", "show", "list", "ls", "read"], ["rm", "delete", "remove", "del"], ["set", "put"], ["create", "new", "add", "make"], ["cancel", "stop", "kill", "abort"], ["run", "start", "submit"], ["explain", "show", "get"]];

    // Tools whose own name somebody types before their command.
    static readonly string[] Tools = ["aws", "mc", "rclone", "s5cmd", "s3cmd", "s4cmd", "gsutil", "b2"];

    /// <summary>" Here it is: …", " Did you mean …?" or nothing, for words of which the first is no command.</summary>
    /// <param name="words">The word, and what follows it.</param>
    /// <param name="verbs">The commands.</param>
    public static string Meant(IReadOnlyList<string> words, IEnumerable<string> verbs)
    {
        string word = words[0], next = words.Count > 1 ? words[1] : "";
        if (word == "s3api")
            return Operations.TryGetValue(next, out string? operation) ? $" Here it is: sluice {operation}." : " What it does is done by the commands that 'sluice --help' lists: ls, cp, stat, tag, acl, bucket and others.";
        if (Tools.Contains(word))
            return $" Leave out {word}: sluice {(next.Length > 0 && !next.StartsWith('-') ? Failures.DisplayText.Of(next) : "COMMAND")} ....";
        return Ours.TryGetValue(word, out string? ours) ? $" Here it is: sluice {ours}." : Spelling.DidYouMean(word, verbs);
    }

    /// <summary>" Did you mean …?" or nothing, for a word that is none of the commands below another one.</summary>
    public static string MeantBelow(string word, IReadOnlyList<string> verbs)
    {
        foreach (string[] alike in Alike)
            if (alike.Contains(word) && verbs.FirstOrDefault(alike.Contains) is { } ours)
                return $" Did you mean {ours}?";
        return Spelling.DidYouMean(word, verbs);
    }
}
