using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Core.Detection;
using Homeostat.Core.Detection.Outflow;
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
    private readonly FactTable _decoder;
    private readonly FactFanOut _facts;
    private readonly MarketConditions _conditions;
    private readonly ImmutableArray<IDetector> _detectors;
    private readonly ImmutableArray<EvidenceFilter> _filters;
    private readonly Response _response;
    private UnixSeconds? _lastBlockAt;

    public ProtocolWatch(BrainConfiguration configuration)
    {
        _configuration = configuration;
        _decoder = configuration.Protocol.Decoding.Compile();
        _conditions = new MarketConditions(configuration.Protocol, configuration.Policy.Conditions);
        _detectors = Detectors(configuration);
        _filters = [.. _detectors.Select(d => d.Scope).Distinct().Select(s => new EvidenceFilter(s, configuration.Calibration))];
        _response = new Response(configuration);
        _facts = new FactFanOut([_conditions, .. _detectors, _response]);
    }

    private ProtocolWatch(ProtocolWatch other)
    {
        _configuration = other._configuration;
        _decoder = other._decoder;
        _conditions = other._conditions.Clone();
        _detectors = [.. other._detectors.Select(d => d.Clone())];
        _filters = [.. other._filters.Select(f => f.Clone())];
        _response = other._response.Clone();
        _facts = new FactFanOut([_conditions, .. _detectors, _response]);
        _lastBlockAt = other._lastBlockAt;
    }

    private UnixSeconds Now => _lastBlockAt ?? default;

    public ProtocolWatch Clone() => new(this);

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

    public void Take(Block block, ImmutableArray<Emission>.Builder emissions)
    {
        _response.Begin(block);
        var undecodable = Decode(block);
        var blockSeconds = _lastBlockAt is { } last ? Math.Max(1, block.Timestamp - last) : 1;
        _lastBlockAt = block.Timestamp;
        if (block.Ref.Number >= _configuration.DecideFromBlock)
        {
            Decide(block, blockSeconds, undecodable, emissions);
        }
        else
        {
            foreach (var detector in _detectors)
            {
                detector.Assess(block.Timestamp, _conditions);
            }
        }

        _conditions.CloseBlock();
    }

    /// <summary>Why part of the block could not be read; null if all of it could. Rogue code may emit nonsense.</summary>
    private string? Decode(Block block)
    {
        string? undecodable = null;
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
        var beliefs = new List<(Belief Belief, bool Suspicious)>(_filters.Length);
        foreach (var filter in _filters)
        {
            if (_response.IsLifted(filter.Scope))
            {
                filter.Reset();
            }

            var looks = Look(filter.Scope, block, undecodable, emissions);
            var belief = filter.Update(blockSeconds, looks, _response.IsContained(filter.Scope));
            beliefs.Add((belief, _response.IsSuspicious(belief, State(filter.Scope, blockSeconds), blockSeconds)));
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

        foreach (var (belief, suspicious) in beliefs)
        {
            var market = State(belief.Scope, blockSeconds);
            emissions.Add(new Emission.Believed(block.Ref, belief, RungChoice.LowestThreshold(belief, market, _configuration.Policy, _response.Landing)));
            _response.Answer(block, belief, market, suspicious, emissions);
        }
    }

    private List<(IDetector Detector, Assessment Assessment)> Look(
        Scope scope,
        Block block,
        string? undecodable,
        ImmutableArray<Emission>.Builder emissions)
    {
        var looks = new List<(IDetector, Assessment)>();
        foreach (var detector in _detectors)
        {
            if (detector.Scope != scope)
            {
                continue;
            }

            var look = detector.Assess(block.Timestamp, _conditions);
            look = undecodable is null || IsEvidence(detector, look) ? look : Assessment.Blind(undecodable);
            looks.Add((detector, look));
            emissions.Add(new Emission.Judged(block.Ref, Judge(detector, look)));
        }

        return looks;
    }

    /// <summary>Whether it speaks for an attack.</summary>
    private bool IsEvidence(IDetector detector, in Assessment look) =>
        look.Unverifiable is null && _configuration.Calibration.Detectors[detector.Name].Nats(look.Score) > 0;

    private Verdict Judge(IDetector detector, in Assessment look)
    {
        if (look.Unverifiable is { } reason)
        {
            return new Verdict(detector.Name, detector.Scope, VerdictKind.Unverifiable, 0, reason);
        }

        var violated = IsEvidence(detector, look);
        return new Verdict(
            detector.Name,
            detector.Scope,
            violated ? VerdictKind.Violated : VerdictKind.Verified,
            look.Score,
            violated ? look.Describe?.Invoke() ?? "" : "");
    }

    private MarketState State(Scope scope, double blockSeconds)
    {
        var markets = _configuration.Protocol.Markets;
        var only = scope.Kind == ScopeKind.Market ? _configuration.Protocol.MarketNamed(scope.Subject) : -1;
        double openInterest = 0, volume = 0;
        for (var i = 0; i < markets.Length; i++)
        {
            if (only < 0 || only == i)
            {
                openInterest += _conditions.OpenInterestUsd(i);
                volume += _conditions.VolumePerBlockUsd(i);
            }
        }

        var sigma = only < 0 ? _conditions.SigmaMax() : _conditions.Sigma(only);
        return new MarketState(sigma, _conditions.TvlUsd, openInterest, volume / blockSeconds);
    }

    private static ImmutableArray<IDetector> Detectors(BrainConfiguration configuration)
    {
        var protocol = configuration.Protocol;
        var policy = configuration.Policy;
        var detectors = ImmutableArray.CreateBuilder<IDetector>();
        for (var i = 0; i < protocol.Markets.Length; i++)
        {
            var scope = Scope.OfMarket(protocol.Slug, protocol.Markets[i].Slug);
            detectors.Add(new PriceDispersionDetector(scope, i, PriceKind.Mark, policy.PriceDispersion));
            detectors.Add(new PriceDispersionDetector(scope, i, PriceKind.Index, policy.PriceDispersion));
        }

        var whole = Scope.OfProtocol(protocol.Slug);
        detectors.Add(new OutflowDetector(whole, policy.Outflow));
        detectors.Add(new PrivilegedChangeDetector(whole));
        return detectors.DrainToImmutable();
    }
}
