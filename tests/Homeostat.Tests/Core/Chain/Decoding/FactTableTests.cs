using System.Collections.Immutable;
using System.Numerics;
using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Core.Chain.Decoding;

public class FactTableTests
{
    private const string Price = "PriceUpdated(bytes32,uint256,uint256)";

    private static readonly Address Perp = Sample.Addr(40);
    private static readonly Address Factory = Sample.Addr(41);
    private static readonly AbiEventLayout PriceUpdated = Layout("PriceUpdated(bytes32 indexed marketId, uint256 price, uint256 timestamp)");
    private static readonly AbiEventLayout Created = Layout("Created(address indexed perp)");

    [Fact]
    public void A_market_seen_for_the_first_time_gets_the_next_place_and_keeps_it()
    {
        var table = Table(discovers: true);

        var facts = Decode(table, Updated(Perp, 7, 100), Updated(Perp, 8, 50), Updated(Perp, 7, 101));

        Assert.Equal(
            [new PriceObserved(0, PriceKind.Index, 100), new PriceObserved(1, PriceKind.Index, 50), new PriceObserved(0, PriceKind.Index, 101)],
            facts);
        Assert.Equal([new MarketKey(Perp, Logs.Word(7)), new MarketKey(Perp, Logs.Word(8))], table.Markets.Discovered);
    }

    [Fact]
    public void A_market_that_is_not_declared_is_nobodys_unless_it_may_be_discovered()
    {
        Assert.Empty(Decode(Table(discovers: false), Updated(Perp, 7, 100)));
    }

    [Fact]
    public void A_contract_that_a_factory_makes_is_watched_from_then_on()
    {
        var table = Table(discovers: true);
        var child = Sample.Addr(42);

        Assert.Empty(Decode(table, Updated(child, 7, 100)));
        Assert.Empty(Decode(table, Logs.Of(Factory, "Created(address)", [Logs.Word(child)])));
        Assert.Equal([new PriceObserved(0, PriceKind.Index, 100)], Decode(table, Updated(child, 7, 100)));
        Assert.Equal([(child, 0)], table.Followed);
    }

    [Fact]
    public void A_factory_cannot_move_a_contract_that_is_watched_as_something_else()
    {
        var table = Table(discovers: true);

        Decode(table, Logs.Of(Factory, "Created(address)", [Logs.Word(Factory)]));

        Assert.Empty(table.Followed);
        Decode(table, Logs.Of(Factory, "Created(address)", [Logs.Word(Sample.Addr(43))]));
        Assert.Single(table.Followed);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(96)]
    [InlineData(0)]
    public void Data_of_another_length_than_the_signature_demands_is_a_format_error(int length)
    {
        var log = Updated(Perp, 7, 100) with { Data = new byte[length] };

        Assert.Throws<EthereumFormatException>(() => Decode(Table(discovers: true), log));
    }

    [Fact]
    public void The_same_event_with_other_indexed_arguments_is_a_format_error()
    {
        Assert.Throws<EthereumFormatException>(() => Decode(Table(discovers: true), Logs.Of(Perp, Price, [], Logs.Word(7), Logs.Word(1), Logs.Word(1))));
    }

    [Fact]
    public void Every_argument_is_checked_also_those_that_no_fact_takes()
    {
        var layout = Layout("Odd(bool a, uint8 b, int16 c, bytes4 d, address e)");
        var table = new FactTable([new ContractGroup("odd", [Perp])], [new EventMapping(0, layout, [], null)], new MarketRegistry(0));
        Hash32[] good = [Logs.Word(1), Logs.Word(255), Logs.Word(-5), Left(0x01020304), Logs.Word(Perp)];
        Decode(table, Odd(good));
        Hash32[] bad = [Logs.Word(2), Logs.Word(256), Logs.Word(1 << 15), Logs.Word(1), Logs.Word(-1)];
        for (var i = 0; i < good.Length; i++)
        {
            var words = (Hash32[])good.Clone();
            words[i] = bad[i];

            Assert.Throws<EthereumFormatException>(() => Decode(table, Odd(words)));
        }
    }

    [Fact]
    public void A_thing_twice_is_refused()
    {
        ImmutableArray<ContractGroup> same = [new("a", [Perp]), new("b", [Perp])];
        Assert.Throws<ArgumentException>(() => new FactTable(same, [], new MarketRegistry(0)));
        ImmutableArray<EventMapping> twice = [new(0, Created, [], null), new(0, Created, [], null)];
        Assert.Throws<ArgumentException>(() => new FactTable([new("a", [Perp])], twice, new MarketRegistry(0)));
        Assert.Throws<EthereumFormatException>(() => new AbiEventLayout(AbiEvent.Parse("event Hidden(address a) anonymous")));
    }

    [Fact]
    public void More_markets_than_the_limit_are_a_format_error()
    {
        var markets = new MarketRegistry(MarketRegistry.MaxMarkets - 1);
        markets.FindOrAdd(new MarketKey(Perp, Logs.Word(1)));

        Assert.Throws<EthereumFormatException>(() => markets.FindOrAdd(new MarketKey(Perp, Logs.Word(2))));
        Assert.Equal(MarketRegistry.MaxMarkets - 1, markets.FindOrAdd(new MarketKey(Perp, Logs.Word(1))));
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        var table = Table(discovers: true);
        var logs = LogBatch.Of(Updated(Perp, 7, 100), Updated(Sample.Addr(99), 7, 100));
        DecodeAll(table, logs, times: 10);
        var before = GC.GetAllocatedBytesForCurrentThread();

        DecodeAll(table, logs, times: 1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void DecodeAll(FactTable table, LogBatch logs, int times)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (LogView log in logs)
            {
                table.Decode(log, Deaf.Instance);
            }
        }
    }

    private static AbiEventLayout Layout(string text) => new(AbiEvent.Parse(text));

    private static FactTable Table(bool discovers)
    {
        var price = PriceUpdated.Layout.Find("price").Place;
        var market = new MarketSource(ByContract: true, PriceUpdated.Layout.Find("marketId").Place, discovers);
        var source = new NumberSource(price, NumberForm.Unsigned, 1e8, Negate: false, null);
        var follows = new FollowedContract(new AddressSource(Created.Layout.Find("perp").Place), Group: 0);
        return new FactTable(
            [new ContractGroup("perp", [Perp]), new ContractGroup("factory", [Factory])],
            [new EventMapping(0, PriceUpdated, [new PriceMapping(market, PriceKind.Index, source)], null), new EventMapping(1, Created, [], follows)],
            new MarketRegistry(0));
    }

    private static Log Updated(Address perp, int market, double price) =>
        Logs.Of(perp, Price, [Logs.Word(market)], Logs.Word((BigInteger)(price * 1e8)), Logs.Word(1));

    private static Log Odd(Hash32[] words) => Logs.Of(Perp, "Odd(bool,uint8,int16,bytes4,address)", [], words);

    private static Hash32 Left(uint value) => Logs.Word(new BigInteger(value) << 224);

    private static List<PriceObserved> Decode(FactTable table, params Log[] logs)
    {
        var sink = new Prices();
        foreach (LogView log in LogBatch.Of(logs))
        {
            table.Decode(log, sink);
        }

        return sink.Seen;
    }

    private sealed class Deaf : IFactSink
    {
        public static Deaf Instance { get; } = new();
    }

    private sealed class Prices : IFactSink
    {
        public List<PriceObserved> Seen { get; } = [];

        public void On(in PriceObserved fact) => Seen.Add(fact);
    }
}
