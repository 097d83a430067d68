using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Engine.Archive;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Tests.Core;

namespace Homeostat.Tests.Archive;

public sealed class ArchiveTests : IDisposable
{
    private readonly ArchiveFolder _folder = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_inputs_come_back_as_they_were(int seed)
    {
        var random = new RandomInputs(seed);
        List<Input> inputs = [.. Enumerable.Range(0, 200).Select(_ => random.Next())];
        var path = _folder.Write(inputs, seed % 3 * 17, close: seed % 2 == 0);

        var (read, wrong) = ArchiveFolder.Read(path);

        var written = seed % 2 == 0 ? inputs.Count : seed % 3 == 0 ? 0 : inputs.Count / (seed % 3 * 17) * (seed % 3 * 17);
        Assert.Equal(inputs.Take(written).Select(RandomInputs.Exactly), read);
        Assert.Equal(seed % 2 == 0, wrong is null);
    }

    [Fact]
    public void The_header_brings_back_the_configuration_to_the_bit()
    {
        var path = _folder.Write([], 0, close: true);

        using var reader = ArchiveReader.Open(path);

        Assert.Equal(ArchiveFolder.Header.ConfigurationHash, reader.Header.ConfigurationHash);
        Assert.Equal(("devnet", 31337ul), (reader.Header.Network, reader.Header.ChainId));
        Assert.Equal(Sample.Configuration(11).Protocol.Markets, reader.Header.Configuration.Protocol.Markets);
        Assert.Equal(Sample.Policy.Rungs, reader.Header.Configuration.Policy.Rungs);
        Assert.Null(reader.Blocks);
    }

    [Fact]
    public void A_replayed_story_gives_the_same_emissions_bit_for_bit()
    {
        var watched = new Watched();
        var inputs = new List<Input>(new ChainBuilder().Opening(Watched.OpeningBlocks));
        inputs.AddRange(new RandomStory(3).Blocks(watched, 300));
        var path = _folder.Write(inputs, 0, close: true);

        using var reader = ArchiveReader.Open(path);
        var brain = new Brain(reader.Header.Configuration);
        var again = reader.Read(new LogBatch()).SelectMany(i => brain.Step(i)).Select(Watched.Exactly);

        Assert.NotEmpty(watched.Decisions);
        Assert.Equal(watched.Said.Select(Watched.Exactly), again);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_range_has_its_blocks_their_ticks_and_what_came_between(int perGroup)
    {
        var chain = new ChainBuilder();
        var inputs = new List<Input>();
        for (var i = 0; i < 40; i++)
        {
            inputs.Add(chain.Quotes(100 + i));
            inputs.Add(new ChainUpdate.Committed(chain.Next()));
            inputs.Add(new OperatorCommand(OperatorVerb.Acknowledge, "ann", $"after {chain.Tip.Number}"));
        }

        var path = _folder.Write(inputs, perGroup, close: true);

        using var reader = ArchiveReader.Open(path);
        var range = reader.Read(new BlockRange(new BlockNumber(11), new BlockNumber(13))).Select(RandomInputs.Exactly);

        Assert.Equal(inputs.Skip(30).Take(9).Select(RandomInputs.Exactly), range);
        Assert.Equal(new BlockRange(new BlockNumber(1), new BlockNumber(40)), reader.Blocks);
        Assert.Equal(120, reader.InputCount);
    }

    [Fact]
    public void Recording_goes_on_where_it_was_torn_or_closed()
    {
        var random = new RandomInputs(9);
        List<Input> inputs = [.. Enumerable.Range(0, 90).Select(_ => random.Next())];
        var path = _folder.Write(inputs.Take(30), 10, close: true);
        Append(path, inputs[30..60], close: false);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length - 5);
        }

        // The last of the three groups is torn, so its ten inputs are told again.
        var (writer, tail) = ArchiveWriter.Resume(path, ArchiveFolder.Header);
        using (writer)
        {
            Assert.True(tail.TornBytes > 0);
            inputs[50..].ForEach(writer.Append);
            writer.Close();
        }

        var (read, wrong) = ArchiveFolder.Read(path);
        Assert.Equal(inputs.Select(RandomInputs.Exactly), read);
        Assert.Null(wrong);
    }

    [Fact]
    public void Recording_another_configuration_into_an_archive_is_refused()
    {
        var path = _folder.Write([], 0, close: true);

        var refused = Assert.Throws<ArchiveException>(() => ArchiveWriter.Resume(path, ArchiveFolder.Header with { Configuration = Sample.Configuration(12) }));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("another file", refused.Message, StringComparison.Ordinal);
    }

    private static void Append(string path, List<Input> inputs, bool close)
    {
        var (writer, _) = ArchiveWriter.Resume(path, ArchiveFolder.Header);
        using (writer)
        {
            foreach (var chunk in inputs.Chunk(10))
            {
                Array.ForEach(chunk, writer.Append);
                writer.WriteGroup();
            }

            if (close)
            {
                writer.Close();
            }
        }
    }
}
