using System.Collections.Immutable;
using System.Numerics;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Detection.Outflow;
using Homeostat.Core.Detection.PriceDispersion;
using Homeostat.Core.Fusion;
using Homeostat.Core.Policy;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Block = Homeostat.Core.Chain.Block;

namespace Homeostat.Tests.Core;

/// <summary>Blocks of a made-up protocol, with logs encoded as on a real chain, 15 s apart.</summary>
internal static class TestChain
{
    public const int BlockSeconds = 15;
    public const long Genesis = 1_700_000_000;

    public static readonly Address Vault = At(1);
    public static readonly Address Usdc = At(2);
    public static readonly Address Gate = At(3);
    public static readonly Address Ledger = At(4);
    public static readonly Address Manager = At(5);
    public static readonly Address ClearingHouse = At(6);
    public static readonly Address Base = At(7);
    public static readonly Address Pool = At(8);
    public static readonly Address Feed = At(9);
    public static readonly Address GoodCode = At(20);
    public static readonly Address RogueCode = At(21);
    public static readonly Address User = At(30);

    public static ProtocolDefinition Protocol { get; } = new(
        "curie", "Curie", ClearingHouse, Vault, Usdc, 6,
        [new MarketDefinition("near-perp", "NEAR-PERP", Base, Pool, Feed, 8)],
        [Vault, ClearingHouse], Gate, Ledger, Manager, ["a", "b", "c"]);

    public static PolicyOptions Policy { get; } = new(
        0.95, 10_800, 6, 2, 3,
        new CostOptions(0.001, 0.05, 0.05, 0.1, 0.6, 0.0001, 100, 2),
        new ConditionsOptions(90, 3_600, 32, 0.3),
        new PriceDispersionOptions(3, 60, 2),
        new OutflowOptions(8),
        [
            new Rung("reduce-only", 2, ScopeKind.Market, Capabilities.Open | Capabilities.Increase, false, 14_400, 0.25, false),
            new Rung("contain-vault", 2, ScopeKind.Protocol, Capabilities.Withdraw, true, 14_400, 1, true),
        ]);

    public static Calibration Calibration { get; } = new(
        0.1,
        3_600,
        new Dictionary<string, DetectorCalibration>
        {
            ["mark-dispersion"] = Ratios("dispersion", (0, -1), (0.05, 6), (0.2, 9)),
            ["index-dispersion"] = Ratios("dispersion", (0, -1), (0.05, 6), (0.2, 9)),
            ["outflow"] = Ratios("outflow", (0, -0.1), (0.1, 4)),
            ["privileged-change"] = Ratios("privileged-change", (0, -1), (1, 0), (2, 2), (3, 13)),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal));

    public static BrainConfiguration Configuration { get; } = new(Protocol, Policy, Calibration, 40);

    public static DetectorCalibration Ratios(string group, params (double From, double Nats)[] bins) =>
        new([.. bins.Select(b => new CalibrationBin(b.From, b.Nats))], 0.2, 0.1, group, 0.5, 10_000, 500);

    public static Address At(int number) => Address.Parse("0x" + number.ToString("x40"));

    /// <summary>What happens in an ordinary block: collateral is there, code is approved, prices agree.</summary>
    public static ImmutableArray<Log> Ordinary(ulong number, double price = 100) => number == 1
        ? [Approved(Vault, GoodCode), Installed(Vault, GoodCode), Deposit(1_000_000), Swap(price), Answer(price)]
        : [Swap(price), Answer(price)];

    public static Block Block(ulong number, Hash32 parent, ImmutableArray<Log> logs, byte branch = 0) => new(
        new BlockRef(number, Keccak256.Hash([branch, (byte)number, (byte)(number >> 8)])),
        parent,
        new UnixSeconds(Genesis + ((long)number * BlockSeconds)),
        logs);

    public static Tick Tick(ulong number, double price = 100, params string[] silent)
    {
        var at = new UnixSeconds(Genesis + ((long)number * BlockSeconds));
        return new Tick(at, [.. Protocol.Venues.Except(silent).Select(v => new Quote(v, "near-perp", price, at))]);
    }

    /// <summary>A quiet chain from block 1 to <paramref name="last"/>: a tick and a block each.</summary>
    public static List<Input> Quiet(ulong last, byte branch = 0)
    {
        var inputs = new List<Input>();
        var parent = default(Hash32);
        for (ulong n = 1; n <= last; n++)
        {
            var block = Block(n, parent, Ordinary(n), branch);
            parent = block.Ref.Hash;
            inputs.Add(Tick(n));
            inputs.Add(new ChainUpdate.Committed(block));
        }

        return inputs;
    }

    public static Block Tip(this IEnumerable<Input> inputs) => inputs.OfType<ChainUpdate.Committed>().Last().Block;

    /// <summary>A tick and a block on top.</summary>
    public static List<Input> Then(this List<Input> inputs, ImmutableArray<Log> logs, double venues = 100, byte branch = 0)
    {
        var last = inputs.Tip();
        inputs.Add(Tick(last.Ref.Number + 1, venues));
        inputs.Add(new ChainUpdate.Committed(Block(last.Ref.Number + 1, last.Ref.Hash, logs, branch)));
        return inputs;
    }

    public static List<Emission> Run(IEnumerable<Input> inputs, BrainConfiguration? configuration = null)
    {
        var brain = new Brain(configuration ?? Configuration);
        return [.. inputs.SelectMany(i => brain.Step(i))];
    }

    public static Log Deposit(double usd) => Of(Usdc, "Transfer(address,address,uint256)", [User.ToWord(), Vault.ToWord()], Word(usd * 1e6));

    public static Log Withdrawal(double usd) => Of(Usdc, "Transfer(address,address,uint256)", [Vault.ToWord(), User.ToWord()], Word(usd * 1e6));

    public static Log Answer(double price) =>
        Of(Feed, "AnswerUpdated(int256,uint256,uint256)", [new Hash32(Word(Math.Round(price * 1e8))), default], Word(0));

    public static Log Swap(double price) => Of(
        Pool,
        "Swap(address,address,int256,int256,uint160,uint128,int24)",
        [User.ToWord(), User.ToWord()],
        [.. Word(0), .. Word(0), .. Word(Math.Sqrt(price) * Math.Pow(2, 96)), .. Word(0), .. Word(0)]);

    public static Log Approved(Address proxy, Address code) =>
        Of(Gate, "ImplementationApproved(address,address,bytes32,bool)", [proxy.ToWord(), code.ToWord()], [.. Word(0), .. Word(1)]);

    public static Log Installed(Address proxy, Address code) =>
        Of(Gate, "ImplementationChanged(address,address,bytes32,bool,address)", [proxy.ToWord(), code.ToWord()], [.. Word(0), .. Word(0), .. Word(0)]);

    public static Log Of(Address contract, string signature, Hash32[] topics, byte[] data) =>
        new(contract, [Keccak256.Hash(signature), .. topics], data, new BlockNumber(1), default, default, 0, 0, false);

    public static byte[] Word(double value)
    {
        var digits = new BigInteger(value).ToByteArray(isUnsigned: true, isBigEndian: true);
        var word = new byte[32];
        digits.CopyTo(word, 32 - digits.Length);
        return word;
    }
}
