namespace Sluice.Cli.Settings;

/// <summary>The settings file cannot be used.</summary>
/// <param name="message">Names the file, the line, and what is wrong; fit for a terminal.</param>
sealed class SettingsException(string message) : Exception(message);
