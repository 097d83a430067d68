using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Detection;
using Homeostat.Core.Incidents;
using Homeostat.Core.Policy;
using Homeostat.Engine.Archive;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Replay;

/// <summary>Drives Core with an archive's inputs. Needs nothing but the archive.</summary>
public static class ReplayRun
{
    /// <param name="progress">Told how many inputs have been taken.</param>
    /// <exception cref="ArchiveException">The archive is damaged, or has no configuration that Core could run with.</exception>
    public static ReplayReport Run(ArchiveReader archive, Action<long> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(progress);
        var brain = new Brain(archive.Header.Configuration ?? throw new ArchiveException(
            archive.File, 0, "was recorded without a configuration to decide by; it can be backtested, not replayed"));
        using var heard = new Listener();
        long inputs = 0;
        foreach (var input in archive.Read(new LogBatch()))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var emission in brain.Step(input))
            {
                heard.Hear(emission);
            }

            progress(++inputs);
        }

        return heard.Report(archive, inputs);
    }

    /// <summary>Keeps what a report needs of what Core says.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly ImmutableArray<Decision>.Builder _decisions = ImmutableArray.CreateBuilder<Decision>();
        private readonly ImmutableArray<(string, TimelineEvent)>.Builder _timeline = ImmutableArray.CreateBuilder<(string, TimelineEvent)>();
        private readonly EmissionDigest _digest = new();
        private VerdictTotals _verdicts;
        private string? _halted;

        public void Hear(Emission emission)
        {
            _digest.Add(emission);
            switch (emission)
            {
                case Emission.Decided decided:
                    _decisions.Add(decided.Decision);
                    break;
                case Emission.IncidentChanged changed:
                    _timeline.Add((changed.Incident.Id, changed.Line));
                    break;
                case Emission.Judged judged:
                    _verdicts = Count(_verdicts, judged.Verdict.Kind);
                    break;
                case Emission.Halted halted:
                    _halted = halted.Reason;
                    break;
                default:
                    break;
            }
        }

        public ReplayReport Report(ArchiveReader archive, long inputs) => new(
            archive.Header, archive.Blocks, inputs, archive.Tail, _decisions.ToImmutable(), _timeline.ToImmutable(), _verdicts, _halted, _digest.Value);

        public void Dispose() => _digest.Dispose();

        private static VerdictTotals Count(VerdictTotals totals, VerdictKind kind) => kind switch
        {
            VerdictKind.Verified => totals with { Verified = totals.Verified + 1 },
            VerdictKind.Violated => totals with { Violated = totals.Violated + 1 },
            VerdictKind.Unverifiable => totals with { Unverifiable = totals.Unverifiable + 1 },
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind of verdict"),
        };
    }
}
