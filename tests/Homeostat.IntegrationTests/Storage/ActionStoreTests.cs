using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Storage;
using Homeostat.StorageChild;

namespace Homeostat.IntegrationTests.Storage;

public sealed class ActionStoreTests : IDisposable
{
    private readonly StoreDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Actions_on_their_way_are_there_after_a_restart_beside_a_ledger_that_is_written()
    {
        await using var ledger = _directory.Open();
        var first = Flight("first", 8);
        var second = Flight("second", 7) with { IncludedAt = new BlockRef(12, Keccak256.Hash("block")) };
        using (var store = Open())
        {
            store.Save(first);
            store.Save(second);
            await ledger.AppendAsync(new LedgerStory(1, withReverts: false).Units(1).Single(), TestContext.Current.CancellationToken);
            await ledger.FlushAsync(TestContext.Current.CancellationToken);
            store.Save(first with { Transactions = [.. first.Transactions, new ActionTransaction(Keccak256.Hash("bump"), 8, new Wei(5), new Wei(60), 11)] });
            store.Save(Flight("third", 9));
            store.Forget(Flight("third", 9).Action.Id);
            store.Forget(Keccak256.Hash("never seen"));
        }

        using var again = Open();
        var unsettled = again.Unsettled();

        Assert.Equal([7ul, 8ul], unsettled.Select(u => u.Nonce));
        Assert.Equal(second with { Transactions = [] }, unsettled[0] with { Transactions = [] });
        Assert.Equal(second.Transactions, unsettled[0].Transactions);
        Assert.Equal(2, unsettled[1].Transactions.Length);
        Assert.Equal(new Wei(60), unsettled[1].Transactions[1].MaxFeePerGas);
    }

    [Fact]
    public void Streams_do_not_see_each_others_actions()
    {
        using var store = Open();
        store.Save(Flight("first", 8));

        using var other = SqliteActionStore.Open(new SqliteStoreOptions(_directory.File()), new StreamKey("devnet", "other"));

        Assert.Empty(other.Unsettled());
    }

    private SqliteActionStore Open() => SqliteActionStore.Open(new SqliteStoreOptions(_directory.File()), Child.Stream);

    private static ActionInFlight Flight(string name, ulong nonce) => new(
        new ContainmentAction.Restrict(Keccak256.Hash(name), Keccak256.Hash("decision"), Scope.OfProtocol("curie"), Capabilities.Withdraw, 2, 14_400),
        12_345.678,
        10,
        nonce,
        [new ActionTransaction(Keccak256.Hash($"{name} sent"), nonce, new Wei(2), new Wei(50), 10)],
        null);
}
