using Sluice.Tests.Transfer;

namespace Sluice.Tests.Support;

/// <summary>The proxy itself: what it does not change arrives as the endpoint sent it.</summary>
public sealed class DeviantStoreTests
{
    [Fact]
    public async Task What_is_not_changed_goes_through_as_it_is()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync();
        byte[] bytes = EngineBench.Bytes(300_000);
        bench.Put("a b/c%20d", bytes);
        Assert.Equal(bytes, bench.Get("a b/c%20d"));
        Assert.Equal(["a b/c%20d"], bench.Keys());
        Assert.Contains(bench.Deviant.Requests, static request => request.Method == "PUT" && request.Body.Length == 300_000);
    }

    [Fact]
    public async Task An_answer_can_be_changed_and_replaced()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(
            static (request, answer) => answer.Headers["etag"] = "\"another\"",
            static request => request.Method == "HEAD" ? new StoreAnswer(404) : null);
        Assert.Equal("\"another\"", bench.Put("a", [1]));
        Assert.False(bench.Has("a"));
    }
}
