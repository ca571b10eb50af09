using System.Globalization;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Auth;
using Sluice.Endpoint.Faults;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint;

/// <summary>What all requests of one endpoint share.</summary>
sealed class EndpointContext(EndpointOptions options, Catalog catalog, IReadOnlyList<EndpointAccount> accounts, FaultControl faults)
{
    readonly Dictionary<string, EndpointAccount> _accounts = accounts.ToDictionary(static a => a.AccessKey, StringComparer.Ordinal);
    readonly Dictionary<string, Caller> _callers = accounts.ToDictionary(static a => a.Id, static a => new Caller(a.Id, a.Name), StringComparer.Ordinal);
    long _requests;

    public EndpointOptions Options { get; } = options;

    public Catalog Catalog { get; } = catalog;

    public FaultControl Faults { get; } = faults;

    public RequestCounts Counts { get; } = new();

    public SigningKeys SigningKeys { get; } = new();

    public FinishedUploads FinishedUploads { get; } = new(options.Clock);

    /// <summary>Now, in whole seconds: what HTTP dates can say.</summary>
    public DateTimeOffset Now
    {
        get
        {
            DateTimeOffset now = Options.Clock.GetUtcNow();
            return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
        }
    }

    public EndpointAccount? AccountOf(string accessKey) => _accounts.GetValueOrDefault(accessKey);

    /// <summary>True for the canonical id of an account of this endpoint.</summary>
    public bool IsAccount(string id) => _callers.ContainsKey(id);

    public Caller CallerOf(string accountId) => _callers.GetValueOrDefault(accountId) ?? new Caller(accountId, accountId);

    public string NextRequestId() => Interlocked.Increment(ref _requests).ToString("X16", CultureInfo.InvariantCulture);
}
