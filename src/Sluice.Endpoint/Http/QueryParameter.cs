namespace Sluice.Endpoint.Http;

/// <summary>One query parameter; the value stays bytes, because prefixes and markers are keys.</summary>
readonly record struct QueryParameter(string Name, byte[] Value);
