using System.Globalization;
using Sluice.S3;
using Sluice.Transfer.Preserving;

namespace Sluice.Tests.Transfer.Preserving;

public sealed class PreservedTimesTests
{
    [Theory]
    [InlineData("1614834367.123456789", 1614834367123456789)]
    [InlineData("1614834367", 1614834367000000000)]
    [InlineData("1614834367.5", 1614834367500000000)]
    [InlineData("1614834367.1234567894", 1614834367123456789)]
    [InlineData("0", 0)]
    [InlineData("-1.25", -1250000000)]
    [InlineData("2021-03-04T05:06:07.1234567Z", 1614834367123456700)]
    public void Times_are_read_in_the_forms_that_tools_write(string text, long nanoseconds) => Assert.Equal(nanoseconds, PreservedTimes.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e9")]
    [InlineData("0x10")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("-")]
    [InlineData("1.2.3")]
    [InlineData("999999999999")]
    [InlineData("-99999999999999999999")]
    [InlineData("99999999999999999999999999999999999999999")]
    [InlineData("2021-03-04Tgarbage")]
    [InlineData("١٢٣")]
    public void What_is_no_time_counts_as_absent(string text)
    {
        Assert.Null(PreservedTimes.Parse(text));
        Assert.Null(PreservedTimes.Of(With(("mtime", text))));
    }

    [Theory]
    [InlineData("10413792000.123456789", "2300-01-01T00:00:00.1234567Z")]
    [InlineData("253402300799.9999999", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("-62135596800", "0001-01-01T00:00:00Z")]
    public void Times_that_nanoseconds_in_64_bits_do_not_reach_are_read_and_written(string text, string time)
    {
        Assert.Equal(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), PreservedTimes.Of(With(("mtime", text))));
        Assert.Equal(text, PreservedTimes.Format(PreservedTimes.Parse(text)!.Value));
        Assert.Equal(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), PreservedTimes.FromNanoseconds(PreservedTimes.Parse(time)!.Value));
    }

    [Fact]
    public void A_time_written_is_the_time_read()
    {
        Random random = new(1);
        for (int round = 0; round < 1000; round++)
        {
            long time = random.NextInt64(long.MinValue, long.MaxValue);
            Assert.Equal(time, PreservedTimes.Parse(PreservedTimes.Format(time)));
        }
        Assert.Equal(-long.MaxValue, PreservedTimes.Parse(PreservedTimes.Format(-long.MaxValue)));
        Assert.Equal("1614834367.1", PreservedTimes.Format(1614834367_100000000));
        Assert.Equal("-0.000000001", PreservedTimes.Format(-1));
    }

    [Fact]
    public void Times_between_two_ticks_round_down_as_those_of_files_do()
    {
        Assert.Equal(DateTimeOffset.UnixEpoch, PreservedTimes.FromNanoseconds(99));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), PreservedTimes.FromNanoseconds(-1));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), PreservedTimes.FromNanoseconds(-100));
    }

    [Theory]
    [InlineData("atime:1390000000/ctime:1390000001/gid:100/gname:users/md5:d41d8cd98f00b204e9800998ecf8427e/mode:33188/mtime:1390000002/uid:1000/uname:me", 1390000002000000000)]
    [InlineData("mtime:1390000002", 1390000002000000000)]
    [InlineData("xmtime:5/mtime", null)]
    [InlineData("mtime:", null)]
    [InlineData("////", null)]
    public void The_time_of_s3cmd_is_read_where_there_is_no_other(string text, long? nanoseconds)
    {
        Assert.Equal(nanoseconds, PreservedTimes.NanosecondsOf(With(("s3cmd-attrs", text))));
        Assert.Equal(7_000_000_000, PreservedTimes.NanosecondsOf(With(("s3cmd-attrs", text), ("Mtime", "7"))));
    }

    static ObjectAttributes With(params (string Key, string Value)[] metadata) =>
        new() { Metadata = [.. metadata.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value))] };
}
