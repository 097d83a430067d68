using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Backtest;

/// <summary>
/// A node over a made-up chain of price events, which misbehaves as a test says: every answer goes through
/// <see cref="Misbehave"/>. It answers in text, as a node does.
/// </summary>
internal sealed class ScriptedNode(int logsPerBlock) : IRpcTransport
{
    private static readonly Hash32 PriceUpdated = Keccak256.Hash("PriceUpdated(bytes32,uint256,uint256)");
    private static readonly Address Perp = Address.Parse("0x5fbdb2315678afecb367f032d93f642f64180aa3");

    private int _asked;

    /// <summary>Gets the range asked for, the number of the request and an honest answer; throws or answers otherwise.</summary>
    public Func<BlockRange, int, string, string> Misbehave { get; init; } = (_, _, honest) => honest;

    /// <summary>Every range asked for.</summary>
    public List<BlockRange> Asked { get; } = [];

    public Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        JsonNode filter = request.Parameters[0]!;
        var range = new BlockRange(Number(filter["fromBlock"]!), Number(filter["toBlock"]!));
        int number;
        lock (Asked)
        {
            Asked.Add(range);
            number = ++_asked;
        }

        try
        {
            string answer = Misbehave(range, number, $"[{string.Join(',', Logs(range))}]");
            return Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(answer));
        }
        catch (Exception e)
        {
            return Task.FromException<ReadOnlyMemory<byte>>(e);
        }
    }

    public Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A price of about 100 that jumps every 17th event.</summary>
    public string Log(ulong block, int index)
    {
        int serial = (int)(block * (ulong)logsPerBlock) + index;
        ulong price = 10_000_000_000UL + ((ulong)(serial * 7919) % 100_000_000UL) + (serial % 17 == 16 ? 1_000_000_000UL : 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"address":"{{Perp.ToLowerHex()}}","topics":["{{PriceUpdated}}","{{((UInt256)(serial % 3)).ToHash32()}}"],"data":"0x{{price:x64}}{{block:x64}}","blockHash":"{{Keccak256.Hash($"block {block}")}}","blockNumber":"0x{{block:x}}","transactionHash":"{{Keccak256.Hash($"tx {block}")}}","transactionIndex":"0x0","logIndex":"0x{{index:x}}","removed":false}""");
    }

    private IEnumerable<string> Logs(BlockRange range)
    {
        for (ulong block = range.First.Value; block <= range.Last.Value; block++)
        {
            for (int i = 0; i < logsPerBlock; i++)
            {
                yield return Log(block, i);
            }
        }
    }

    private static BlockNumber Number(JsonNode quantity) =>
        new(ulong.Parse(quantity.GetValue<string>().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
