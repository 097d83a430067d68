using System.Diagnostics;
using System.Text;
using Homeostat.Engine.Files;
using Homeostat.Tests.Drill;

namespace Homeostat.Tests.Files;

/// <summary>A file is somebody else's until it has been read: whatever it holds, the answer is a list of problems.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly ScenarioDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string, string> Hostile => new()
    {
        { "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "scenario.yaml:1:4: anchors (&) and aliases (*) are not read; write the value out, or quote it" },
        { "a: *nobody\n", "scenario.yaml:1:4: anchors (&) and aliases (*) are not read; write the value out, or quote it" },
        { "<<: {}\n*a : 1\n", "scenario.yaml:2:1: anchors (&) and aliases (*) are not read; write the value out, or quote it" },
        { "a: !!binary aGk=\n", "scenario.yaml:1:4: tags (!) are not read; remove it, or quote the value" },
        { "? [a]\n: 1\n", "scenario.yaml:1:3: a key must be a word of at most 128 characters" },
        { "", "scenario.yaml: is empty" },
        { "# only a comment\n", "scenario.yaml: is empty" },
        { "a: 1\n---\nb: 2\n", "scenario.yaml:2:1: a second document begins here; one file holds one" },
        { "just text\n", "scenario.yaml:1:1: is a single value, a mapping was expected" },
        { "- a\n", "scenario.yaml:1:1: is a list, a mapping was expected" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Told_in_one_line(string text, string expected)
    {
        File.WriteAllText(_directory.At("scenario.yaml"), text);

        Assert.Equal(expected, _directory.Problems());
    }

    [Fact]
    public void A_huge_scalar_a_deep_nest_many_values_and_a_large_file_are_cut_short()
    {
        var watch = Stopwatch.StartNew();

        Assert.EndsWith("is longer than 65536 characters", Problems($"title: {new string('x', 70_000)}"), StringComparison.Ordinal);
        Assert.EndsWith("is nested more than 32 deep", Problems($"title: {new string('[', 5_000)}"), StringComparison.Ordinal);
        Assert.EndsWith("has more than 50000 values", Problems($"title: [{string.Concat(Enumerable.Repeat("a,", 60_000))}]"), StringComparison.Ordinal);
        Assert.Equal("scenario.yaml: is larger than 1024 KiB", Problems($"title: {new string(' ', 1 << 20)}"));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Many_problems_are_counted_but_not_all_listed()
    {
        var lines = Problems(string.Concat(Enumerable.Range(0, 300).Select(i => $"zz{i}: 1\n"))).Split('\n');

        Assert.Equal(FileProblems.MaxListed + 1, lines.Length);
        Assert.Matches("more problems$", lines[^1]);
    }

    [Fact]
    public void Other_encodings_are_named()
    {
        Assert.Equal("scenario.yaml: is UTF-16; save it as UTF-8", Problems(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a: 1"))));
        Assert.Equal("scenario.yaml:2:4: is not UTF-8 here; save the file as UTF-8", Problems("a: 1\nb: "u8.ToArray().Append((byte)0xE9)));
    }

    [Fact]
    public void A_byte_order_mark_is_no_problem()
    {
        File.WriteAllText(_directory.At("scenario.yaml"), _directory.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal("mark-manipulation", _directory.Load().Slug);
    }

    [Fact]
    public void Nothing_in_a_file_reaches_the_terminal_unseen()
    {
        _directory.With("slug: mark-manipulation", "slug: \"a\\e[31m\\u202Eb\"");

        Assert.StartsWith("scenario.yaml:2:7 slug: 'a\uFFFD[31m\uFFFDb' is malformed", _directory.Problems(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_in_place_of_the_file_is_told()
    {
        File.Delete(_directory.At("scenario.yaml"));
        Directory.CreateDirectory(_directory.At("scenario.yaml"));

        Assert.Equal("scenario.yaml: is a directory, a file was expected", _directory.Problems());
    }

    /// <summary>Any edit of a good file loads or is told; the seed is fixed, so a failure is found again.</summary>
    [Fact]
    public void No_edit_of_a_good_file_ends_in_anything_but_problems()
    {
        const string Pieces = "{}[]:,-#&*!|>'\"%@`\n\t \\$?~0aé";
        var random = new Random(20_250_205);
        var text = _directory.Text;
        for (var i = 0; i < 400; i++)
        {
            var edited = new StringBuilder(text);
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                var at = random.Next(edited.Length - 20);
                _ = random.Next(3) switch
                {
                    0 => edited.Remove(at, random.Next(1, 20)),
                    1 => edited.Insert(at, Pieces[random.Next(Pieces.Length)]),
                    _ => edited.Replace(edited[at], Pieces[random.Next(Pieces.Length)], at, 1),
                };
            }

            File.WriteAllText(_directory.At("scenario.yaml"), edited.ToString());
            Assert.True(Record.Exception(_directory.Load) is null or FilesException, edited.ToString());
        }
    }

    private string Problems(string text) => Problems(Encoding.UTF8.GetBytes(text));

    private string Problems(IEnumerable<byte> bytes)
    {
        File.WriteAllBytes(_directory.At("scenario.yaml"), [.. bytes]);
        return _directory.Problems();
    }
}
