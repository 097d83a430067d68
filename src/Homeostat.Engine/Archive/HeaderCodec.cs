using System.Text.Json;
using Homeostat.Core;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Engine.Archive;

/// <summary>The first frame of an archive.</summary>
internal static class HeaderCodec
{
    public static byte[] Write(ArchiveHeader header)
    {
        var json = ConfigurationJson.Write(header.Configuration);
        var sink = new ByteSink();
        sink.Unsigned(ArchiveLimits.Version);
        sink.Text(header.Network);
        sink.Unsigned(header.ChainId);
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

        var network = source.Text();
        var chainId = source.Unsigned();
        var hash = source.Hash();
        var json = source.Bytes();
        if (!source.IsAtEnd || Keccak256.Hash(json) != hash)
        {
            throw new InvalidDataException("the configuration is not the one that its hash was made of");
        }

        return new ArchiveHeader(network, chainId, Configuration(json));
    }

    private static BrainConfiguration Configuration(ReadOnlySpan<byte> json)
    {
        try
        {
            return ConfigurationJson.Read(json);
        }
        catch (Exception e) when (e is JsonException or Ethereum.EthereumFormatException)
        {
            throw new InvalidDataException($"the configuration cannot be read: {e.Message}", e);
        }
    }
}
