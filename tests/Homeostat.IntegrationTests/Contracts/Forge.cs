using System.ComponentModel;
using System.Diagnostics;
using Homeostat.Engine.Devnet;

namespace Homeostat.IntegrationTests.Contracts;

/// <summary>The Solidity test runner, from its npm package or from PATH.</summary>
internal static class Forge
{
    public const string Missing =
        "THE SOLIDITY TESTS DID NOT RUN: there is no forge package for this platform in contracts/node_modules and no forge on PATH (https://getfoundry.sh)";

    // What a developer has set must change no result; colours would end up in failure messages.
    private static readonly (string Name, string? Value)[] _environment =
        [("FOUNDRY_PROFILE", "default"), ("NO_COLOR", "1"), ("FORGE_SNAPSHOT_CHECK", null), ("FORGE_SNAPSHOT_EMIT", null)];

    public static Checkout Checkout { get; } = Checkout.Find();

    /// <summary>A machine on which a skipped test is a failure.</summary>
    public static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>Null if there is no forge on this machine.</summary>
    public static async Task<ForgeOutput?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        await NpmPackages.EnsureAsync(Checkout, _ => { }, cancellation);
        var start = new ProcessStartInfo(NpmPackages.Program(Checkout, "forge"), arguments)
        {
            WorkingDirectory = Checkout.Contracts,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in _environment)
        {
            start.Environment[name] = value;
        }

        using Process? process = Start(start);
        if (process is null)
        {
            return null;
        }

        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new ForgeOutput(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

/// <param name="Error">Standard error: what the compiler and the snapshot check say.</param>
internal sealed record ForgeOutput(int ExitCode, string Output, string Error);
