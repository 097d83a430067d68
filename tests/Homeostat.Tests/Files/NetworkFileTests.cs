using Homeostat.Core.Policy;
using Homeostat.Engine.Files;
using Homeostat.Engine.Networks;
using Homeostat.Tests.Drill;

namespace Homeostat.Tests.Files;

public sealed class NetworkFileTests : IDisposable
{
    private static readonly string _networks = Path.Combine(ScenarioDirectory.Repository, "config", "networks");

    private readonly string _path = Path.GetTempFileName();

    public static TheoryData<string, ulong, Ordering> Shipped => new()
    {
        { "devnet", 31_337, Ordering.FirstCome },
        { "ethereum", 1, Ordering.Public },
        { "optimism", 10, Ordering.Auction },
        { "base", 8_453, Ordering.Auction },
        { "arbitrum", 42_161, Ordering.FirstCome },
    };

    public void Dispose() => File.Delete(_path);

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_profile_that_is_shipped_is_read(string slug, ulong chainId, Ordering ordering)
    {
        var profile = NetworkFile.Load(Path.Combine(_networks, $"{slug}.yaml"));

        Assert.Equal((slug, chainId, ordering), (profile.Slug, profile.ChainId, profile.Ordering));
    }

    [Fact]
    public void No_profile_that_is_shipped_is_left_out_of_these_tests()
    {
        Assert.Equal(
            Directory.GetFiles(_networks).Select(Path.GetFileNameWithoutExtension).Order(),
            Shipped.Select(row => row.Data.Item1).Order());
    }

    [Fact]
    public void An_arbitrum_profile_is_read_as_written()
    {
        var profile = NetworkFile.Load(Path.Combine(_networks, "arbitrum.yaml"));

        Assert.Equal(TimeSpan.FromMilliseconds(250), profile.BlockTime);
        Assert.Equal(new InclusionPrior(19, 1, 40), profile.Inclusion);
        Assert.Equal(new NetworkFees(DataFeeKind.Arbitrum, 0.01, 1, 50, 3000), profile.Fees);
        Assert.Equal(ForcedInclusionKind.Arbitrum, profile.ForcedInclusion!.Kind);
        Assert.Equal(TimeSpan.FromDays(1), profile.ForcedInclusion.Delay);
        Assert.Equal("environment variable ARBITRUM_RPC_URL", Assert.Single(profile.Endpoints).Url.ToString());
    }

    [Fact]
    public void Where_what_comes_first_is_taken_first_nothing_is_bid_for_being_first()
    {
        Assert.Equal(0, NetworkFile.Load(Path.Combine(_networks, "arbitrum.yaml")).Execution.StartShare);
        Assert.True(NetworkFile.Load(Path.Combine(_networks, "ethereum.yaml")).Execution.StartShare > 0);
    }

    [Fact]
    public void The_local_network_lands_nineteen_of_twenty_before_anything_is_measured()
    {
        Assert.Equal(InclusionPrior.FirstCome, NetworkFile.Load(Path.Combine(_networks, "devnet.yaml")).Inclusion);
    }

    public static TheoryData<string, string, string> Spoilt => new()
    {
        { "ordering: first_come", "ordering: fifo",
            "network.yaml:11:11 ordering: 'fifo' is not one of them; allowed: public, first_come, auction, private" },
        { "chain_id: 42161", "chain_id: 0",
            "network.yaml:6:11 chain_id: '0' is out of range; allowed: a whole number from 1 to 2147483647" },
        { "type: environment, value: ARBITRUM_RPC_URL", "type: environment, value: \"https://key@node\"",
            "network.yaml:14:38 endpoints[0].url.value: 'https://key@node' is malformed; allowed: letters, digits and _" },
        { "type: environment, value: ARBITRUM_RPC_URL", "type: vault, value: ARBITRUM_RPC_URL",
            "network.yaml:14:18 endpoints[0].url.type: 'vault' is not one of them; allowed: environment, file, plain" },
        { "  - name: primary\n", "  - name: primary\n    kind: private\n",
            "network.yaml:13:3 endpoints: has no endpoint that can be read; allowed: at least one of kind: node" },
        { "finality: { tag: finalized }", "finality: { tag: finalized, blocks: 3 }",
            "network.yaml:15:11 finality: needs one of two; allowed: tag: safe or finalized, or blocks: a whole number from 1 to 100000" },
        { "max_priority_fee_gwei: 1\n", "max_priority_fee_gwei: 0.015\n",
            "network.yaml:19:26 fees.max_priority_fee_gwei: '0.015' leaves no room for replacements; allowed: at least twice min_priority_fee_gwei" },
        { "  deadline_blocks: 40 ", "  deadline_block: 40 ",
            "network.yaml:23:3 inclusion.deadline_block: is not a key here; did you mean 'deadline_blocks'?" },
        { "0x1c479675ad559DC151F6Ec7ed3FbF8ceE79582B6", "0x1c479675ad559DC151F6Ec7ed3FbF8ceE79582B7",
            "network.yaml:31:20 forced_inclusion.sequencer_inbox: '0x1c479675ad559DC151F6Ec7ed3FbF8ceE79582B7' is not an address; allowed: an address: 0x and 40 hexadecimal digits, in lower case or with its checksum (EIP-55)" },
        { "delay_seconds: 86400", "delay_seconds: forever",
            "network.yaml:32:18 forced_inclusion.delay_seconds: 'forever' is not a whole number; allowed: a whole number from 1 to 2592000" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void One_problem_is_told_with_its_place_key_value_and_what_is_allowed(string old, string replacement, string expected)
    {
        var text = File.ReadAllText(Path.Combine(_networks, "arbitrum.yaml"));
        Assert.Equal(2, text.Split(old).Length);
        File.WriteAllText(_path, text.Replace(old, replacement, StringComparison.Ordinal));

        var problems = Assert.Throws<FilesException>(() => NetworkFile.Load(_path)).Message;

        Assert.Contains(expected, problems.Replace(_path, "network.yaml", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
