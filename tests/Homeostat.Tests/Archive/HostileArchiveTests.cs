using System.Buffers.Binary;
using System.IO.Hashing;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Engine.Archive;
using Homeostat.Tests.Core;

namespace Homeostat.Tests.Archive;

public sealed class HostileArchiveTests : IDisposable
{
    private readonly ArchiveFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_flipped_byte_is_noticed_and_no_wrong_value_is_read(bool close)
    {
        var path = _folder.Write(Inputs(6), 2, close);
        var good = File.ReadAllBytes(path);
        var right = ArchiveFolder.Read(path).Inputs;
        var random = new Random(1);
        for (var i = 0; i < good.Length; i++)
        {
            var bad = (byte[])good.Clone();
            bad[i] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(path, bad);

            var (read, wrong) = ArchiveFolder.Read(path);

            Assert.True(wrong is not null, $"byte {i} of {good.Length} was flipped and nothing noticed");
            Assert.Equal(right.Take(read.Count), read);
            Assert.True(read.Count < right.Count || close, $"byte {i} was flipped, and everything was read from an archive without an index");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_archive_cut_anywhere_gives_its_whole_groups_and_says_what_is_cut(bool close)
    {
        var path = _folder.Write(Inputs(6), 2, close);
        var good = File.ReadAllBytes(path);
        var right = ArchiveFolder.Read(path).Inputs;
        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good[..length]);

            var (read, wrong) = ArchiveFolder.Read(path);

            Assert.NotNull(wrong);
            Assert.True(read.Count % 2 == 0);
            Assert.Equal(right.Take(read.Count), read);
        }
    }

    [Fact]
    public void Damage_in_the_middle_is_not_taken_for_a_torn_end_and_nothing_is_cut()
    {
        var path = _folder.Write(Inputs(40), 4, close: false);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Throws<ArchiveException>(() => ArchiveWriter.Resume(path, ArchiveFolder.Header));
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(20)]
    public void A_length_that_a_frame_only_claims_costs_no_memory(int field)
    {
        var path = _folder.Write(Inputs(40), 0, close: false);
        var bytes = File.ReadAllBytes(path);
        var frame = bytes.AsSpan(ArchiveLayout.Preamble.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame[field..], 200 * 1024 * 1024);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[40..], XxHash64.HashToUInt64(frame[..40]));
        File.WriteAllBytes(path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<ArchiveException>(() => ArchiveReader.Open(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10 * 1024 * 1024);
    }

    [Fact]
    public void An_archive_of_another_format_is_named_so()
    {
        var payload = new byte[] { 3 };
        var path = _folder.Path("newer.hsa");
        File.WriteAllBytes(path, [.. ArchiveLayout.Preamble, .. FrameFile.Encode(FrameKind.Header, 0, 0, payload, 1, 0)]);

        var refused = Assert.Throws<ArchiveException>(() => ArchiveReader.Open(path));
        Assert.Contains("format 3", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, BrainConfiguration> Unusable => new()
    {
        { "trailing blocks", Sample.Configuration(1) with { Policy = Sample.Policy with { Conditions = Sample.Policy.Conditions with { TrailingBlocks = int.MaxValue } } } },
        { "suspicion", Sample.Configuration(1) with { Policy = Sample.Policy with { SuspicionNats = double.NaN } } },
        { "outflow is not calibrated", Sample.Configuration(1) with { Calibration = Sample.Calibration with { Detectors = Sample.Calibration.Detectors.Remove("outflow") } } },
        { "bins of outflow", Sample.Configuration(1) with { Calibration = Sample.Calibration with { Detectors = Sample.Calibration.Detectors.SetItem("outflow", Sample.Detector("outflow", 0, 1)) } } },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void A_configuration_that_Core_cannot_run_with_is_refused(string what, BrainConfiguration configuration)
    {
        var path = _folder.Path("unusable.hsa");
        using (var writer = ArchiveWriter.Create(path, ArchiveFolder.Header with { Configuration = configuration }))
        {
            writer.Close();
        }

        var refused = Assert.Throws<ArchiveException>(() => ArchiveReader.Open(path));
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_behind_right_hashes_are_refused_or_read_but_never_crash()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (bytes.Length > 0)
            {
                bytes[0] = (byte)random.Next(9);
            }

            var source = new ByteSource(bytes);
            try
            {
                while (!source.IsAtEnd)
                {
                    InputDecoder.Read(ref source, null);
                }
            }
            catch (InvalidDataException)
            {
                // Refused, in words.
            }
        }
    }

    private static List<Input> Inputs(int count)
    {
        var random = new RandomInputs(2);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next())];
    }
}
