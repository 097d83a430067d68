using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Incidents;
using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Engine.Drill;

/// <summary>The series behind the report's plots, one value per block of the play.</summary>
internal static class ScenarioPlotter
{
    public static ScenarioPlots Plot(PlayRecord without, PlayRecord with)
    {
        var blocks = with.Samples.Select(s => s.Block).ToImmutableArray();
        return new ScenarioPlots(
            blocks,
            [
                Line("mark", "USD", "with", with, s => s.Mark),
                Line("index", "USD", "with", with, s => s.Index),
                Line("outside venues", "USD", "with", with, s => s.Real),
                Line("mark", "USD", "without", without, s => s.Mark),
                Line("index", "USD", "without", without, s => s.Index),
            ],
            [Line("TVL", "USD", "with", with, s => s.TvlUsd), Line("TVL", "USD", "without", without, s => s.TvlUsd)],
            with.Guard is { } seen ? Probability(blocks, with, seen) : [],
            [Line("attacker's gain", "USD", "with", with, s => s.AttackerUsd), Line("attacker's gain", "USD", "without", without, s => s.AttackerUsd)],
            [.. with.Guard is { } guard ? Restrictions(with, guard) : [], .. with.Breaker is { } breaker ? Trips(breaker, with) : []]);
    }

    private static PlotLine Line(string name, string unit, string run, PlayRecord record, Func<Sample, double> value) =>
        new(name, unit, run, [.. record.Samples.Select(value)]);

    private static ImmutableArray<PlotLine> Probability(ImmutableArray<int> blocks, PlayRecord with, GuardRecord guard)
    {
        var lines = ImmutableArray.CreateBuilder<PlotLine>();
        foreach (var scope in guard.Emissions.Select(e => e.Emission).OfType<Emission.Believed>().GroupBy(b => b.Belief.Scope.ToString()))
        {
            var byBlock = scope.GroupBy(b => with.Block(b.Block.Number)).ToDictionary(g => g.Key, g => g.Last());
            lines.Add(new PlotLine($"p {scope.Key}", "probability", "with", [.. blocks.Select(b => byBlock.TryGetValue(b, out var belief) ? belief.Belief.P : double.NaN)]));
            lines.Add(new PlotLine($"p* {scope.Key}", "probability", "with", [.. blocks.Select(b => byBlock.TryGetValue(b, out var belief) ? belief.PStar : double.NaN)]));
        }

        return lines.DrainToImmutable();
    }

    /// <summary>A step that follows before the last one is over prolongs it.</summary>
    private static IEnumerable<RestrictionSpan> Trips(BreakerRecord breaker, PlayRecord with)
    {
        foreach (var scope in breaker.Trips.GroupBy(t => (t.Scope, t.Stage)))
        {
            RestrictionSpan? span = null;
            foreach (var trip in scope)
            {
                var to = with.BlockAt(trip.Until);
                if (span is not null && span.ToBlock is { } end && trip.Block > end)
                {
                    yield return span;
                    span = null;
                }

                span = new RestrictionSpan(trip.Scope, $"breaker, stage {trip.Stage}", span?.FromBlock ?? trip.Block, to);
            }

            yield return span!;
        }
    }

    private static ImmutableArray<RestrictionSpan> Restrictions(PlayRecord with, GuardRecord guard)
    {
        var spans = ImmutableArray.CreateBuilder<RestrictionSpan>();
        foreach (var decision in guard.Decisions)
        {
            var from = guard.Timeline.FirstOrDefault(l =>
                l.Kind == TimelineKind.Contained
                && l.Block > decision.Block.Number
                && l.Text.Contains($" on {decision.Scope} ", StringComparison.Ordinal));
            var to = guard.Timeline.FirstOrDefault(l =>
                l.Kind is TimelineKind.Lapsed or TimelineKind.LapsedUnderAttack or TimelineKind.Lifted
                && l.Block > decision.Block.Number
                && l.Text.StartsWith($"{decision.Scope}:", StringComparison.Ordinal));
            if (from is not null)
            {
                spans.Add(new RestrictionSpan(decision.Scope.ToString(), decision.Rung.Slug, with.Block(from.Block), to is null ? null : with.Block(to.Block)));
            }
        }

        return spans.DrainToImmutable();
    }
}
