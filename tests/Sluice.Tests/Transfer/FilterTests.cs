using System.Diagnostics;
using System.Text;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Tests.Transfer;

public sealed class FilterTests
{
    // What rclone's documentation says of each form ("Filtering, includes and excludes").
    [Theory]
    [InlineData("*.jpg", "a.jpg", true)]
    [InlineData("*.jpg", "sub/a.jpg", true)]
    [InlineData("/*.jpg", "sub/a.jpg", false)]
    [InlineData("/*.jpg", "a.jpg", true)]
    [InlineData("sub/*", "sub/a", true)]
    [InlineData("sub/*", "top/sub/a", true)]
    [InlineData("sub/*", "sub/deep/a", false)]
    [InlineData("sub/**", "sub/deep/a", true)]
    [InlineData("file?.txt", "file1.txt", true)]
    [InlineData("file?.txt", "file/.txt", false)]
    [InlineData("file[0-9].txt", "file7.txt", true)]
    [InlineData("file[!0-9].txt", "file7.txt", false)]
    [InlineData("{one,two}.txt", "two.txt", true)]
    [InlineData("{one,two}.txt", "three.txt", false)]
    [InlineData(@"a\*b", "a*b", true)]
    [InlineData(@"a\*b", "axb", false)]
    [InlineData("dir/", "dir/x/y", true)]
    [InlineData("dir/", "dir", false)]
    [InlineData("a.b", "axb", false)]
    public void Globs_of_a_filter_file_mean_what_they_mean_in_rclone(string glob, string name, bool excluded) =>
        Assert.Equal(!excluded, Of($"- {glob}\n").Accepts(name, 0, default));

    [Fact]
    public void Within_a_filter_file_the_first_rule_that_matches_decides()
    {
        ItemFilter filter = Of("""
            # pictures
            ; but no drafts
            - drafts/

            + *.jpg
            - *
            """);
        Assert.True(filter.Accepts("a.jpg", 0, default));
        Assert.False(filter.Accepts("drafts/a.jpg", 0, default));
        Assert.False(filter.Accepts("a.txt", 0, default));
    }

    [Fact]
    public void A_filter_file_counts_as_one_rule_at_its_place_and_an_exclamation_mark_forgets_all_before()
    {
        FilterRules rules = new();
        rules.Add(false, "*");
        Assert.Empty(rules.AddFile(File("+ *.jpg\n- a*\n"), "f"));
        rules.Add(true, "always");
        ItemFilter filter = ItemFilter.From(rules);
        Assert.True(filter.Accepts("a.jpg", 0, default));
        Assert.False(filter.Accepts("b.txt", 0, default));
        Assert.False(filter.Accepts("a.txt", 0, default));
        Assert.True(filter.Accepts("always", 0, default));

        FilterRules cleared = new();
        cleared.Add(false, "*");
        Assert.Empty(cleared.AddFile(File("- b*\n!\n- c*\r\n"), "f"));
        ItemFilter rest = ItemFilter.From(cleared);
        Assert.True(rest.Accepts("a", 0, default));
        Assert.True(rest.Accepts("b", 0, default));
        Assert.False(rest.Accepts("c", 0, default));
    }

    [Fact]
    public void Every_problem_of_a_filter_file_is_told_with_its_line()
    {
        IReadOnlyList<string> problems = new FilterRules().AddFile(new MemoryStream([
            .. "+ ok\nnonsense\n- [z\n- {a\n- {{x+}}\n+\n- a}\n- x\\\n- [z-a]\n"u8, 0xff, (byte)'\n', .. Encoding.UTF8.GetBytes("- " + new string('x', 3000))]), "rules\x1b.txt");
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9, 10, 11], problems.Select(problem => int.Parse(problem.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(problems, problem => Assert.DoesNotContain('\x1b', problem));
    }

    [Fact]
    public void A_filter_file_without_end_is_refused_at_its_bounds()
    {
        Assert.Contains("more than", Assert.Single(new FilterRules().AddFile(new MemoryStream(new byte[2 << 20]), "zero")), StringComparison.Ordinal);
        string many = string.Concat(Enumerable.Range(0, 10_050).Select(n => $"- {n}\n"));
        Assert.Contains("f:10001: there are more than 10,000 rules.", new FilterRules().AddFile(File(many), "f"));
    }

    [Fact]
    public void No_glob_takes_more_than_moments_on_any_name()
    {
        string evil = string.Concat(Enumerable.Repeat("*a", 500)) + "b";
        string name = new('a', 1024);
        Stopwatch watch = Stopwatch.StartNew();
        Assert.DoesNotMatch(Glob.ToRegex(evil), name);
        Assert.True(Of("- " + string.Concat(Enumerable.Repeat("{*,**}a", 250)) + "b\n").Accepts(name, 0, default));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    [Fact]
    public void Bounds_of_size_include_themselves_and_bounds_of_time_do_not()
    {
        DateTimeOffset noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        ItemFilter filter = ItemFilter.From(new FilterRules(), 10, 20, noon, noon.AddHours(1));
        Assert.False(filter.AcceptsAll);
        Assert.True(filter.Accepts("a", 10, noon.AddMinutes(1)) && filter.Accepts("a", 20, noon.AddMinutes(1)));
        Assert.False(filter.Accepts("a", 9, noon.AddMinutes(1)) || filter.Accepts("a", 21, noon.AddMinutes(1)));
        Assert.False(filter.Accepts("a", 10, noon) || filter.Accepts("a", 10, noon.AddHours(1)));
    }

    [Fact]
    public void What_is_not_known_of_an_item_lies_within_no_bound()
    {
        DateTimeOffset noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        Assert.True(ItemFilter.All.Accepts("a", null, null));
        foreach (ItemFilter filter in new[] { ItemFilter.From(new FilterRules(), minSize: 0), ItemFilter.From(new FilterRules(), maxSize: 9) })
            Assert.True(!filter.Accepts("a", null, noon) && filter.Needs(null, noon) && !filter.Needs(1, null));
        foreach (ItemFilter filter in new[] { ItemFilter.From(new FilterRules(), newerThan: noon), ItemFilter.From(new FilterRules(), olderThan: noon) })
            Assert.True(!filter.Accepts("a", 1, null) && filter.Needs(1, null) && !filter.Needs(null, noon));
    }

    static MemoryStream File(string text) => new(Encoding.UTF8.GetBytes(text));

    static ItemFilter Of(string text)
    {
        FilterRules rules = new();
        Assert.Empty(rules.AddFile(File(text), "f"));
        return ItemFilter.From(rules);
    }

    [Theory]
    [InlineData("[!a]x", "bx", true)]
    [InlineData("[!a]x", "ax", false)]
    [InlineData("[^a]x", "ax", false)]
    [InlineData("[]a]x", "]x", true)]
    [InlineData("[!]a]x", "]x", false)]
    [InlineData("[!]", "[!]", true)]
    [InlineData("a[b", "a[b", true)]
    [InlineData("a[]b", "a[]b", true)]
    [InlineData("[[]1]", "[1]", true)]
    [InlineData("[a^]", "^", true)]
    [InlineData("[\\]", "\\", true)]
    [InlineData("?", "\ud83d\ude00", true)]
    [InlineData("??", "\ud83d\ude00", false)]
    [InlineData("a*c", "a/\nb/c", true)]
    public void Wildcards_are_those_of_posix_and_cross_slashes(string pattern, string name, bool matches)
    {
        Assert.Equal(matches, Glob.ToRegex(pattern).IsMatch(name));
        Assert.Equal(pattern is not ("[!]" or "a[b" or "a[]b"), Glob.FirstWildcard(pattern) >= 0);
    }

    [Fact]
    public void A_malformed_set_is_told_with_its_pattern() =>
        Assert.Contains("[z-a]", Assert.Throws<ArgumentException>(() => Glob.ToRegex("[z-a]")).Message, StringComparison.Ordinal);
}
