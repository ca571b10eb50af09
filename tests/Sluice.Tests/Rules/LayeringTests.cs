using System.Reflection;
using Sluice.S3;

namespace Sluice.Tests.Rules;

/// <summary>
/// One direction, down to second-level folders: Cli -> {Client} -> {Sync, Verify, Benchmarking, Probing, Processing, Jobs, Inventories} -> Transfer -> {Trees, Engine}; Trees -> S3.
/// Administration uses S3 alone; below
/// all of them Failures, Pacing and Telemetry. A folder that is not named here uses what its parent may use.
/// </summary>
public sealed class LayeringTests
{
    static readonly Assembly Library = typeof(S3Client).Assembly;
    static readonly Assembly EndpointAssembly = Assembly.Load("Sluice.Endpoint");

    static readonly Assembly SftpAssembly = Assembly.Load("Sluice.Sftp");

    const string Base = "Failures Pacing Telemetry";

    // What each folder may use besides itself, what lies in it, and the values at the root of its capability.
    static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["Failures"] = "",
        ["Pacing"] = "Failures",
        ["Telemetry"] = "",
        ["S3"] = Base,
        ["S3.Checksums"] = "Failures",
        ["S3.Credentials"] = "Failures",
        ["S3.Endpoints"] = "Failures",
        ["S3.Wire"] = "Failures Pacing S3.Checksums S3.Credentials S3.Endpoints",
        ["S3.Xml"] = "Failures S3.Checksums S3.Endpoints S3.Wire",
        ["S3.Signing"] = "Failures S3.Credentials S3.Endpoints S3.Wire",
        ["S3.Requests"] = "Failures Pacing Telemetry S3.Checksums S3.Credentials S3.Endpoints S3.Wire S3.Xml S3.Signing",
        ["S3.Operations"] = "Failures S3.Checksums S3.Endpoints S3.Wire S3.Xml S3.Requests",
        ["Engine"] = Base,
        ["Engine.Memory"] = "Failures",
        ["Engine.Scheduling"] = "Failures",
        ["Engine.Concurrency"] = "Failures Pacing Engine.Memory Engine.Scheduling",
        ["Trees"] = $"{Base} S3",
        ["Trees.Listing"] = "Failures S3",
        ["Transfer"] = $"{Base} S3 Trees Engine",
        ["Sync"] = $"{Base} S3 Trees Engine Transfer",
        ["Verify"] = $"{Base} S3 Trees Engine Transfer",
        ["Benchmarking"] = $"{Base} S3 Trees Engine Transfer",
        ["Processing"] = $"{Base} S3 Trees Engine Transfer",
        ["Jobs"] = $"{Base} S3 Trees Engine Transfer",
        ["Probing"] = $"{Base} S3 Trees Engine Transfer",
        ["Probing.Checks"] = "Failures S3",
        ["Inventories"] = $"{Base} S3 Trees Engine Transfer",
        ["Administration"] = $"{Base} S3",
        ["Administration.Documents"] = "Failures S3",
        ["Administration.Lifecycle"] = "Failures S3 Administration.Documents",
        ["Administration.Checks"] = "Failures S3 Administration.Documents Administration.Lifecycle",
        ["Administration.Access"] = "Failures S3 Administration.Documents Administration.Checks",
        ["Client"] = $"{Base} S3 Trees Engine Transfer Sync Verify Processing Jobs",
    };

    [Fact]
    public void No_folder_uses_one_above_or_beside_it()
    {
        IEnumerable<string> wrong =
            from use in UsedTypes.In(Library)
            let @from = FolderOf(use.From)
            let to = FolderOf(use.To)
            where @from is not null && to is not null && @from != to && !MayUse(@from, to)
            select $"{use.From.FullName} uses {use.To.FullName}";
        Repository.None(string.Join('\n', wrong.Distinct().Order()));
    }

    [Fact]
    public void The_endpoint_uses_values_of_S3_and_what_lies_below_it() => UsesOnly(EndpointAssembly, $"S3 {Base}");

    [Fact]
    public void Hosts_use_trees_and_what_lies_below_them() => UsesOnly(SftpAssembly, $"S3 Trees {Base}");

    static void UsesOnly(Assembly assembly, string folders)
    {
        IEnumerable<string> wrong =
            from use in UsedTypes.In(assembly)
            let to = FolderOf(use.To)
            where to is not null && !folders.Split(' ').Contains(to.Split('.')[0])
            select $"{use.From.FullName} uses {use.To.FullName}";
        Repository.None(string.Join('\n', wrong.Distinct()));
    }

    [Fact]
    public void Every_type_of_the_library_belongs_to_a_capability()
    {
        IEnumerable<string?> homeless = Library.GetTypes()
            .Where(static type => type.DeclaringType is null && !IsGenerated(type) && (FolderOf(type) is not { } folder || !Allowed.ContainsKey(folder.Split('.')[0])))
            .Select(static type => type.FullName);
        Repository.None(string.Join('\n', homeless));
    }

    [Fact]
    public void Library_hosts_and_endpoint_never_touch_the_console()
    {
        IEnumerable<string> wrong = UsedTypes.In(Library).Concat(UsedTypes.In(EndpointAssembly)).Concat(UsedTypes.In(SftpAssembly))
            .Where(static use => use.To == typeof(Console))
            .Select(static use => use.From.FullName!);
        Repository.None(string.Join('\n', wrong));
    }

    [Fact]
    public void Library_knows_neither_web_server_nor_command_line()
    {
        string[] banned = ["Microsoft.AspNetCore", "System.CommandLine", "Wcwidth", "Sluice.Endpoint", "Sluice.Sftp", "Sluice.Cli"];
        IEnumerable<string?> wrong = Library.GetReferencedAssemblies().Select(static name => name.Name)
            .Where(name => banned.Any(name!.StartsWith));
        Repository.None(string.Join('\n', wrong));
    }

    [Fact]
    public void The_reader_of_assemblies_sees_uses_in_code()
    {
        (Type From, Type To)[] uses = [.. UsedTypes.In(typeof(LayeringTests).Assembly)];
        Assert.Contains((typeof(LayeringTests), typeof(Console)), uses);
        Assert.Contains((typeof(LayeringTests), typeof(S3Client)), uses);
    }

    // Values at the root of a capability are for all of its folders; a folder at the root of one uses all of them.
    static bool MayUse(string folder, string used)
    {
        if (used == folder.Split('.')[0] || used.StartsWith(folder + ".", StringComparison.Ordinal))
            return true;
        for (string at = folder; ; at = at[..at.LastIndexOf('.')])
        {
            if (Allowed.TryGetValue(at, out string? may))
                return may.Split(' ').Any(one => used == one || used.StartsWith(one + ".", StringComparison.Ordinal)) || !Allowed.ContainsKey(folder) && IsBeside(folder, used);
            if (!at.Contains('.', StringComparison.Ordinal))
                return false;
        }
    }

    static bool IsBeside(string folder, string used) => folder.Split('.')[0] == used.Split('.')[0];

    // The second and third word of the namespace; null for what is not the library's or what a compiler made.
    static string? FolderOf(Type type)
    {
        string[] words = (type.Namespace ?? "").Split('.');
        return words[0] != "Sluice" || words.Length < 2 || IsGenerated(type) || type.Assembly != Library ? null : string.Join('.', words[1..Math.Min(3, words.Length)]);
    }

    static bool IsGenerated(Type type) => type.Namespace is null || type.Name.StartsWith('<') ||
        type.Namespace.StartsWith("System", StringComparison.Ordinal) || type.Namespace.StartsWith("Microsoft", StringComparison.Ordinal);
}
