using Homeostat.Core.Ports;

namespace Homeostat.Storage;

/// <summary>Row ids of streams.</summary>
internal static class Streams
{
    public static long IdOf(Session session, StreamKey stream)
    {
        (string, object?)[] key = [("@network", stream.Network), ("@protocol", stream.Protocol)];
        session.Run("INSERT INTO stream (network, protocol) VALUES (@network, @protocol) ON CONFLICT DO NOTHING", key);
        return session.Value("SELECT id FROM stream WHERE network = @network AND protocol = @protocol", key)!.Value;
    }
}
