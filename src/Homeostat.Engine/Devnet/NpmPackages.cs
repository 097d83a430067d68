using System.Security.Cryptography;

namespace Homeostat.Engine.Devnet;

/// <summary>The npm packages of `contracts/`: the EVM node, the compiler, and the protocols that drills attack.</summary>
public static class NpmPackages
{
    /// <summary>
    /// Fetches them with `npm ci` unless what is there already comes from the lock file as it is now. Safe to call from
    /// several processes at once: one fetches, the others wait.
    /// </summary>
    public static async Task EnsureAsync(Checkout checkout, Action<string> say, CancellationToken cancellation)
    {
        var lockFile = Path.Combine(checkout.Contracts, "package-lock.json");
        var wanted = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(lockFile, cancellation).ConfigureAwait(false)));
        var stamp = Path.Combine(checkout.Packages, ".from-lock");
        if (await IsCurrentAsync(stamp, wanted, cancellation).ConfigureAwait(false))
        {
            return;
        }

        Directory.CreateDirectory(checkout.Cache);
        await using var turn = await WaitTurnAsync(Path.Combine(checkout.Cache, "npm.turn"), cancellation).ConfigureAwait(false);
        if (await IsCurrentAsync(stamp, wanted, cancellation).ConfigureAwait(false))
        {
            return;
        }

        say("fetching npm packages (once, about half a minute)");
        await ChildProcess.RunAsync("npm", ["ci", "--no-progress"], checkout.Contracts, null, cancellation).ConfigureAwait(false);
        await File.WriteAllTextAsync(stamp, wanted, cancellation).ConfigureAwait(false);
    }

    /// <summary>A native program from its platform package, or from PATH on platforms that have none here.</summary>
    public static string Program(Checkout checkout, string name)
    {
        var packaged = Path.Combine(checkout.Packages, "@foundry-rs", $"{name}-linux-amd64", "bin", name);
        return OperatingSystem.IsLinux() && File.Exists(packaged) ? packaged : name;
    }

    private static async Task<bool> IsCurrentAsync(string stamp, string wanted, CancellationToken cancellation) =>
        File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellation).ConfigureAwait(false) == wanted;

    private static async Task<FileStream> WaitTurnAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation).ConfigureAwait(false);
            }
        }
    }
}
