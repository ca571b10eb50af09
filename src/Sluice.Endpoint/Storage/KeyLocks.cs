using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>Serialises writes of one key while others go on: a fixed set of locks, chosen by the key's hash.</summary>
sealed class KeyLocks
{
    readonly SemaphoreSlim[] _stripes = CreateStripes();

    public async ValueTask<Releaser> EnterAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        SemaphoreSlim stripe = _stripes[(uint)key.GetHashCode() % (uint)_stripes.Length];
        await stripe.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Releaser(stripe);
    }

    static SemaphoreSlim[] CreateStripes()
    {
        SemaphoreSlim[] stripes = new SemaphoreSlim[64];
        for (int i = 0; i < stripes.Length; i++)
            stripes[i] = new SemaphoreSlim(1, 1);
        return stripes;
    }

    public readonly struct Releaser(SemaphoreSlim stripe) : IDisposable
    {
        public void Dispose() => stripe.Release();
    }
}
