using System.Numerics;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet.Aave;

/// <summary>Lists assets on a deployed Aave pool, each with its three tokens.</summary>
internal sealed class AaveListing(Deployment deployment, AaveArtifacts artifacts, Address deployer)
{
    private const ulong CreationGas = 14_000_000;

    /// <summary>Of the interest, for the treasury [bps].</summary>
    private const int ReserveFactorBps = 1_000;

    private static readonly (string Name, string Contract)[] Tokens =
    [
        ("aave_atoken_implementation", "AToken"),
        ("aave_stable_debt_implementation", "StableDebtToken"),
        ("aave_variable_debt_implementation", "VariableDebtToken"),
    ];

    private DevnetChain Chain => deployment.Chain;

    /// <summary>The code that all reserves' tokens share, and one curve of interest.</summary>
    public async Task DeployTokensAsync(CancellationToken cancellation)
    {
        foreach (var (name, contract) in Tokens)
        {
            await AddAsync(name, artifacts.Token(contract), [deployment["aave_pool"]], cancellation).ConfigureAwait(false);
        }

        // Optimal usage, base rate, the variable and the stable slopes below and above it, then the stable offsets.
        AbiValue[] curve =
        [
            deployment["aave_addresses"], Ray(80), Ray(0), Ray(4), Ray(60), Ray(1), Ray(60), Ray(2), Ray(5), Ray(20),
        ];
        await AddAsync("aave_rate_strategy", artifacts.Pool("DefaultReserveInterestRateStrategy"), curve, cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Lists an asset as collateral and for borrowing, and names its tokens; mined on return.</summary>
    public async Task ListAsync(AaveReserve reserve, CancellationToken cancellation)
    {
        var asset = deployment[reserve.Name];
        await ConfigureAsync("initReserves", [AbiValue.Array(Input(reserve))], cancellation).ConfigureAwait(false);
        await ConfigureAsync(
            "configureReserveAsCollateral",
            [asset, reserve.LtvBps, reserve.LiquidationThresholdBps, reserve.LiquidationBonusBps],
            cancellation).ConfigureAwait(false);
        await ConfigureAsync("setReserveBorrowing", [asset, true], cancellation).ConfigureAwait(false);
        await ConfigureAsync("setReserveFlashLoaning", [asset, true], cancellation).ConfigureAwait(false);
        await ConfigureAsync("setReserveFactor", [asset, ReserveFactorBps], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        var tokens = await deployment.ReadAsync("aave_data_provider", "getReserveTokensAddresses", [asset], cancellation).ConfigureAwait(false);
        deployment.Add(reserve.Name + "_atoken", tokens[0].AsAddress(), artifacts.Token("AToken").Abi);
        deployment.Add(reserve.Name + "_stable_debt", tokens[1].AsAddress(), artifacts.Token("StableDebtToken").Abi);
        deployment.Add(reserve.Name + "_variable_debt", tokens[2].AsAddress(), artifacts.Token("VariableDebtToken").Abi);
    }

    /// <summary>Aave's unit of rates: 27 decimals.</summary>
    private static UInt256 Ray(int percent) => (UInt256)(new BigInteger(percent) * BigInteger.Pow(10, 25));

    private AbiValue Input(AaveReserve reserve) => AbiValue.Tuple(
        deployment["aave_atoken_implementation"],
        deployment["aave_stable_debt_implementation"],
        deployment["aave_variable_debt_implementation"],
        reserve.Decimals,
        deployment["aave_rate_strategy"],
        deployment[reserve.Name],
        deployer,
        Address.Zero,
        "Aave " + reserve.Symbol,
        "a" + reserve.Symbol,
        "Aave variable debt " + reserve.Symbol,
        "variableDebt" + reserve.Symbol,
        "Aave stable debt " + reserve.Symbol,
        "stableDebt" + reserve.Symbol,
        Array.Empty<byte>());

    private async Task ConfigureAsync(string function, AbiValue[] arguments, CancellationToken cancellation) =>
        await Chain.SendAsync(deployment.Call(deployer, "aave_configurator", function, arguments) with { Gas = CreationGas }, cancellation).ConfigureAwait(false);

    private async Task AddAsync(string name, ContractArtifact artifact, AbiValue[] arguments, CancellationToken cancellation) =>
        deployment.Add(name, await Chain.DeployAsync(deployer, artifact, arguments, cancellation).ConfigureAwait(false), artifact.Abi);
}
