using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Core.Detection;

/// <param name="QuoteMaxAgeSeconds">An older venue quote counts as missing [s].</param>
/// <param name="VolatilityHalfLifeSeconds">Half-life of the variance's moving average [s].</param>
/// <param name="TrailingBlocks">Length of the trailing medians of TVL and open interest [blocks].</param>
/// <param name="SigmaFloor">Least annualised volatility assumed, a ratio.</param>
public sealed record ConditionsOptions(
    double QuoteMaxAgeSeconds,
    double VolatilityHalfLifeSeconds,
    int TrailingBlocks,
    double SigmaFloor);

/// <summary>
/// What the market is like: prices by source, volatility, TVL, open interest. The decision reads σ from venues outside
/// the protocol, and TVL and open interest as trailing medians that freeze at first suspicion: none of them is the
/// attacker's to set.
/// </summary>
public sealed class MarketConditions : IFactSink
{
    private const double SecondsPerYear = 365.0 * 24 * 3600;

    private readonly ProtocolDefinition _protocol;
    private readonly ConditionsOptions _options;
    private Market[] _markets;
    private readonly TrailingMedian _tvl;
    private double _tvlNow;
    private double _frozenTvl = double.NaN;

    public MarketConditions(ProtocolDefinition protocol, ConditionsOptions options)
    {
        _protocol = protocol;
        _options = options;
        _markets = new Market[protocol.Markets.Length];
        for (var i = 0; i < _markets.Length; i++)
        {
            _markets[i] = new Market(protocol.Venues.Length, options.TrailingBlocks);
        }

        _tvl = new TrailingMedian(options.TrailingBlocks);
    }

    private MarketConditions(MarketConditions other)
    {
        _protocol = other._protocol;
        _options = other._options;
        _markets = Array.ConvertAll(other._markets, m => m.Clone());
        _tvl = other._tvl.Clone();
        _tvlNow = other._tvlNow;
        _frozenTvl = other._frozenTvl;
    }

    /// <summary>Collateral held now [USD].</summary>
    public double TvlNowUsd => _tvlNow;

    /// <summary>Trailing median of the collateral, frozen while suspicious [USD].</summary>
    public double TvlUsd => Math.Max(0, IsFrozen ? _frozenTvl : _tvl.Value);

    public bool IsFrozen => !double.IsNaN(_frozenTvl);

    public MarketConditions Clone() => new(this);

    public void On(in PriceObserved fact)
    {
        var market = At(fact.Market);
        ref var slot = ref (fact.Kind == PriceKind.Mark ? ref market.Mark : ref market.Index);
        slot = fact.Price;
    }

    public void On(in CollateralMoved fact) => _tvlNow += fact.AmountUsd;

    public void On(in PositionChanged fact) => At(fact.Market).Take(fact);

    /// <summary>Venue quotes; also the only source of volatility.</summary>
    public void Observe(Tick tick)
    {
        foreach (var quote in tick.Quotes)
        {
            var market = _protocol.MarketNamed(quote.Market);
            var venue = _protocol.Venues.IndexOf(quote.Venue);
            if (market >= 0 && venue >= 0 && quote.Price > 0 && double.IsFinite(quote.Price))
            {
                // A venue whose clock is ahead, or that says so, must not stay fresh for longer.
                _markets[market].Quotes[venue] = quote with { At = new UnixSeconds(Math.Min(quote.At.Value, tick.At.Value)) };
            }
        }

        for (var i = 0; i < _markets.Length; i++)
        {
            if (TryReference(i, tick.At, out var reference))
            {
                _markets[i].UpdateVariance(reference.Price, tick.At, _options.VolatilityHalfLifeSeconds);
            }
        }
    }

    /// <summary>Markets may be discovered: makes room for one more.</summary>
    public void Know(int market) => At(market);

    /// <summary>Called once per block after its facts.</summary>
    public void CloseBlock()
    {
        if (!IsFrozen)
        {
            _tvl.Add(_tvlNow);
        }

        foreach (var market in _markets)
        {
            market.CloseBlock(learn: !IsFrozen);
        }
    }

    /// <summary>At first suspicion: from here on the trailing medians no longer learn.</summary>
    public void Freeze() => _frozenTvl = IsFrozen ? _frozenTvl : _tvl.Value;

    public void Thaw() => _frozenTvl = double.NaN;

    public double Price(int market, PriceKind kind) => kind == PriceKind.Mark ? _markets[market].Mark : _markets[market].Index;

    /// <summary>Median over the venues that are fresh; false when none is.</summary>
    public bool TryReference(int market, UnixSeconds now, out Reference reference)
    {
        var quotes = _markets[market].Quotes;
        Span<double> fresh = stackalloc double[quotes.Length];
        var count = 0;
        var oldest = 0.0;
        foreach (var quote in quotes)
        {
            var age = now - quote.At;
            if (quote.Price > 0 && age <= _options.QuoteMaxAgeSeconds)
            {
                fresh[count++] = quote.Price;
                oldest = Math.Max(oldest, age);
            }
        }

        fresh[..count].Sort();
        reference = count == 0 ? default
            : new Reference(count % 2 == 1 ? fresh[count / 2] : (fresh[(count / 2) - 1] + fresh[count / 2]) / 2, count, oldest);
        return count > 0;
    }

    /// <summary>Annualised volatility of the cross-venue index, a ratio; over all markets, the greatest.</summary>
    public double Sigma(int market) => Math.Max(_options.SigmaFloor, Math.Sqrt(_markets[market].VariancePerSecond * SecondsPerYear));

    public double SigmaMax()
    {
        var sigma = _options.SigmaFloor;
        for (var i = 0; i < _markets.Length; i++)
        {
            sigma = Math.Max(sigma, Sigma(i));
        }

        return sigma;
    }

    /// <summary>Trailing median of the long side's notional [USD].</summary>
    public double OpenInterestUsd(int market) => _markets[market].OpenInterest.Value;

    /// <summary>Trailing median of the volume per block [USD].</summary>
    public double VolumePerBlockUsd(int market) => _markets[market].Volume.Value;

    private Market At(int market)
    {
        var before = _markets.Length;
        if (market >= before)
        {
            Array.Resize(ref _markets, market + 1);
            for (var i = before; i <= market; i++)
            {
                _markets[i] = new Market(_protocol.Venues.Length, _options.TrailingBlocks);
            }
        }

        return _markets[market];
    }

    /// <param name="Price">Median of the fresh venues [USD].</param>
    /// <param name="Venues">How many were fresh.</param>
    /// <param name="AgeSeconds">Age of the oldest that counted [s].</param>
    public readonly record struct Reference(double Price, int Venues, double AgeSeconds);

    private sealed class Market
    {
        public double Mark = double.NaN;
        public double Index = double.NaN;
        public double VariancePerSecond;
        public readonly Quote[] Quotes;
        public readonly TrailingMedian OpenInterest;
        public readonly TrailingMedian Volume;
        private ImmutableDictionary<Address, double> _positions = ImmutableDictionary<Address, double>.Empty;
        private double _longBase;
        private double _lastPrice;
        private double _volumeInBlock;
        private double _reference;
        private UnixSeconds _referenceAt;

        public Market(int venues, int trailing)
        {
            Quotes = new Quote[venues];
            OpenInterest = new TrailingMedian(trailing);
            Volume = new TrailingMedian(trailing);
        }

        private Market(Market other)
        {
            Mark = other.Mark;
            Index = other.Index;
            _longBase = other._longBase;
            _lastPrice = other._lastPrice;
            _volumeInBlock = other._volumeInBlock;
            VariancePerSecond = other.VariancePerSecond;
            Quotes = (Quote[])other.Quotes.Clone();
            OpenInterest = other.OpenInterest.Clone();
            Volume = other.Volume.Clone();
            _positions = other._positions;
            _reference = other._reference;
            _referenceAt = other._referenceAt;
        }

        public Market Clone() => new(this);

        public void CloseBlock(bool learn)
        {
            if (learn)
            {
                OpenInterest.Add(Math.Max(0, _longBase) * _lastPrice);
                Volume.Add(_volumeInBlock);
            }

            _volumeInBlock = 0;
        }

        public void Take(in PositionChanged fact)
        {
            var before = _positions.GetValueOrDefault(fact.Account);
            var after = before + fact.BaseDelta;
            _positions = _positions.SetItem(fact.Account, after);
            _longBase += Math.Max(after, 0) - Math.Max(before, 0);
            if (fact.BaseDelta != 0)
            {
                _lastPrice = Math.Abs(fact.QuoteDelta / fact.BaseDelta);
            }

            _volumeInBlock += Math.Abs(fact.QuoteDelta);
        }

        // EWMA of r²/Δt with half-life H: λ = 2^(−Δt/H). The estimate needs no fixed sampling interval.
        public void UpdateVariance(double price, UnixSeconds now, double halfLife)
        {
            if (_reference == 0)
            {
                _reference = price;
                _referenceAt = now;
                return;
            }

            var dt = now - _referenceAt;
            if (dt <= 0)
            {
                return;
            }

            var r = Math.Log(price / _reference);
            var lambda = double.Exp2(-dt / halfLife);
            VariancePerSecond = (lambda * VariancePerSecond) + ((1 - lambda) * r * r / dt);
            _reference = price;
            _referenceAt = now;
        }
    }
}
