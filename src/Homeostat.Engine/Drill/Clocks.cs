using Homeostat.Core;
using Homeostat.Core.Incidents;

namespace Homeostat.Engine.Drill;

/// <summary>
/// From the first attack transaction's inclusion to signal, decision and containment: blocks of the play, and
/// milliseconds of wall time. Null for what did not happen.
/// </summary>
internal sealed record Clocks(
    int? DetectBlocks,
    double? DetectMs,
    int? DecideBlocks,
    double? DecideMs,
    int? ContainBlocks,
    double? ContainMs)
{
    private static readonly Clocks Nothing = new(null, null, null, null, null, null);

    public static Clocks Of(PlayRecord with) => (with.Guard, with.Breaker) switch
    {
        ({ } guard, _) => Of(with, guard),
        (null, { } breaker) => Of(with, breaker),
        _ => Nothing,
    };

    /// <summary>Without an engine: to the first sighting and to the first trip. Nothing of ours runs, so nothing of ours takes time.</summary>
    private static Clocks Of(PlayRecord with, BreakerRecord breaker) => with.FirstAttackBlock is not { } first
        ? Nothing
        : Nothing with
        {
            DetectBlocks = Since(first, breaker.Sightings),
            ContainBlocks = Since(first, breaker.Trips.Select(t => t.Block)),
        };

    private static int? Since(int first, IEnumerable<int> blocks) =>
        blocks.Where(b => b >= first).Select(b => (int?)(b - first)).FirstOrDefault();

    private static Clocks Of(PlayRecord with, GuardRecord guard)
    {
        if (with.FirstAttackBlock is not { } first || with.FirstAttackAt is not { } start)
        {
            return Nothing;
        }

        var detected = First<Emission.Believed>(with, guard, first, b => b.Block.Number, b => !b.Belief.Signals.IsEmpty);
        var decided = First<Emission.Decided>(with, guard, first, d => d.Decision.Block.Number, _ => true);
        var contained = First<Emission.IncidentChanged>(with, guard, first, i => i.Line.Block, i => i.Line.Kind == TimelineKind.Contained);
        double? decideMs = decided is { } d && guard.SentAfter.TryGetValue(d.Emission.Decision.Id, out var after) ? after.TotalMilliseconds : null;
        return new Clocks(
            detected?.Blocks,
            (detected?.At - start)?.TotalMilliseconds,
            decided?.Blocks,
            decideMs,
            contained?.Blocks,
            (contained?.At - start)?.TotalMilliseconds);
    }

    private static (T Emission, int Blocks, TimeSpan At)? First<T>(
        PlayRecord with,
        GuardRecord guard,
        int first,
        Func<T, ulong> block,
        Func<T, bool> counts)
        where T : Emission
    {
        foreach (var (at, emission) in guard.Emissions)
        {
            if (emission is T found && with.Block(block(found)) >= first && counts(found))
            {
                return (found, with.Block(block(found)) - first, at);
            }
        }

        return null;
    }
}
