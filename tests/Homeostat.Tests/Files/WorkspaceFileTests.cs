using Homeostat.Engine.Files;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Engine.Keys;
using Homeostat.Engine.Workspaces;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Files;

public sealed class WorkspaceFileTests : IDisposable
{
    private const string Ledger = "0x00000000000000000000000000000000000000aa";

    private const string Good = $$$"""
        schema: homeostat/workspace/v1
        metrics_port: 0
        engines:
          - protocol: synthetic-perp
            network: devnet
            from_block: 7
            guard:
              known_as: "0x5fbdb2315678afecb367f032d93f642f64180aa3"
              restriction_ledger: "{{{Ledger}}}"
            signer: {type: keystore, path: keys/one.json, password: {type: environment, value: PASSWORD}}
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("homeostat-workspace-");

    public WorkspaceFileTests()
    {
        var config = Homeostat.Engine.Devnet.Checkout.Find().Config;
        Copy("policy.yaml", "");
        Copy("calibration.json", "");
        Copy("protocols/synthetic-perp.yaml", "protocols");
        Copy("networks/devnet.yaml", "networks");

        void Copy(string file, string into)
        {
            Directory.CreateDirectory(Path.Combine(_directory.FullName, into));
            File.Copy(Path.Combine(config, file), Path.Combine(_directory.FullName, file));
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void What_is_written_is_what_runs()
    {
        var workspace = Load(Good);

        var plan = Assert.Single(workspace.Engines);
        Assert.Equal((0, Path.Combine(_directory.FullName, "state", "homeostat.db")), (workspace.MetricsPort, workspace.StoreFile));
        Assert.Equal(("synthetic-perp-devnet", 7UL, Finality.Latest), (plan.Name, plan.FromBlock!.Value, plan.Follows));
        Assert.Equal(Address.Parse(Ledger), plan.Protocol.RestrictionLedger);
        Assert.Equal("index-jump", Assert.Single(plan.Protocol.Rules).Slug);
        Assert.Equal(Path.Combine(_directory.FullName, "keys/one.json"), Assert.IsType<SignerSource.KeystoreAt>(plan.Signer).Path);
        Assert.Equal(plan.Network.Inclusion, plan.Configuration(1).Inclusion);
    }

    [Fact]
    public void Without_a_gate_no_rung_rolls_code_back()
    {
        Assert.All(Load(Good).Engines[0].Configuration(1).Policy.Rungs, r => Assert.False(r.RollsBackCode));
        var gated = Load(Good.Replace("    signer", $"      upgrade_gate: \"{Ledger}\"\n    signer", StringComparison.Ordinal));
        Assert.Contains(gated.Engines[0].Configuration(1).Policy.Rungs, r => r.RollsBackCode);
    }

    [Theory]
    [InlineData("    signer", "    shadow: true\n    signer", "needs one of two")]
    [InlineData("signer: {type: keystore, path: keys/one.json, password: {type: environment, value: PASSWORD}}", "shadow: false", "needs one of two")]
    [InlineData("from_block: 7", "from_block: -1", "from_block")]
    [InlineData("from_block: 7", "follows: finalized", "minutes late")]
    [InlineData("from_block: 7", "fromblock: 7", "did you mean 'from_block'")]
    [InlineData("metrics_port: 0", "metrics_port: 65536", "from 0 to 65535")]
    [InlineData(Ledger, "0x12", "is not an address")]
    [InlineData("network: devnet", "network: Devnet", "is malformed")]
    [InlineData("network: devnet", "network: nowhere", "nowhere.yaml")]
    [InlineData("homeostat/workspace/v1", "homeostat/workspace/v2", "another kind of file")]
    public void What_is_wrong_is_named(string good, string bad, string expected)
    {
        var refused = Assert.Throws<FilesException>(() => Load(Good.Replace(good, bad, StringComparison.Ordinal)));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_that_is_there_twice_is_refused()
    {
        var entry = Good[Good.IndexOf("  - protocol", StringComparison.Ordinal)..];

        Assert.Contains("is there twice", Assert.Throws<FilesException>(() => Load($"{Good}\n{entry}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_shadow_mode_what_is_final_may_be_followed()
    {
        var shadow = Good
            .Replace("signer: {type: keystore, path: keys/one.json, password: {type: environment, value: PASSWORD}}", "shadow: true", StringComparison.Ordinal)
            .Replace("from_block: 7", "follows: finalized", StringComparison.Ordinal);

        var plan = Load(shadow).Engines[0];
        Assert.Null(plan.Signer);
        Assert.Equal(Finality.Finalized, plan.Follows);
    }

    private Workspace Load(string text)
    {
        File.WriteAllText(Path.Combine(_directory.FullName, WorkspaceFile.FileName), text);
        return WorkspaceFile.Load(_directory.FullName);
    }
}
