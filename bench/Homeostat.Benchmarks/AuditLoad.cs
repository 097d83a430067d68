using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Homeostat.Audit;
using Homeostat.Audit.Merkle;
using Homeostat.Audit.Notes;

namespace Homeostat.Benchmarks;

/// <summary>How many entries a second an audit log takes in, durable under checkpoints; what verifying and proving them costs.</summary>
internal static class AuditLoad
{
    private const int Batch = 10_000;
    private const int Proofs = 1_000;

    public static async Task RunAsync(int entries, CancellationToken cancellation)
    {
        var directory = Directory.CreateTempSubdirectory("homeostat-audit-");
        try
        {
            using var key = SigningKey.Generate("bench.example/audit");
            var options = new AuditLogOptions(Path.Combine(directory.FullName, "log"), AuditLogOptions.DefaultMaxPendingBytes);
            var watch = Stopwatch.StartNew();
            var slowest = TimeSpan.Zero;
            await using (var log = AuditLog.Open(options, key))
            {
                for (var i = 0; i < entries; i++)
                {
                    log.Append(Entry(i));
                    if ((i + 1) % Batch == 0 || i + 1 == entries)
                    {
                        var before = watch.Elapsed;
                        await log.CheckpointAsync(cancellation).ConfigureAwait(false);
                        slowest = watch.Elapsed - before > slowest ? watch.Elapsed - before : slowest;
                    }
                }
            }

            Say($"{entries:n0} entries appended and durable, a checkpoint every {Batch:n0}: {watch.Elapsed.TotalSeconds:0.0} s, {entries / watch.Elapsed.TotalSeconds:n0} a second; slowest checkpoint {slowest.TotalMilliseconds:n0} ms");
            watch.Restart();
            var report = LogVerifier.Verify(options.Directory, key.Verifier, null, cancellation);
            Say($"verified: {report.IsVerified}, {watch.Elapsed.TotalSeconds:0.0} s, {entries / watch.Elapsed.TotalSeconds:n0} entries a second");
            Prove(options.Directory, key.Verifier, entries);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Prove(string directory, VerifierKey key, int entries)
    {
        var times = new double[Proofs];
        for (var i = 0; i < Proofs; i++)
        {
            // A reader each, so that no tile is kept from the proof before.
            var index = (ulong)RandomNumberGenerator.GetInt32(entries);
            var reader = LogReader.Open(directory, key);
            var leaf = MerkleTree.LeafHash(Entry((int)index));
            var start = Stopwatch.GetTimestamp();
            var proof = reader.Inclusion(index);
            var holds = MerkleProof.Includes(leaf, index, reader.Checkpoint.Size, proof, reader.Checkpoint.Root);
            times[i] = holds ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : throw new InvalidOperationException($"the proof of entry {index} does not hold");
        }

        Array.Sort(times);
        Say($"inclusion of one entry proved and verified: median {times[Proofs / 2]:0.00} ms, p99 {times[Proofs * 99 / 100]:0.00} ms");
    }

    private static byte[] Entry(int index) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $$"""{"index":{{index}},"at":"2026-01-01T00:00:00Z","block":{{index / 3}},"kind":"decision","text":"outflow above the limit in market {{index % 17}}","p":0.{{index % 997}}}"""));

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
