using System.Text;

namespace Sluice.Tests.Support;

/// <summary>A request as it was sent.</summary>
/// <param name="Method">GET, PUT and so on.</param>
/// <param name="Target">Path and query, encoded as they were sent.</param>
/// <param name="Headers">By names in lower case.</param>
/// <param name="Body">All of it.</param>
public sealed record StoreRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The path without the query.</summary>
    public string Path => Target.Split('?')[0];

    /// <summary>The query without its question mark; empty when there is none.</summary>
    public string Query => Target.Contains('?', StringComparison.Ordinal) ? Target[(Target.IndexOf('?', StringComparison.Ordinal) + 1)..] : "";

    /// <summary>Whether the query has a parameter of this name, with or without a value.</summary>
    public bool Asks(string parameter) => Query.Split('&').Any(one => one == parameter || one.StartsWith(parameter + "=", StringComparison.Ordinal));

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);
}
