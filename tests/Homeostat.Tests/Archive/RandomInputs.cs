using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Block = Homeostat.Core.Chain.Block;

namespace Homeostat.Tests.Archive;

/// <summary>Inputs of every kind with values of every kind, likely or not; the same seed gives the same ones.</summary>
internal sealed class RandomInputs(int seed)
{
    private static readonly double[] OddNumbers = [0, -0.0, 1, double.NaN, double.NegativeInfinity, double.Epsilon, double.MaxValue, 0.1 + 0.2];
    private static readonly string[] OddTexts = ["", "near", "Ω ≠ 🜁", "a\0b", "\ud800", "half \udfff of a pair", new string('x', 3000)];

    private readonly Random _random = new(seed);

    public Input Next() => _random.Next(10) switch
    {
        0 or 1 => new ChainUpdate.Committed(Block()),
        2 => new ChainUpdate.Reorged(Refs(), [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Block())]),
        3 => new ChainUpdate.Reverted(Refs()),
        4 => new Simulation(Scope(), Text(), Ref(), Flag(), Text()),
        5 => new ActionOutcome(Hash(), (ActionStatus)_random.Next(3), Ref(), _random.NextInt64(long.MinValue, long.MaxValue), Flag(), Text()),
        6 => new ChainUpdate.Resumed(Ref(), Block()),
        7 => new ChainUpdate.Diverged(Ref(), Ref()),
        8 => new Forewarning(Text(), Scope(), Text()),
        _ => _random.Next(2) == 0
            ? new Tick(Time(), [.. Enumerable.Range(0, _random.Next(5)).Select(_ => new Quote(Text(), Text(), Number(), Time()))])
            : new OperatorCommand((OperatorVerb)_random.Next(3), Text(), Text()),
    };

    /// <summary>Everything in an input, for comparison: a batch of logs compares by reference.</summary>
    public static string Exactly(Input input) => input switch
    {
        ChainUpdate.Committed committed => $"committed {Exactly(committed.Block)}",
        ChainUpdate.Reorged reorged => $"reorged {string.Join(' ', reorged.Old)} to {string.Join(' ', reorged.New.Select(Exactly))}",
        ChainUpdate.Reverted reverted => $"reverted {string.Join(' ', reverted.Old)}",
        ChainUpdate.Resumed resumed => $"resumed {resumed.After} at {Exactly(resumed.Block)}",
        Tick tick => $"tick {tick.At} {string.Join(' ', tick.Quotes.Select(q => $"{q with { Price = 0 }} {BitConverter.DoubleToInt64Bits(q.Price)}"))}",
        _ => input.ToString(),
    };

    private static string Exactly(Block block) =>
        $"{block.Ref} {block.ParentHash} {block.Timestamp} {block.Doubt} [{string.Join(", ", Logs(block.Logs).Select(l => $"{l with { Topics = [], Data = default }} {string.Join(' ', l.Topics)} {Convert.ToHexString(l.Data.Span)}"))}]";

    private static List<Log> Logs(LogBatch batch)
    {
        var logs = new List<Log>();
        foreach (var log in batch)
        {
            logs.Add(log.ToLog());
        }

        return logs;
    }

    private Block Block()
    {
        var at = Ref();
        var transaction = Hash();
        return new Block(at, Hash(), Time(), LogBatch.Of(Enumerable.Range(0, _random.Next(6)).Select(i => Log(at, Flag() ? transaction : Hash(), i))))
        {
            Doubt = Text(),
        };
    }

    private Log Log(BlockRef at, Hash32 transaction, int index)
    {
        var data = new byte[_random.Next(4) * 32];
        _random.NextBytes(data);
        var home = _random.Next(5) > 0;
        return new Log(
            Address.FromBytes(Hash().ToBytes().AsSpan(12)),
            [.. Enumerable.Range(0, _random.Next(5)).Select(_ => Hash())],
            data,
            new BlockNumber(home ? at.Number : (ulong)_random.NextInt64()),
            home ? at.Hash : Hash(),
            transaction,
            (uint)_random.Next(3),
            Flag() ? (uint)index : uint.MaxValue,
            _random.Next(5) == 0);
    }

    private ImmutableArray<BlockRef> Refs() => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Ref())];

    private BlockRef Ref() => new(Flag() ? (ulong)_random.Next(1000) : ulong.MaxValue - (ulong)_random.Next(2), Hash());

    private Scope Scope() => new((ScopeKind)_random.Next(4), Text(), Text());

    private Hash32 Hash()
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        _random.NextBytes(bytes);
        return new Hash32(bytes);
    }

    private UnixSeconds Time() => new(Flag() ? 1_739_000_000 + _random.Next(100_000) : _random.NextInt64(long.MinValue, long.MaxValue));

    private double Number() => Flag() ? OddNumbers[_random.Next(OddNumbers.Length)] : _random.NextDouble() * 1e5;

    private string Text() => OddTexts[_random.Next(OddTexts.Length)];

    private bool Flag() => _random.Next(2) == 0;
}
