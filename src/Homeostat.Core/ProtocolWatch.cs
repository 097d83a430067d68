using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Core.Detection;
using Homeostat.Core.Detection.Outflow;
using Homeostat.Core.Detection.PriceDeviation;
using Homeostat.Core.Detection.PriceDispersion;
using Homeostat.Core.Detection.PrivilegedChange;
using Homeostat.Core.Fusion;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Core;

/// <summary>
/// One protocol being watched: facts → conditions and detectors → beliefs → decisions. All of its state is behind
/// <see cref="Clone"/>, which is how a reorg is undone.
/// </summary>
internal sealed class ProtocolWatch
{
    private readonly BrainConfiguration _configuration;
    private readonly Calibration _calibration;
    private readonly FactTable _decoder;
    private readonly FactFanOut _facts;
    private readonly MarketConditions _conditions;
    private readonly PriceDeviationRules _rules;
    private readonly List<ScopeWatch> _scopes;
    private readonly Response _response;
    private int _markets;
    private UnixSeconds? _lastBlockAt;

    public ProtocolWatch(BrainConfiguration configuration)
    {
        var protocol = configuration.Protocol;
        _configuration = configuration;
        _calibration = configuration.Calibration.With(protocol.Rules.Select(r => (r.Slug, PriceDeviationDetector.Asserted(r))));
        _decoder = protocol.Decoding.Compile();
        _conditions = new MarketConditions(protocol, configuration.Policy.Conditions);
        _rules = new PriceDeviationRules(protocol.Rules);
        _response = new Response(configuration);
        _scopes = [];
        for (var market = 0; market < protocol.Markets.Length; market++)
        {
            Watch(Scope.OfMarket(protocol.Slug, protocol.Markets[market].Slug), market);
        }

        _markets = protocol.Markets.Length;
        _scopes.Add(WholeProtocol());
        _facts = FanOut();
    }

    private ProtocolWatch(ProtocolWatch other, FactTable decoder)
    {
        _configuration = other._configuration;
        _calibration = other._calibration;
        _decoder = decoder;
        _conditions = other._conditions.Clone();
        _rules = other._rules.Clone();
        _scopes = [.. other._scopes.Select(s => s.Clone())];
        _response = other._response.Clone();
        _markets = other._markets;
        _facts = FanOut();
        _lastBlockAt = other._lastBlockAt;
    }

    public ImmutableArray<Scope> Scopes => [.. _scopes.Select(s => s.Scope)];

    private UnixSeconds Now => _lastBlockAt ?? default;

    /// <summary>For going back here: contracts and markets that become known meanwhile stay known.</summary>
    public ProtocolWatch Clone() => new(this, _decoder);

    /// <summary>For going another way from here.</summary>
    public ProtocolWatch Fork() => new(this, _decoder.Clone());

    /// <summary>Takes an input that is not a move of the chain.</summary>
    public void Take(Input input, ImmutableArray<Emission>.Builder emissions)
    {
        switch (input)
        {
            case Tick tick:
                _conditions.Observe(tick);
                break;
            case Simulation simulation:
                _response.Take(simulation);
                break;
            case ActionOutcome outcome:
                _response.Take(outcome, Now, emissions);
                break;
            case OperatorCommand command:
                _response.Take(command, Now, emissions);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(input), input.GetType().Name, "unknown input");
        }
    }

    /// <param name="gone">The watch as it was before the reorg.</param>
    public void Retracted(ImmutableArray<BlockRef> old, ProtocolWatch gone, ImmutableArray<Emission>.Builder emissions) =>
        _response.Retracted(old, gone._response, Now, emissions);

    /// <summary>Answers as if every kind of scope were under attack; leaves this watch in a state of no use.</summary>
    public void Rehearse(ImmutableArray<Emission>.Builder emissions)
    {
        const double Sure = 1 - 1e-9, Rich = 1e9;
        var protocol = _configuration.Protocol;
        var market = protocol.Markets.IsEmpty ? "rehearsal" : protocol.Markets[0].Slug;
        var block = new Block(new BlockRef(0, default), default, Now, new LogBatch());
        foreach (var scope in new[] { Scope.OfProtocol(protocol.Slug), Scope.OfMarket(protocol.Slug, market) })
        {
            var watched = new ScopeWatch(scope, scope.Kind == ScopeKind.Protocol ? -1 : 0, Alarmed(scope), _calibration);
            var belief = watched.Look(block, 1, null, contained: false, _conditions, emissions) with { P = Sure, PHigh = Sure };
            _response.Answer(block, belief, new MarketState(1, Rich, 0, 0), suspicious: true, emissions);
        }
    }

    /// <summary>The rules' detectors, each with an alert.</summary>
    private ImmutableArray<IDetector> Alarmed(Scope scope)
    {
        var detectors = ImmutableArray.CreateBuilder<IDetector>();
        for (var rule = 0; rule < _rules.Rules.Length; rule++)
        {
            var detector = new PriceDeviationDetector(scope, _rules.Rules[rule]);
            detector.Raise(new PriceDeviationAlert(rule, 0, 2, 1));
            detectors.Add(detector);
        }

        return detectors.DrainToImmutable();
    }

    /// <summary>The engine stops: an incident says so, since from here on nobody watches.</summary>
    public void Halt(BlockRef? tip, string reason, ImmutableArray<Emission>.Builder emissions) =>
        _response.Halt(tip?.Number ?? 0, Now, reason, emissions);

    public void Take(Block block, ImmutableArray<Emission>.Builder emissions)
    {
        _response.Begin(block);
        var undecodable = Decode(block);
        Discover();
        Deviations();
        var blockSeconds = _lastBlockAt is { } last ? Math.Max(1, block.Timestamp - last) : 1;
        _lastBlockAt = block.Timestamp;
        if (block.Ref.Number >= _configuration.DecideFromBlock)
        {
            Decide(block, blockSeconds, undecodable, emissions);
        }
        else
        {
            foreach (var scope in _scopes)
            {
                scope.Learn(block, _conditions);
            }
        }

        _conditions.CloseBlock();
    }

    /// <summary>
    /// Why part of the block could not be read or relied on; null if all of it could. Rogue code may emit nonsense.
    /// </summary>
    private string? Decode(Block block)
    {
        var undecodable = block.Doubt.Length > 0 ? block.Doubt : null;
        foreach (LogView log in block.Logs)
        {
            try
            {
                _decoder.Decode(log, _facts);
            }
            catch (EthereumFormatException malformed)
            {
                undecodable = malformed.Message;
            }
        }

        return undecodable;
    }

    private void Decide(Block block, double blockSeconds, string? undecodable, ImmutableArray<Emission>.Builder emissions)
    {
        var beliefs = new List<(Belief Belief, bool Suspicious)>(_scopes.Count);
        foreach (var scope in _scopes)
        {
            if (_response.IsLifted(scope.Scope))
            {
                scope.Reset();
            }

            var belief = scope.Look(block, blockSeconds, undecodable, _response.IsContained(scope.Scope), _conditions, emissions);
            beliefs.Add((belief, _response.IsSuspicious(belief, State(scope.Market, blockSeconds), blockSeconds)));
        }

        _response.Settle(block, beliefs, emissions);
        if (beliefs.Exists(b => b.Suspicious))
        {
            _conditions.Freeze();
        }
        else if (!_response.IsEngaged)
        {
            _conditions.Thaw();
        }

        for (var i = 0; i < beliefs.Count; i++)
        {
            var (belief, suspicious) = beliefs[i];
            var market = State(_scopes[i].Market, blockSeconds);
            emissions.Add(new Emission.Believed(block.Ref, belief, RungChoice.LowestThreshold(belief, market, _configuration.Policy, _response.Landing)));
            _response.Answer(block, belief, market, suspicious, emissions);
        }
    }

    /// <summary>Markets that this block was the first to name.</summary>
    private void Discover()
    {
        for (; _markets < _decoder.Markets.Count; _markets++)
        {
            _conditions.Know(_markets);
            var name = _configuration.Protocol.Decoding.NameOf(_markets, _decoder);
            Watch(Scope.OfMarket(_configuration.Protocol.Slug, name), _markets);
        }
    }

    /// <summary>The rules' alerts of this block, each to the detector of its market.</summary>
    private void Deviations()
    {
        if (_rules.Rules.IsEmpty)
        {
            return;
        }

        foreach (var scope in _scopes)
        {
            var rule = 0;
            foreach (var detector in scope.Detectors.OfType<PriceDeviationDetector>())
            {
                if (_rules.HasAverage(rule, scope.Market))
                {
                    detector.SawPrice();
                }

                foreach (var alert in _rules.Alerts)
                {
                    if (alert.Rule == rule && alert.Market == scope.Market)
                    {
                        detector.Raise(alert);
                    }
                }

                rule++;
            }
        }

        _rules.Clear();
    }

    /// <param name="only">The market's place, or −1 for all.</param>
    private MarketState State(int only, double blockSeconds)
    {
        double openInterest = 0, volume = 0;
        for (var i = only < 0 ? 0 : only; i < (only < 0 ? _markets : only + 1); i++)
        {
            openInterest += _conditions.OpenInterestUsd(i);
            volume += _conditions.VolumePerBlockUsd(i);
        }

        var sigma = only < 0 ? _conditions.SigmaMax() : _conditions.Sigma(only);
        return new MarketState(sigma, _conditions.TvlUsd, openInterest, volume / blockSeconds);
    }

    /// <summary>What can be said of a market depends on what the protocol's events say and on who quotes it outside.</summary>
    private void Watch(Scope scope, int market)
    {
        var detectors = ImmutableArray.CreateBuilder<IDetector>();
        if (!_configuration.Protocol.Venues.IsEmpty)
        {
            detectors.Add(new PriceDispersionDetector(scope, market, PriceKind.Mark, _configuration.Policy.PriceDispersion));
            detectors.Add(new PriceDispersionDetector(scope, market, PriceKind.Index, _configuration.Policy.PriceDispersion));
        }

        detectors.AddRange(_rules.Rules.Select(r => new PriceDeviationDetector(scope, r)));
        _scopes.Add(new ScopeWatch(scope, market, detectors.DrainToImmutable(), _calibration));
    }

    private ScopeWatch WholeProtocol()
    {
        var (protocol, policy) = (_configuration.Protocol, _configuration.Policy);
        var whole = Scope.OfProtocol(protocol.Slug);
        var detectors = ImmutableArray.CreateBuilder<IDetector>();
        if (protocol.Decoding.Says<CollateralMapping>())
        {
            detectors.Add(new OutflowDetector(whole, policy.Outflow));
        }

        if (protocol.Decoding.Says<ImplementationMapping>() || protocol.Decoding.Says<PrivilegeMapping>())
        {
            detectors.Add(new PrivilegedChangeDetector(whole));
        }

        return new ScopeWatch(whole, -1, detectors.DrainToImmutable(), _calibration);
    }

    /// <summary>Detectors of markets read the conditions and the rules' alerts: a fact is not shown to each of thousands.</summary>
    private FactFanOut FanOut() => new([_conditions, _rules, .. _scopes.Where(s => s.Market < 0).SelectMany(s => s.Detectors), _response]);
}
