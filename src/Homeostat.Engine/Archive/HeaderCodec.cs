using System.Collections.Immutable;
using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Engine.Archive;

/// <summary>The first frame of an archive: format, hash and JSON.</summary>
internal static class HeaderCodec
{
    public static byte[] Json<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, HeaderJson.Options);

    public static byte[] Write(ArchiveHeader header)
    {
        var json = Json(Stored.Of(header));
        var sink = new ByteSink();
        sink.Unsigned(ArchiveLimits.Version);
        sink.Hash(Keccak256.Hash(json));
        sink.Bytes(json);
        return sink.Written.ToArray();
    }

    public static ArchiveHeader Read(ReadOnlySpan<byte> bytes)
    {
        var source = new ByteSource(bytes);
        var version = source.Unsigned();
        if (version != ArchiveLimits.Version)
        {
            throw new InvalidDataException($"is an archive of format {version}; this program reads format {ArchiveLimits.Version}");
        }

        var hash = source.Hash();
        var json = source.Bytes();
        return source.IsAtEnd && Keccak256.Hash(json) == hash
            ? Header(json)
            : throw new InvalidDataException("the configuration is not the one that its hash was made of");
    }

    private static ArchiveHeader Header(ReadOnlySpan<byte> json)
    {
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(json, HeaderJson.Options) ?? throw new JsonException("null is no header");
            var header = stored.Header();
            if (header.Configuration is { } configuration)
            {
                ConfigurationCheck.Require(configuration);
            }

            return header;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or EthereumFormatException)
        {
            throw new InvalidDataException($"the configuration cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The header without what follows from it.</summary>
    private sealed record Stored(string Network, ulong ChainId, Core.BrainConfiguration? Configuration, RecordedLogs Logs)
    {
        public static Stored Of(ArchiveHeader header) => new(header.Network, header.ChainId, header.Configuration, header.Logs);

        // JSON knows no comparer: names are in ordinal order wherever the process runs.
        public ArchiveHeader Header() => new(Network, ChainId, Configuration is null ? null : Configuration with
        {
            Calibration = Configuration.Calibration with { Detectors = Configuration.Calibration.Detectors.ToImmutableSortedDictionary(StringComparer.Ordinal) },
        }, Logs);
    }
}
