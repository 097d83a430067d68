using System.Threading.Channels;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>
/// Reads a subscription and notices silence. The wait goes on over several reads instead of being cancelled each time:
/// cancelling it would take the reader to another thread.
/// </summary>
internal sealed class PatientReader<T>(ChannelReader<T> reader, TimeProvider time) where T : class
{
    private Task<bool>? _waiting;

    /// <summary>Null when nothing came within the limit. The end of the subscription throws.</summary>
    public async Task<T?> ReadAsync(TimeSpan limit, CancellationToken cancellation)
    {
        if (reader.TryRead(out var ready))
        {
            return ready;
        }

        _waiting ??= reader.WaitToReadAsync(CancellationToken.None).AsTask();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(_waiting, time.DelayAsync(limit, either.Token)).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (!_waiting.IsCompleted)
        {
            return null;
        }

        either.Cancel();
        var more = await _waiting.ConfigureAwait(false);
        _waiting = null;
        return more && reader.TryRead(out var item) ? item : throw new RpcTransportException("the subscription ended");
    }
}
