using System.Reflection;

namespace Sluice.Tests.Rules;

/// <summary>What tests need is installed by the project's own script, and said where a contributor looks.</summary>
public sealed class NeedsTests
{
    static readonly string[] Needs = [.. typeof(NeedsTests).Assembly.GetTypes()
        .SelectMany(static type => type.GetMethods().Select(static method => method.CustomAttributes).Append(type.CustomAttributes))
        .SelectMany(static attributes => attributes)
        .Where(static one => one.AttributeType == typeof(TraitAttribute) && "Needs".Equals(one.ConstructorArguments[0].Value))
        .Select(static one => (string)one.ConstructorArguments[1].Value!)
        .Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void Whatever_a_test_needs_is_installed_or_named_as_missing_by_the_script()
    {
        Assert.Contains("ceph", Needs);
        string script = File.ReadAllText(Repository.PathOf("eng", "install-test-tools.sh"));
        string guide = File.ReadAllText(Repository.PathOf("CONTRIBUTING.md"));
        string workflow = File.ReadAllText(Repository.PathOf(".github", "workflows", "ci.yml"));
        foreach (string need in Needs)
        {
            Assert.True(script.Contains($"apt_install {need} ", StringComparison.Ordinal) || script.Contains($"MISSING+=({need})", StringComparison.Ordinal) || (need is "moto" or "aws" or "boto3" && script.Contains("MISSING+=(moto aws boto3)", StringComparison.Ordinal)), $"eng/install-test-tools.sh does not install {need}");
            Assert.Contains($"`{need}`", guide, StringComparison.Ordinal);
            Assert.Contains($"Needs!={need}", workflow, StringComparison.Ordinal);
        }
    }
}
