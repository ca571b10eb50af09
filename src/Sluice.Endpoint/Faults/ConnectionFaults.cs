using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Faults;

/// <summary>Faults of the connection a request came on.</summary>
static class ConnectionFaults
{
    static readonly object PacerKey = new();

    /// <summary>The connection's pacer, shared by all its requests; null when nothing slows it.</summary>
    public static Pacer? PacerOf(S3Request request)
    {
        if (request.Faults.BytesPerSecond is not { } rate)
            return null;
        IDictionary<object, object?>? items = request.Http.Features.Get<IConnectionItemsFeature>()?.Items;
        if (items is not null && items.TryGetValue(PacerKey, out object? known) && known is Pacer pacer && pacer.BytesPerSecond == rate)
            return pacer;
        pacer = new Pacer(request.Endpoint.Options.Clock, rate);
        if (items is not null)
            items[PacerKey] = pacer;
        return pacer;
    }

    /// <summary>Resets the connection: with no linger time, closing a TCP socket sends RST instead of FIN.</summary>
    public static ConnectionResetException Reset(S3Request request)
    {
        Socket? socket = request.Http.Features.Get<IConnectionSocketFeature>()?.Socket;
        if (socket is not null)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close(0);
        }
        request.Http.Abort();
        return new ConnectionResetException();
    }
}
