using Sluice.Cli.Commands;

namespace Sluice.Tests.Cli;

public sealed class WrittenPlacesTests
{
    [Theory]
    [InlineData(true, "cp big s3://bucket/", "cp other s3://bucket")]
    [InlineData(true, "cp big s3://bucket/big", "cp big s3://bucket/")]
    [InlineData(true, "sync tree s3://bucket/a", "cp big s3://bucket/a/b/")]
    [InlineData(true, "cp s3://bucket/big out/", "cp s3://bucket/big ./out")]
    [InlineData(true, "cp s3://bucket/big out/", "cp s3://bucket/big /srv/out/big")]
    [InlineData(true, "cp big s3://bucket/a", "pipe s3://bucket/a")]
    [InlineData(true, "cp big s3://bucket/ --endpoint-url http://127.0.0.1:9", "AWS_ENDPOINT_URL=http://127.0.0.1:9/ cp big s3://bucket/")]
    [InlineData(false, "cp big s3://bucket/ --endpoint-url http://127.0.0.1:9", "cp big s3://bucket/ --endpoint-url http://127.0.0.1:8")]
    [InlineData(false, "cp big s3://one@bucket/", "cp big s3://other@bucket/")]
    [InlineData(false, "AWS_PROFILE=run cp big s3://one@bucket/", "AWS_PROFILE=run cp big s3://other@bucket/")]
    [InlineData(false, "cp big s3://one@bucket/ --endpoint-url http://127.0.0.1:9", "cp big s3://other@bucket/ --endpoint-url http://127.0.0.1:9")]
    [InlineData(false, "AWS_PROFILE=run cp big s3://one@bucket/", "AWS_PROFILE=run cp big s3://bucket/")]
    [InlineData(true, "AWS_PROFILE=run cp big s3://one@bucket/", "cp big s3://one@bucket/")]
    [InlineData(true, "cp big s3://one@bucket/ --profile run", "AWS_ENDPOINT_URL=http://127.0.0.1:9 cp big s3://one@bucket/")]
    [InlineData(true, "AWS_PROFILE=one cp big s3://bucket/", "cp big s3://one@bucket/")]
    [InlineData(false, "cp big s3://bucket/a", "cp big s3://bucket/ab")]
    [InlineData(false, "cp big s3://bucket/a", "cp other s3://bucket/")]
    [InlineData(false, "cp s3://bucket/a out", "cp s3://bucket/a s3://bucket/out")]
    [InlineData(true, "cp big s3://bucket/a/", "sync tree s3://bucket/")]
    [InlineData(true, "cp big s3://bucket/a/", "cp t/ s3://bucket/")]
    [InlineData(true, "cp big s3://bucket/t/a/", "cp t s3://bucket/")]
    [InlineData(true, "cp big s3://bucket/x/a/", "cp t s3://bucket/x")]
    [InlineData(true, "cp big s3://bucket/a/", "cp -r s3://other/dir s3://bucket")]
    [InlineData(true, "cp s3://bucket/big out/a/", "mirror s3://bucket/ out")]
    [InlineData(true, "cp big s3://bucket/a/", "process s3://from/ --to s3://bucket/{dir}/{stem}.txt -- wc")]
    [InlineData(true, "cp big s3://bucket/from/sluice/x", "inventory s3://from/ --out s3://bucket/")]
    [InlineData(true, "cp big s3://bucket/a/", "undo s3://bucket/ --to 2h --recursive")]
    [InlineData(true, "undo s3://bucket/a/ --to 2026-01-01", "cp big s3://bucket/a/b")]
    [InlineData(true, "cp big s3://bucket/a/", "rm -r s3://bucket")]
    [InlineData(true, "cp big s3://bucket/a/", "rm s3://bucket/*.tmp")]
    [InlineData(true, "cp t/ s3://bucket/", "rm s3://bucket/a/b")]
    [InlineData(true, "cp t/ s3://bucket/a/", "sync --plan p s3://from/ s3://bucket/")]
    [InlineData(false, "cp big s3://bucket/a/", "cp -r t s3://bucket/")]
    [InlineData(false, "cp s3://bucket/big out/", "cp s3://bucket/small .")]
    [InlineData(false, "cp big s3://bucket/ab/", "sync tree s3://bucket/a")]
    [InlineData(false, "cp big s3://bucket/a/", "inventory s3://from/ --out s3://bucket/")]
    [InlineData(false, "cp big s3://bucket/a/", "process s3://from/ --to s3://bucket/b/{key} -- wc")]
    [InlineData(false, "cp big s3://bucket/a/x", "rm s3://bucket/a?versionId=one")]
    [InlineData(false, "cp big s3://bucket/", "rm s3://bucket/a")]
    public void Two_commands_meet_where_both_write(bool meet, string unfinished, string now) =>
        Assert.Equal(meet, Of(now).Meet(Of(unfinished)));

    [Theory]
    [InlineData("ls s3://bucket/a")]
    [InlineData("process s3://bucket/a -- wc")]
    [InlineData("cp s3://bucket/a -")]
    [InlineData("nonsense")]
    public void What_writes_to_no_place_meets_nothing(string command) => Assert.Null(WrittenPlaces.From(command.Split(' '), "/srv"));

    static WrittenPlaces Of(string command) => WrittenPlaces.From(command.Split(' '), "/srv")!;
}
