using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Block = Homeostat.Core.Chain.Block;

namespace Homeostat.Tests.Core;

/// <summary>Grows a chain of blocks; a builder made from a block of another grows a branch.</summary>
/// <param name="branch">Makes the hashes of two branches differ.</param>
internal sealed class ChainBuilder(string branch, BlockRef parent, UnixSeconds parentAt)
{
    public ChainBuilder()
        : this("", new BlockRef(0, Keccak256.Hash("genesis")), new UnixSeconds(1_739_000_000))
    {
    }

    public BlockRef Tip { get; private set; } = parent;

    public UnixSeconds Now { get; private set; } = parentAt;

    public ChainBuilder Branch(string name) => new(name, Tip, Now);

    public Block Next(params Log[] logs) => After(Sample.BlockSeconds, logs);

    public Block After(double seconds, params Log[] logs)
    {
        var before = Tip;
        Tip = new BlockRef(before.Number + 1, Keccak256.Hash($"{branch} on {before.Hash}"));
        Now = Now.Plus(seconds);
        return new Block(Tip, before.Hash, Now, LogBatch.Of(logs));
    }

    /// <summary>The sample protocol deployed, its code approved, $1M deposited and every price at 100.</summary>
    public IEnumerable<Input> Opening(int blocks)
    {
        yield return Quotes(100);
        yield return new ChainUpdate.Committed(Next(
            Logs.Upgraded(Sample.Vault, Sample.Code),
            Logs.Approved(Sample.ClearingHouse, Sample.Code),
            Logs.Installed(Sample.ClearingHouse, Sample.Code, approved: true),
            Logs.Approved(Sample.Vault, Sample.Code),
            Logs.Installed(Sample.Vault, Sample.Code, approved: true),
            Logs.Deposit(Sample.Alice, Sample.Tvl),
            Logs.Swap(0, 100),
            Logs.Swap(1, 100),
            Logs.Answer(0, 100),
            Logs.Answer(1, 100),
            Logs.Position(0, Sample.Alice, 1000, -100_000, 100)));
        for (var i = 1; i < blocks; i++)
        {
            yield return Quotes(100);
            yield return new ChainUpdate.Committed(Next());
        }
    }

    /// <summary>Every venue says the same of every market, for the next block's time.</summary>
    public Tick Quotes(double price) => QuotesAfter(Sample.BlockSeconds, price);

    public Tick QuotesAfter(double seconds, double price)
    {
        var at = Now.Plus(seconds);
        ImmutableArray<Quote> quotes =
        [
            .. Sample.Definition.Venues.SelectMany(v => Sample.Markets.Select(m => new Quote(v, m.Slug, price, at))),
        ];
        return new Tick(at, quotes);
    }
}
