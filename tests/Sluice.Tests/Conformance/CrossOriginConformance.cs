namespace Sluice.Tests.Conformance;

/// <summary>Browsers on pages of other origins: preflights are answered by the bucket's rules.</summary>
public abstract class CrossOriginConformance(Store store) : RawConformance(store)
{
    const string Rules = """
        <CORSConfiguration>
          <CORSRule><AllowedOrigin>https://*.page.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedHeader>x-amz-meta-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>300</MaxAgeSeconds></CORSRule>
        </CORSConfiguration>
        """;

    const string Origin = "https://www.page.example";

    [Fact]
    public async Task A_preflight_that_a_rule_allows_is_answered_with_what_it_allows()
    {
        await DoneAsync(PutDocumentAsync("?cors", Rules));
        RawAnswer answer = await AskAsNobodyAsync("OPTIONS", "key", null, ("origin", Origin), ("access-control-request-method", "PUT"), ("access-control-request-headers", "x-amz-meta-color"));
        Assert.Equal(200, answer.Status);
        Assert.Equal(Origin, answer.Header("access-control-allow-origin"));
        Assert.Contains("PUT", answer.Header("access-control-allow-methods"), StringComparison.Ordinal);
        Assert.Equal(Expected(Capability.TellsAllowedHeaders, "x-amz-meta-color", moto: "x-amz-meta-*"), answer.Header("access-control-allow-headers"));
        Assert.Equal("300", answer.Header("access-control-max-age"));
    }

    [Theory]
    [InlineData("https://elsewhere.example", "GET", null, 403)]
    [InlineData(Origin, "DELETE", null, 200)]
    [InlineData(Origin, "PUT", "x-other", 200)]
    public async Task A_preflight_that_no_rule_allows_is_refused(string origin, string method, string? header, int moto)
    {
        await DoneAsync(PutDocumentAsync("?cors", Rules));
        (string, string)[] headers = [("origin", origin), ("access-control-request-method", method), .. header is null ? [] : (IEnumerable<(string, string)>)[("access-control-request-headers", header)]];
        RawAnswer answer = await AskAsNobodyAsync("OPTIONS", "key", null, headers);
        Assert.Equal(Expected<(int, string?)>(Capability.RefusesPreflights, (403, null), moto: (moto, origin)), (answer.Status, answer.Header("access-control-allow-origin")));
    }

    [Fact]
    public async Task An_answer_to_a_page_says_that_the_page_may_see_it()
    {
        await DoneAsync(PutDocumentAsync("?cors", Rules));
        await DoneAsync(AskAsync("PUT", "key", "text"));
        RawAnswer allowed = await DoneAsync(AskAsync("GET", "key", null, ("origin", Origin))), foreign = await DoneAsync(AskAsync("GET", "key", null, ("origin", "https://elsewhere.example")));
        Assert.Equal(Origin, allowed.Header("access-control-allow-origin"));
        Assert.Equal("ETag", allowed.Header("access-control-expose-headers"));
        Assert.Equal(Expected(Capability.RefusesPreflights, null, moto: "https://elsewhere.example"), foreign.Header("access-control-allow-origin"));
    }

    [Fact]
    public async Task Rules_are_told_as_they_were_put_and_are_gone_when_they_are_removed()
    {
        Assert.Equal((404, "NoSuchCORSConfiguration"), (await AskAsync("GET", "?cors")).Error);
        await DoneAsync(PutDocumentAsync("?cors", Rules));
        RawAnswer told = await DoneAsync(AskAsync("GET", "?cors"));
        Assert.Equal(("https://*.page.example", "300"), (told.Element("AllowedOrigin"), told.Element("MaxAgeSeconds")));
        Assert.Equal(204, (await AskAsync("DELETE", "?cors")).Status);
        Assert.Equal(204, (await AskAsync("DELETE", "?cors")).Status);
        Assert.Equal((404, "NoSuchCORSConfiguration"), (await AskAsync("GET", "?cors")).Error);
    }
}
