using System.Reflection;
using Sluice.S3;

namespace Sluice.Tests.Rules;

/// <summary>One direction: {Cli, Client} -> {Sync, Benchmarking, Jobs, Processing} -> {Transfer, Listing} -> {Locations, S3}.</summary>
public sealed class LayeringTests
{
    static readonly Assembly Library = typeof(S3Client).Assembly;
    static readonly Assembly EndpointAssembly = Assembly.Load("Sluice.Endpoint");

    // What each capability may use of the library. Names and log messages (Telemetry) are for all and use nothing.
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Sluice.Telemetry"] = [],
        ["Sluice.S3"] = ["Sluice.Telemetry"],
        ["Sluice.Locations"] = ["Sluice.S3", "Sluice.Telemetry"],
        ["Sluice.Listing"] = ["Sluice.S3", "Sluice.Locations", "Sluice.Telemetry"],
        ["Sluice.Transfer"] = ["Sluice.S3", "Sluice.Locations", "Sluice.Listing", "Sluice.Telemetry"],
        ["Sluice.Sync"] = ["Sluice.S3", "Sluice.Locations", "Sluice.Listing", "Sluice.Transfer", "Sluice.Telemetry"],
        ["Sluice.Benchmarking"] = ["Sluice.S3", "Sluice.Locations", "Sluice.Listing", "Sluice.Transfer", "Sluice.Telemetry"],
        ["Sluice.Jobs"] = ["Sluice.S3", "Sluice.Locations", "Sluice.Listing", "Sluice.Transfer", "Sluice.Telemetry"],
        ["Sluice.Processing"] = ["Sluice.S3", "Sluice.Locations", "Sluice.Listing", "Sluice.Transfer", "Sluice.Telemetry"],
        ["Sluice.Client"] = ["Sluice.S3", "Sluice.Locations", "Sluice.Listing", "Sluice.Transfer", "Sluice.Sync", "Sluice.Telemetry"],
        ["Sluice.Endpoint"] = ["Sluice.S3"],
    };

    [Fact]
    public void No_capability_uses_one_above_or_beside_it()
    {
        IEnumerable<string> wrong =
            from use in UsedTypes.In(Library).Concat(UsedTypes.In(EndpointAssembly))
            let @from = Capability(use.From)
            let to = Capability(use.To)
            where @from is not null && to is not null && @from != to && !Allowed[@from].Contains(to)
            select $"{use.From.FullName} uses {use.To.FullName}";
        Assert.Equal("", string.Join('\n', wrong.Distinct()));
    }

    [Fact]
    public void Every_type_of_the_library_belongs_to_a_capability()
    {
        IEnumerable<string?> homeless = Library.GetTypes().Concat(EndpointAssembly.GetTypes())
            .Where(static type => type.DeclaringType is null && !IsGenerated(type) && (Capability(type) is not { } name || !Allowed.ContainsKey(name)))
            .Select(static type => type.FullName);
        Assert.Equal("", string.Join('\n', homeless));
    }

    [Fact]
    public void Library_and_endpoint_never_touch_the_console()
    {
        IEnumerable<string> wrong = UsedTypes.In(Library).Concat(UsedTypes.In(EndpointAssembly))
            .Where(static use => use.To == typeof(Console))
            .Select(static use => use.From.FullName!);
        Assert.Equal("", string.Join('\n', wrong));
    }

    [Fact]
    public void Library_knows_neither_web_server_nor_command_line()
    {
        string[] banned = ["Microsoft.AspNetCore", "System.CommandLine", "Spectre.Console", "Sluice.Endpoint", "Sluice.Cli"];
        IEnumerable<string?> wrong = Library.GetReferencedAssemblies().Select(static name => name.Name)
            .Where(name => banned.Any(name!.StartsWith));
        Assert.Equal("", string.Join('\n', wrong));
    }

    [Fact]
    public void The_reader_of_assemblies_sees_uses_in_code()
    {
        (Type From, Type To)[] uses = [.. UsedTypes.In(typeof(LayeringTests).Assembly)];
        Assert.Contains((typeof(LayeringTests), typeof(Console)), uses);
        Assert.Contains((typeof(LayeringTests), typeof(S3Client)), uses);
    }

    // The first two words of the namespace; null for what is not ours or what a compiler made.
    static string? Capability(Type type)
    {
        string[] words = (type.Namespace ?? "").Split('.');
        return words[0] != "Sluice" || IsGenerated(type) ? null : words.Length > 1 ? $"{words[0]}.{words[1]}" : words[0];
    }

    static bool IsGenerated(Type type) => type.Namespace is null || type.Name.StartsWith('<') ||
        type.Namespace.StartsWith("System", StringComparison.Ordinal) || type.Namespace.StartsWith("Microsoft", StringComparison.Ordinal);
}
