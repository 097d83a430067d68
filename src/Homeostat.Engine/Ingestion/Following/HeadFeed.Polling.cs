using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

internal sealed partial class HeadFeed
{
    // Every so many polls one of the other endpoints is asked as well, in turn, so that a first choice that lags is noticed.
    private const int SideGlance = 4;

    private async Task PollAsync(CancellationToken cancellation)
    {
        for (var round = 1; ; round++)
        {
            if (!IsPushed())
            {
                await PollOnceAsync([], cancellation).ConfigureAwait(false);
                if (round % SideGlance == 0 && pool.Endpoints.Length > 1)
                {
                    var other = pool.Endpoints[round / SideGlance % pool.Endpoints.Length];
                    await PollOnceAsync([.. pool.Slugs.Where(s => s != other.Slug)], cancellation).ConfigureAwait(false);
                }
            }

            await time.DelayAsync(options.PollInterval, cancellation).ConfigureAwait(false);
        }
    }

    private bool IsPushed()
    {
        lock (_gate)
        {
            return _pushedAt is { } at && time.GetElapsedTime(at) < options.SilenceLimit;
        }
    }

    private async Task PollOnceAsync(IReadOnlyCollection<string> except, CancellationToken cancellation)
    {
        try
        {
            var question = new Question<BlockHeader?>("the head", HeadOfAsync) { Method = "eth_getBlockByNumber", Except = except, MayWait = false };
            var answer = await pool.AskAsync(question, cancellation).ConfigureAwait(false);

            // No block is safe or final yet on a young chain.
            if (answer.Value is { } header)
            {
                Offer(header, pool.Endpoints.First(e => e.Slug == answer.Endpoint));
            }
        }
        catch (Exception e) when (e is NoAnswerException or RpcException)
        {
            if (except.Count == 0)
            {
                observer.Blind(e.Message);
            }
        }
    }

    private async Task<BlockHeader?> HeadOfAsync(EthereumClient client, CancellationToken cancellation) =>
        (await client.GetBlockByNumberAsync(options.Tag, cancellation).ConfigureAwait(false))?.Header;
}
