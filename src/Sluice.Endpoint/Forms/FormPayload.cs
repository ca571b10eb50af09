using Sluice.Endpoint.Bodies;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Forms;

/// <summary>The file of a form; one that ends without the form's last boundary is incomplete.</summary>
sealed class FormPayload(Stream body) : PayloadReader
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            throw new RefusalException(Refusal.IncompleteBody);
        }
    }
}
