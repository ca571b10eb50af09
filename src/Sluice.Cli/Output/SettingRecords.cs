namespace Sluice.Cli.Output;

/// <summary>An option with its variable and its name in the settings file, and what sets it: no value where nothing does. Problem is why its commands refuse that value.</summary>
sealed record SettingRecord(string Option, string Variable, string Setting, string? Value, string? Source, string? Problem) : JsonRecord("setting");
