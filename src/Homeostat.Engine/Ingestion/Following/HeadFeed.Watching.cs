using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

internal sealed partial class HeadFeed
{
    /// <summary>Subscribes at one endpoint, and again after each loss, when its back-off is over.</summary>
    private async Task WatchAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await ListenAsync(endpoint, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && FaultClassifier.Classify(e) is { } kind)
            {
                metrics.SubscriptionLost(endpoint.Slug);
                endpoint.Failed(new Finding(kind, e.Message), FaultClassifier.RetryAfter(e));
                AskAgain();
            }

            var wait = endpoint.UntilAvailable;
            await time.DelayAsync(wait > options.PollInterval ? wait : options.PollInterval, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        await using var heads = await endpoint.Client.SubscribeNewHeadsAsync(cancellation).ConfigureAwait(false);

        var reader = new PatientReader<BlockHeader>(heads.Reader, time);

        // What was mined before the subscription is not announced by it.
        var newest = await LookAsync(endpoint, cancellation).ConfigureAwait(false);
        while (true)
        {
            if (await reader.ReadAsync(options.SilenceLimit, cancellation).ConfigureAwait(false) is { } header)
            {
                newest = header.Number.Value;
                lock (_gate)
                {
                    _pushedAt = time.GetTimestamp();
                }

                Offer(header, endpoint);
            }
            else
            {
                newest = await CheckSilenceAsync(endpoint, newest, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Either the chain stands still, or the subscription does: asking tells.</summary>
    private async Task<ulong> CheckSilenceAsync(Endpoint endpoint, ulong newest, CancellationToken cancellation)
    {
        var head = await LookAsync(endpoint, cancellation).ConfigureAwait(false);
        return head <= newest ? head
            : throw new EndpointFaultException(FaultKind.Silent, $"its head is block {head}, its subscription went no further than {newest}");
    }

    private async Task<ulong> LookAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        if (await HeadOfAsync(endpoint.Client, cancellation).ConfigureAwait(false) is not { } header)
        {
            throw new EndpointFaultException(FaultKind.UnknownBlock, "it has no newest block");
        }

        Offer(header, endpoint);
        return header.Number.Value;
    }
}
