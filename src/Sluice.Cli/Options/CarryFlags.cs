using System.CommandLine;
using Sluice.Transfer;

namespace Sluice.Cli.Options;

/// <summary>What copies of objects take along. The words but <c>all</c> are those of aws-cli's <c>--copy-props</c>.</summary>
sealed class CarryFlags
{
    readonly Option<string> _props = Flags.Value("--copy-props", "NAME", "Copies of objects take along: none, metadata-directive (headers and metadata), default (also tags and storage class) or all (also ACL and object lock; asks for them).",
        "none", "metadata-directive", "default", "all");
    readonly Option<bool> _noTags = Flags.Switch("--no-tags", "Copy objects without their tags; they are not read.");
    readonly Option<bool> _tagsRequired = Flags.Switch("--tags-required", "Do not copy an object whose tags cannot be read or written. Default: copy it and say so.");

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [_props, _noTags, _tagsRequired];

    /// <summary>Reads them.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="tags">Gives objects other tags; not read yet.</param>
    public (CarriedAttributes Carried, bool TagsRequired) Read(CommandLine line, Option tags)
    {
        line.Exclude(_noTags, tags, "--no-tags and --tags exclude each other.");
        bool isNonsense = line.Collide(_noTags, _tagsRequired);
        if (line.Text(_props) is { } props && (props.Equals("none", StringComparison.OrdinalIgnoreCase) || props.Equals("metadata-directive", StringComparison.OrdinalIgnoreCase)))
            isNonsense |= line.Collide(_props, _tagsRequired);
        if (isNonsense)
            line.Problem("--tags-required makes no sense where no tags are copied (--no-tags, --copy-props).");
        CarriedAttributes carried = line.Choice(_props, CarriedAttributes.Default,
            ("none", CarriedAttributes.None), ("metadata-directive", CarriedAttributes.Headers), ("default", CarriedAttributes.Default), ("all", CarriedAttributes.All));
        if (line.Has(_noTags))
            carried &= ~CarriedAttributes.Tags;
        return (carried, line.Has(_tagsRequired));
    }
}
