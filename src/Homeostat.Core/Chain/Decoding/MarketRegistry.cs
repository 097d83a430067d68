using Homeostat.Ethereum;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>What tells a market apart in events: the contract, a word such as a market id or a token, or both.</summary>
public readonly record struct MarketKey(Address Contract, Hash32 Word);

/// <summary>
/// The places of markets: those that a definition declares first, then those that events make known, in the order seen.
/// It only grows; a place taken on a branch that a reorg removes stays taken and means the same key.
/// </summary>
public sealed class MarketRegistry
{
    /// <summary>Every market costs state in every rule, and on some protocols anybody may open one.</summary>
    public const int MaxMarkets = 65_536;

    private readonly Dictionary<MarketKey, int> _places;
    private readonly List<MarketKey> _discovered = [];
    private readonly double[] _units;
    private readonly int _declared;

    /// <param name="declared">How many markets a definition declares; their places are 0 to this − 1.</param>
    public MarketRegistry(int declared)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(declared);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(declared, MaxMarkets);
        _declared = declared;
        _places = [];
        _units = new double[declared];
        Array.Fill(_units, 1);
    }

    private MarketRegistry(MarketRegistry other)
    {
        _places = new Dictionary<MarketKey, int>(other._places);
        _discovered.AddRange(other._discovered);
        (_units, _declared) = (other._units, other._declared);
    }

    public int Count => _declared + _discovered.Count;

    /// <summary>The keys of markets that were not declared, in the order of their places.</summary>
    public IReadOnlyList<MarketKey> Discovered => _discovered;

    /// <summary>One that goes on growing by itself.</summary>
    public MarketRegistry Clone() => new(this);

    /// <summary>One more key under which a declared market appears.</summary>
    /// <exception cref="ArgumentException">The key is another market's.</exception>
    public void Declare(MarketKey key, int place)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, _declared);
        if (!_places.TryAdd(key, place) && _places[key] != place)
        {
            throw new ArgumentException($"the key of market {place} is that of market {_places[key]} too", nameof(key));
        }
    }

    /// <summary>What amounts in a declared market's base unit are to be divided by, mostly 10^decimals of its token.</summary>
    public void Measure(int place, double unit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, _declared);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unit);
        _units[place] = unit;
    }

    /// <summary>1 for a market of which nothing was said.</summary>
    public double UnitOf(int place) => place < _declared ? _units[place] : 1;

    /// <summary>−1 if there is none.</summary>
    public int Find(MarketKey key) => _places.TryGetValue(key, out var place) ? place : -1;

    /// <exception cref="EthereumFormatException">There would be more than <see cref="MaxMarkets"/>.</exception>
    public int FindOrAdd(MarketKey key)
    {
        if (_places.TryGetValue(key, out var place))
        {
            return place;
        }

        if (Count == MaxMarkets)
        {
            throw new EthereumFormatException($"more than {MaxMarkets} markets");
        }

        place = Count;
        _places.Add(key, place);
        _discovered.Add(key);
        return place;
    }
}
