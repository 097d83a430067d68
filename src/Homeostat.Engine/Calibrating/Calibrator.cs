using System.Collections.Immutable;
using Homeostat.Core.Fusion;

namespace Homeostat.Engine.Calibrating;

/// <summary>
/// Learns what each detector's score is worth. Per bin b: l = ln[(k₁ + 1)/(n₁ + B)] − ln[(k₀ + 1)/(n₀ + B)], k the
/// blocks with a score in b under attack (1) and without (0), n their sums, B the number of bins (Laplace). A bin that
/// nobody ever saw is part of the one below it. Adjacent violators are pooled so that more score is never less
/// evidence, and l is not below a floor, so that no absence of evidence hides an attack for long.
/// </summary>
public static class Calibrator
{
    private const double IncidentsPerYear = 0.1;
    private const double MeanAttackSeconds = 3_600;
    private const double FloorNats = -3;

    /// <summary>Where scores are cut; between two edges nothing is told apart.</summary>
    private static readonly ImmutableSortedDictionary<string, (string Group, double[] Edges)> Shapes =
        new Dictionary<string, (string, double[])>
        {
            ["mark-dispersion"] = ("dispersion", [0, 0.005, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.12, 0.2]),
            ["index-dispersion"] = ("dispersion", [0, 0.005, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.12, 0.2]),
            ["outflow"] = ("outflow", [0, 0.005, 0.01, 0.02, 0.035, 0.06, 0.09, 0.15, 0.3]),
            ["privileged-change"] = ("privileged-change", [0, 1, 2, 3]),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The same shapes with nothing learnt: every score is worth nothing. For watching before there is a calibration.</summary>
    public static Calibration Blank { get; } = new(
        IncidentsPerYear,
        MeanAttackSeconds,
        Shapes.ToImmutableSortedDictionary(
            s => s.Key,
            s => new DetectorCalibration([new CalibrationBin(0, 0)], 1, s.Value.Group, 0, 0, 0),
            StringComparer.Ordinal));

    public static Calibration Fit(IReadOnlyList<Episode> episodes) => new(
        IncidentsPerYear,
        MeanAttackSeconds,
        Shapes.ToImmutableSortedDictionary(s => s.Key, s => Fit(s.Key, s.Value.Group, s.Value.Edges, episodes), StringComparer.Ordinal));

    private static DetectorCalibration Fit(string detector, string group, double[] edges, IReadOnlyList<Episode> episodes)
    {
        var benign = new long[edges.Length];
        var attacked = new long[edges.Length];
        foreach (var episode in episodes)
        {
            foreach (var look in episode.Looks.Where(l => l.Detector == detector))
            {
                if (!look.UnderAttack)
                {
                    benign[Bin(edges, look.Score)]++;
                }
                else if (look.Scope == episode.Attacks)
                {
                    attacked[Bin(edges, look.Score)]++;
                }
            }
        }

        var unweighted = new DetectorCalibration(Bins(edges, attacked, benign), 1, group, 0, benign.Sum(), attacked.Sum());
        return new DetectorCalibration(
            unweighted.Bins,
            RepeatWeight(detector, unweighted, episodes),
            group,
            GroupCorrelation(group, episodes),
            benign.Sum(),
            attacked.Sum());
    }

    private static int Bin(double[] edges, double score)
    {
        var at = edges.Length - 1;
        while (at > 0 && edges[at] > score)
        {
            at--;
        }

        return at;
    }

    private static ImmutableArray<CalibrationBin> Bins(double[] edges, long[] attacked, long[] benign)
    {
        var (n1, n0) = (attacked.Sum() + edges.Length, benign.Sum() + edges.Length);
        var pools = new List<(int First, double K1, double K0)>();
        for (var b = 0; b < edges.Length; b++)
        {
            if (b > 0 && attacked[b] + benign[b] == 0)
            {
                continue;
            }

            pools.Add((b, attacked[b] + 1, benign[b] + 1));
            while (pools.Count > 1 && Ratio(pools[^1]) < Ratio(pools[^2]))
            {
                var (above, below) = (pools[^1], pools[^2]);
                pools.RemoveRange(pools.Count - 2, 2);
                pools.Add((below.First, below.K1 + above.K1, below.K0 + above.K0));
            }
        }

        return [.. pools.Select(p => new CalibrationBin(edges[p.First], Math.Round(Math.Max(FloorNats, Math.Log(p.K1 / n1) - Math.Log(p.K0 / n0)), 3)))];

        static double Ratio((int First, double K1, double K0) pool) => pool.K1 / pool.K0;
    }

    /// <summary>(1 − ρ)/(1 + ρ); a benign ratio that never varies gives no ground to count a repeat at all.</summary>
    private static double RepeatWeight(string detector, DetectorCalibration ratios, IReadOnlyList<Episode> episodes)
    {
        var pairs = episodes.SelectMany(e =>
        {
            var benign = e.Looks.Where(l => l.Detector == detector && !l.UnderAttack).ToList();
            return benign.Zip(benign.Skip(1)).Where(p => p.Second.Block == p.First.Block + 1).Select(p => (ratios.Nats(p.First.Score), ratios.Nats(p.Second.Score)));
        });
        var rho = Math.Clamp(Correlation(pairs) ?? 1, 0, 1);
        return Math.Round((1 - rho) / (1 + rho), 4);
    }

    private static double GroupCorrelation(string group, IReadOnlyList<Episode> episodes)
    {
        var members = Shapes.Where(s => s.Value.Group == group).Select(s => s.Key).ToList();
        if (members.Count < 2)
        {
            return 0;
        }

        var pairs = episodes.SelectMany(e => e.Looks.Where(l => !l.UnderAttack && l.Detector == members[0]).Join(
            e.Looks.Where(l => !l.UnderAttack && l.Detector == members[1]), l => l.Block, l => l.Block, (a, b) => (a.Score, b.Score)));
        return Math.Round(Math.Clamp(Correlation(pairs) ?? 1, 0, 1), 4);
    }

    /// <summary>Pearson's; null where one side never varies.</summary>
    private static double? Correlation(IEnumerable<(double X, double Y)> pairs)
    {
        double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        foreach (var (a, b) in pairs)
        {
            n++;
            x += a;
            y += b;
            xx += a * a;
            yy += b * b;
            xy += a * b;
        }

        var spread = Math.Sqrt(((n * xx) - (x * x)) * ((n * yy) - (y * y)));
        return spread > 0 ? ((n * xy) - (x * y)) / spread : null;
    }
}
