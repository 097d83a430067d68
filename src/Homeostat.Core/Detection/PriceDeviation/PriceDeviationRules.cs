using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Homeostat.Core.Chain;

namespace Homeostat.Core.Detection.PriceDeviation;

/// <summary>
/// Any number of moving-average rules over the same price facts. Per rule and market, with price P and average m: the first
/// price is the average; then |P − m| > threshold·|m| is an alert and leaves m as it is, and any other price moves it,
/// m ← m + α(P − m). The averages of a market lie side by side, so that a price meets several rules per instruction.
/// </summary>
public sealed class PriceDeviationRules : IFactSink
{
    private readonly Bank _marks;
    private readonly Bank _indexes;
    private readonly List<PriceDeviationAlert> _alerts = [];

    public PriceDeviationRules(ImmutableArray<PriceDeviationOptions> rules)
    {
        foreach (var rule in rules)
        {
            if (!(rule.Smoothing is > 0 and <= 1) || !(rule.Threshold > 0) || !double.IsFinite(rule.Threshold))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(rules), $"rule {rule.Slug}: smoothing {rule.Smoothing} must be above 0 and at most 1, threshold {rule.Threshold} above 0");
            }
        }

        Rules = rules;
        _marks = new Bank(rules, PriceKind.Mark);
        _indexes = new Bank(rules, PriceKind.Index);
    }

    private PriceDeviationRules(PriceDeviationRules other)
    {
        Rules = other.Rules;
        _marks = other._marks.Clone();
        _indexes = other._indexes.Clone();
        _alerts.AddRange(other._alerts);
    }

    public ImmutableArray<PriceDeviationOptions> Rules { get; }

    /// <summary>Prices that it was shown.</summary>
    public long Prices { get; private set; }

    /// <summary>What deviated since <see cref="Clear"/>, in the order of the facts and then of the rules.</summary>
    public ReadOnlySpan<PriceDeviationAlert> Alerts => CollectionsMarshal.AsSpan(_alerts);

    public void Clear() => _alerts.Clear();

    public void On(in PriceObserved fact)
    {
        Prices++;
        (fact.Kind == PriceKind.Mark ? _marks : _indexes).Observe(fact.Market, fact.Price, _alerts);
    }

    /// <summary>A copy with its own state, as for a reorg.</summary>
    public PriceDeviationRules Clone() => new(this);

    /// <summary>A market's averages in the order of the rules, NaN where no price was seen: to be kept and restored.</summary>
    public double[] AveragesOf(int market)
    {
        var averages = new double[Rules.Length];
        Array.Fill(averages, double.NaN);
        _marks.Copy(market, averages);
        _indexes.Copy(market, averages);
        return averages;
    }

    /// <summary>Puts back what <see cref="AveragesOf"/> gave.</summary>
    public void Restore(int market, ReadOnlySpan<double> averages)
    {
        if (averages.Length != Rules.Length)
        {
            throw new ArgumentException($"{averages.Length} averages for {Rules.Length} rules", nameof(averages));
        }

        _marks.Restore(market, averages);
        _indexes.Restore(market, averages);
    }

    /// <summary>The rules of one kind of price. Rows are padded to whole vectors with rules that never fire.</summary>
    private sealed class Bank
    {
        private readonly int[] _rules;
        private readonly int _stride;
        private readonly double[] _smoothing;
        private readonly double[] _threshold;
        private double[] _averages = [];

        public Bank(ImmutableArray<PriceDeviationOptions> rules, PriceKind kind)
        {
            _rules = [.. Enumerable.Range(0, rules.Length).Where(r => rules[r].Kind == kind)];
            _stride = (_rules.Length + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
            _smoothing = new double[_stride];
            _threshold = new double[_stride];
            Array.Fill(_threshold, double.PositiveInfinity);
            for (var i = 0; i < _rules.Length; i++)
            {
                (_smoothing[i], _threshold[i]) = (rules[_rules[i]].Smoothing, rules[_rules[i]].Threshold);
            }
        }

        private Bank(Bank other)
        {
            (_rules, _stride, _smoothing, _threshold) = (other._rules, other._stride, other._smoothing, other._threshold);
            _averages = (double[])other._averages.Clone();
        }

        public Bank Clone() => new(this);

        public void Observe(int market, double price, List<PriceDeviationAlert> alerts)
        {
            var row = Row(market);
            var p = new Vector<double>(price);
            for (var i = 0; i < row.Length; i += Vector<double>.Count)
            {
                var m = new Vector<double>(row[i..]);
                var gap = p - m;
                var hit = Vector.GreaterThan(Vector.Abs(gap), new Vector<double>(_threshold, i) * Vector.Abs(m));
                if (Vector.EqualsAny(hit, Vector<long>.AllBitsSet))
                {
                    Raise(i, market, price, m, hit, alerts);
                }

                var moved = Vector.ConditionalSelect(hit, m, m + (new Vector<double>(_smoothing, i) * gap));

                // Only NaN, which is no average yet, is unequal to itself.
                Vector.ConditionalSelect(Vector.Equals(m, m), moved, p).CopyTo(row[i..]);
            }
        }

        public void Copy(int market, double[] averages)
        {
            var row = Row(market);
            for (var i = 0; i < _rules.Length; i++)
            {
                averages[_rules[i]] = row[i];
            }
        }

        public void Restore(int market, ReadOnlySpan<double> averages)
        {
            var row = Row(market);
            for (var i = 0; i < _rules.Length; i++)
            {
                row[i] = averages[_rules[i]];
            }
        }

        private Span<double> Row(int market)
        {
            var end = checked((market + 1) * _stride);
            if (end > _averages.Length)
            {
                var before = _averages.Length;
                Array.Resize(ref _averages, (int)Math.Max(end, Math.Min(2L * before, Array.MaxLength)));
                _averages.AsSpan(before).Fill(double.NaN);
            }

            return _averages.AsSpan(end - _stride, _stride);
        }

        private void Raise(int first, int market, double price, Vector<double> averages, Vector<long> hit, List<PriceDeviationAlert> alerts)
        {
            for (var lane = 0; lane < Vector<double>.Count && first + lane < _rules.Length; lane++)
            {
                if (hit[lane] != 0)
                {
                    alerts.Add(new PriceDeviationAlert(_rules[first + lane], market, price, averages[lane]));
                }
            }
        }
    }
}
