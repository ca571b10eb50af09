namespace Sluice.Endpoint.Faults;

/// <summary>Ends a request whose connection was reset on purpose.</summary>
sealed class ConnectionResetException : Exception;
