using Homeostat.Core.Chain;
using Homeostat.Core.Detection.PriceDeviation;
using Homeostat.Engine.Files;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Tests.Core;
using Homeostat.Tests.Drill;

namespace Homeostat.Tests.Files;

public sealed class ProtocolFileTests : IDisposable
{
    private static readonly string _synthetic = Path.Combine(ScenarioDirectory.Repository, "config", "protocols", "synthetic-perp.yaml");

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_synthetic_protocol_is_read_as_written()
    {
        var protocol = ProtocolFile.Load(_synthetic);

        Assert.Equal("synthetic-perp", protocol.Slug);
        Assert.Equal(8, Assert.Single(protocol.Decoding.Groups).Addresses.Length);
        Assert.Equal(
            ["PriceUpdated", "PositionChanged", "MarginDeposited", "MarginWithdrawn", "Liquidated", "RoleGranted"],
            protocol.Decoding.Events.Select(e => e.Event.Declared.Name));
        Assert.Equal([new PriceDeviationOptions("index-jump", PriceKind.Index, 0.05, 0.05) { Nats = 25 }], protocol.Rules);
        Assert.Equal(6, protocol.Decoding.Compile().Topics.Length);
    }

    [Fact]
    public void A_file_with_names_needs_them_bound()
    {
        var problems = Assert.Throws<FilesException>(() => ProtocolFile.Load(SampleFile.Curie)).Problems;

        Assert.Contains(problems, p => p.Value == "${vault}" && p.What == "is not bound here");
        Assert.DoesNotContain(problems, p => p.What.Contains("address", StringComparison.Ordinal));
    }

    public static TheoryData<string, string, string> Spoilt => new()
    {
        { "slug: synthetic-perp", "slug: Synthetic", "slug: 'Synthetic' is malformed" },
        { "\"0x5fbdb2315678afecb367f032d93f642f64180aa3\"", "\"0x5fbdb2\"", "contracts[0].addresses[0]: '0x5fbdb2' is not an address" },
        { "\"0x5fbdb2315678afecb367f032d93f642f64180aa3\"", "\"0xe7f1725e7734ce288f8367e1bb143e90bb3f0512\"", "is an address of 'perp' already" },
        { "  - on: perp\n    event: RoleGranted", "  - on: prep\n    event: RoleGranted", "is no contract of this file; did you mean 'perp'?" },
        { "event: RoleGranted(bytes32 indexed role", "event: RoleGranted(bytes33 indexed role", "events[5].event" },
        { "event: RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)", "event: PriceUpdated(bytes32 indexed marketId, uint256 price, uint256 account)", "is described twice for one contract" },
        { "        holder: account", "        holder: acount", "has no argument 'acount'; allowed: role, account, sender" },
        { "        holder: account", "        holder: role", "'role' is a bytes32; allowed: an argument of type address" },
        { "        holder: account", "", "events[5].facts[0].holder: is missing" },
        { "        kind: role_granted", "        kind: granted", "'granted' is not one of them" },
        { "price: {argument: price, decimals: 8}\n\n", "price: {argument: price, decimals: 78}\n\n", "decimals: '78' is out of range" },
        { "price: {argument: price, decimals: 8}\n\n", "price: {argument: marketId, decimals: 8}\n\n", "'marketId' is a bytes32; allowed: an argument that is an integer" },
        { "market: {by_contract: true, argument: marketId, discover: true}\n        price", "market: {discover: true}\n        price", "does not say what tells markets apart" },
        { "threshold: 0.05", "threshold: 0", "rules[0].threshold: '0' is out of range" },
        { "smoothing: 0.05", "smoothing: 1.5", "rules[0].smoothing: '1.5' is out of range" },
        { "schema: homeostat/protocol/v1", "schema: homeostat/policy/v1", "is another kind of file" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void What_is_wrong_is_named_with_its_key_and_value(string old, string replacement, string problem)
    {
        var text = File.ReadAllText(_synthetic);
        Assert.Contains(old, text, StringComparison.Ordinal);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        File.WriteAllText(_path, string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length)));

        var message = Assert.Throws<FilesException>(() => ProtocolFile.Load(_path)).Message;

        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Additions => new()
    {
        { "calls:\n  - on: perp\n    exercises: [open]\n    functions: [open(uint256 amount), open(uint256 size)]\n", "is described twice for one contract" },
        { "calls:\n  - on: perp\n    exercises: [opens]\n    functions: [open(uint256 amount)]\n", "calls[0].exercises[0]: 'opens' is not one of them; allowed: open, increase, withdraw, transfer, liquidate, close, repay, top_up" },
        { "calls:\n  - on: perp\n    exercises: []\n    functions: [open(uint256 amount)]\n", "calls[0].exercises: is empty" },
        { "calls:\n  - on: perp\n    exercises: [open]\n    functions: [open(uint256]\n", "calls[0].functions[0]" },
        { "calls:\n  - on: prep\n    exercises: [open]\n    functions: [open(uint256 amount)]\n", "did you mean 'perp'?" },
        { "unmapped:\n  - on: perp\n    events: [Approval]\n", "unmapped[0].why: is missing" },
        { "unmapped:\n  - on: perp\n    why: none\n", "unmapped[0]: leaves nothing out" },
        { "unmapped:\n  - on: perp\n    why: none\n    events: [Approval(address)]\n", "unmapped[0].events[0]: 'Approval(address)' is malformed" },
        { "markets:\n  - slug: eth\n    name: ETH\n    decimals: 78\n    keys: [{word: '0x01'}]\n", "markets[0].decimals: '78' is out of range" },
    };

    [Theory]
    [MemberData(nameof(Additions))]
    public void What_is_wrong_with_calls_markets_and_what_is_left_out_is_named(string added, string problem)
    {
        File.WriteAllText(_path, File.ReadAllText(_synthetic) + "\n" + added);

        var message = Assert.Throws<FilesException>(() => ProtocolFile.Load(_path)).Message;

        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("when: {by: vault}", "has no argument 'by'")]
    [InlineData("when: {amount: -1}", "when.amount: '-1' is out of range")]
    [InlineData("when: {paid: maybe}", "when.paid: 'maybe' is neither true nor false")]
    [InlineData("when: {to: valt}", "is not an address")]
    public void What_is_wrong_with_a_condition_is_named(string condition, string problem)
    {
        File.WriteAllText(_path, Vault(condition, "6"));

        var message = Assert.Throws<FilesException>(() => ProtocolFile.Load(_path)).Message;

        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_amount_that_is_of_no_market_has_no_market_s_decimals()
    {
        File.WriteAllText(_path, Vault("when: {paid: true}", "market"));

        var message = Assert.Throws<FilesException>(() => ProtocolFile.Load(_path)).Message;

        Assert.Contains("has decimals: market and is about no market", message, StringComparison.Ordinal);
    }

    private static string Vault(string condition, string decimals) => $$$"""
        schema: homeostat/protocol/v1
        slug: vault
        name: Vault
        contracts:
          - {slug: vault, address: "0x5fbdb2315678afecb367f032d93f642f64180aa3"}
        events:
          - on: vault
            event: Paid(address indexed to, uint8 amount, bool paid)
            facts:
              - {fact: collateral, {{{condition}}}, account: to, amount: {argument: amount, decimals: {{{decimals}}}}}
        """;

    [Fact]
    public void Damaged_files_are_refused_or_read_and_never_a_bug()
    {
        var random = new Random(13);
        var text = File.ReadAllText(_synthetic);
        for (var i = 0; i < 300; i++)
        {
            var at = random.Next(text.Length);
            var damaged = text.Remove(at, Math.Min(random.Next(1, 30), text.Length - at)).Insert(at, "{}[]:-, 0x$&*#\n".Substring(random.Next(14), 1));
            File.WriteAllText(_path, damaged);

            var error = Record.Exception(() => ProtocolFile.Load(_path).Decoding.Compile());

            Assert.True(error is null or FilesException, $"{error}\n{damaged}");
        }
    }
}
