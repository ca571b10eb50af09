using System.Text;
using System.Text.Json;
using Sluice.Benchmarking.TestObjects;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Tests.Benchmarking.TestObjects;

public sealed class TestPrefixTests : IDisposable
{
    readonly string _state = Directory.CreateTempSubdirectory("sluice-bench-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    TestPrefix Create(string target = "data") =>
        TestPrefix.Create(new S3Location(null, "bucket", new ObjectKey(target)), "http://store/", directory: null, _state, new ManualClock());

    [Theory]
    [InlineData("", "sluice-bench/")]
    [InlineData("data", "data/sluice-bench/")]
    [InlineData("data/", "data/sluice-bench/")]
    public void Each_run_has_a_prefix_of_its_own_below_the_target(string target, string expected)
    {
        using TestPrefix first = Create(target), second = Create(target);
        Assert.StartsWith(expected, first.Location.Key.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(first.Location.Key, second.Location.Key);
        Assert.True(first.Location.IsLiteral);
    }

    [Fact]
    public void What_a_living_run_has_is_not_taken_over_and_what_a_dead_one_left_is()
    {
        TestPrefix run = Create();
        string record = Assert.Single(Directory.GetFiles(_state, "*.json"));
        Assert.Null(TestPrefix.TryTakeOver(record));
        run.Dispose();
        using (TestPrefix? left = TestPrefix.TryTakeOver(record))
        {
            Assert.Equal(run.Location, left!.Location);
            left.Forget();
        }
        Assert.Empty(Directory.GetFiles(_state));
    }

    [Theory]
    [InlineData("")]
    [InlineData("data/")]
    [InlineData("data/sluice-bench/")]
    [InlineData("datasluice-bench/0123456789abcdef/")]
    [InlineData("data/sluice-bench/ffffffffffffffff/")]
    [InlineData("data/sluice-bench/0123456789abcdef")]
    public void A_record_of_any_other_prefix_removes_nothing(string prefix)
    {
        string path = Write(new TestPrefixRecord("0123456789abcdef", "", null, "bucket", Encoding.UTF8.GetBytes(prefix), null, default));
        Assert.Null(TestPrefix.TryTakeOver(path));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/home")]
    [InlineData("relative/sluice-bench-0123456789abcdef")]
    [InlineData("/tmp/sluice-bench-0123456789abcdef/..")]
    public void A_record_of_any_other_directory_removes_nothing(string directory)
    {
        string path = Write(new TestPrefixRecord("0123456789abcdef", "", null, "bucket", "sluice-bench/0123456789abcdef/"u8.ToArray(), directory, default));
        Assert.Null(TestPrefix.TryTakeOver(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1")]
    [InlineData("""{"id":"0123456789abcdef","prefix":"!"}""")]
    public void A_record_that_is_none_removes_nothing(string text)
    {
        string path = Path.Combine(_state, "0123456789abcdef.json");
        File.WriteAllText(path, text);
        Assert.Null(TestPrefix.TryTakeOver(path));
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_record_of_the_right_form_is_taken_over()
    {
        string path = Write(new TestPrefixRecord("0123456789abcdef", "", null, "bucket", "a/sluice-bench/0123456789abcdef/"u8.ToArray(), "/tmp/sluice-bench-0123456789abcdef", default));
        using TestPrefix? left = TestPrefix.TryTakeOver(path);
        Assert.NotNull(left);
    }

    string Write(TestPrefixRecord record)
    {
        string path = Path.Combine(_state, record.Id + TestPrefix.Extension);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(record, TestPrefixJson.Default.TestPrefixRecord));
        return path;
    }
}
