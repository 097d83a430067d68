using Homeostat.Core.Chain;
using Homeostat.Ethereum.Rpc;
using Homeostat.Tests.Core;

namespace Homeostat.Benchmarks;

/// <summary>Ordinary life of the sample protocol: transfers, orders, trades and index updates, a quarter each.</summary>
internal static class Ordinary
{
    public static Log[] Logs(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => (i % 4) switch
        {
            0 => Tests.Core.Logs.Deposit(Sample.Addr((byte)(100 + (i % 50))), 10),
            1 => Tests.Core.Logs.Position(0, Sample.Addr((byte)(100 + (i % 50))), i % 8 == 1 ? 1 : -1, 100, 0.1),
            2 => Tests.Core.Logs.Swap(0, 100),
            _ => Tests.Core.Logs.Answer(0, 100),
        }),
    ];

    /// <summary>A tick and a block in turn, after the opening.</summary>
    public static Input[] Chain(int blocks, int logsPerBlock)
    {
        var chain = new ChainBuilder();
        var inputs = chain.Opening(10).ToList();
        var logs = Logs(logsPerBlock);
        for (var i = 0; i < blocks; i++)
        {
            inputs.Add(chain.Quotes(100));
            inputs.Add(new ChainUpdate.Committed(chain.Next(logs)));
        }

        return [.. inputs];
    }
}
